import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { callSandbox } from './client.cts';
import { isObject, isString } from './jsonFields.cts';
import { startSandbox, type JobPlan, type Sandbox, type SandboxOptions } from './sandbox.cts';

const messages = [{ payload: { content: 'Hello.' } }];
const steps = ['scheduled', 'in_progress', 'completed'];

let sandbox: Sandbox;
let receiver: Sandbox | undefined;

async function start(options: SandboxOptions = {}) {
	sandbox = await startSandbox(options);
}

afterEach(async () => {
	await sandbox.stop();
	await receiver?.stop();
	receiver = undefined;
});

const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
	callSandbox(sandbox, method, path, body, headers);

function idsOf({ answer }: { answer: unknown }): { conversationId: string; jobId: string } {
	if (!isObject(answer)) throw new Error('No object was answered');
	const { conversationId, jobId } = answer;
	if (!isString(conversationId) || !isString(jobId)) throw new Error('No ids were answered');
	return { conversationId, jobId };
}

const process = async (body: object = {}) =>
	idsOf(await call('POST', '/v1/process/text', { messages, ...body }));

const statusOf = async (jobId: string) => (await call('GET', `/v1/job/${jobId}`)).answer;

async function until(holds: () => boolean): Promise<void> {
	while (!holds()) await wait(5);
}

describe('files', () => {
	it.each(['POST', 'PUT'])('%s: are hashed as they come, and recorded', async (method) => {
		await start({ jobStepMs: 0 });
		const file = Buffer.alloc(3_000_000, 'audio ');
		const { id } = sandbox.add({});
		const path = method === 'PUT' ? `/v1/process/audio/${id}` : '/v1/process/audio';
		const query = 'name=Call&detectPhrases=true&confidenceThreshold=0.7&customVocabulary=["a"]';
		const made = await call(method, `${path}?${query}`, file, { 'content-type': 'audio/wav' });
		const received = {
			length: file.length,
			sha256: createHash('sha256').update(file).digest('hex'),
			contentLength: file.length,
			contentType: 'audio/wav',
		};
		expect(made.status).toBe(201);
		expect(sandbox.jobs).toMatchObject([
			{
				id: idsOf(made).jobId,
				conversationId: method === 'PUT' ? id : expect.any(String),
				kind: 'audio',
				source: 'file',
				appends: method === 'PUT',
				name: 'Call',
				status: 'completed',
				parameters: {
					name: 'Call',
					detectPhrases: true,
					confidenceThreshold: 0.7,
					customVocabulary: ['a'],
				},
				file: received,
			},
		]);
		const [logged] = sandbox.requests({ method });
		expect(logged).toMatchObject({ body: received, acted: 'began a job' });
		const control = await call('GET', `/__sandbox/jobs/${idsOf(made).jobId}`);
		expect(control.answer).toMatchObject({ file: received });
	});

	it('need an announced length', async () => {
		await start();
		const { port, hostname } = new URL(sandbox.url);
		const socket = connect(Number(port), hostname);
		let received = '';
		socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
		const head = [
			'POST /v1/process/video HTTP/1.1',
			'Host: x',
			'Content-Type: video/mp4',
			`Authorization: Bearer ${sandbox.issueToken()}`,
			'Transfer-Encoding: chunked',
		];
		socket.write(`${head.join('\r\n')}\r\n\r\n2\r\nab\r\n0\r\n\r\n`);
		await until(() => received.includes('Content-Length is required.'));
		socket.destroy();
		expect(sandbox.log[0]?.body).toMatchObject({ length: 2, contentLength: undefined });
		expect(sandbox.jobs).toEqual([]);
	});

	it.each([
		'detectPhrases=TRUE',
		'enableSummary=1',
		'detectEntities=yes',
		'sentiment=',
		'customVocabulary=[1]',
		'customVocabulary="a"',
		'trackers={}',
		'confidenceThreshold=high',
		'metadata={"a":1}',
	])('are refused with ?%s', async (query) => {
		await start();
		const file = Buffer.from('RIFF');
		expect((await call('POST', `/v1/process/audio?${query}`, file)).status).toBe(400);
		expect(sandbox.jobs).toEqual([]);
	});
});

describe('a lost answer', () => {
	it('leaves a conversation and a job behind', async () => {
		await start({ jobStepMs: 0 });
		sandbox.play({ match: { path: /^\/v1\/process/ }, answer: { act: true, cut: true } });
		await expect(process()).rejects.toThrow();
		expect(sandbox.conversations.size).toBe(1);
		expect(sandbox.jobs).toMatchObject([{ kind: 'text', source: 'text', status: 'completed' }]);
	});
});

describe('jobs', () => {
	const course = (planned: JobPlan['course']) => sandbox.planJobs({ course: planned });

	it('fail, and then nothing was said', async () => {
		await start();
		course({ ends: 'failed', stepMs: 0 });
		const { jobId, conversationId } = await process();
		expect(await statusOf(jobId)).toEqual({ id: jobId, status: 'failed' });
		expect((await call('GET', `/v1/conversations/${conversationId}/messages`)).answer).toEqual({
			messages: [],
		});
	});

	it('never end', async () => {
		await start();
		course({ ends: 'never', stepMs: 0 });
		const { jobId } = await process();
		expect(await statusOf(jobId)).toMatchObject({ status: 'in_progress' });
	});

	it('go on when they are told to, and not back', async () => {
		await start();
		course({ stepMs: 'manual' });
		const { jobId, conversationId } = await process();
		expect(await statusOf(jobId)).toMatchObject({ status: 'scheduled' });
		const summary = `/v1/conversations/${conversationId}/summary`;
		expect((await call('GET', summary)).status).toBe(404);
		for (const status of ['in_progress', 'completed', 'failed'] as const) {
			sandbox.setJob(jobId, { status });
		}
		expect(await statusOf(jobId)).toMatchObject({ status: 'completed' });
		expect((await call('GET', summary)).status).toBe(200);
		expect(() => sandbox.setJob('none', { status: 'failed' })).toThrow('There is no job none');
	});

	it('take the course that is planned for them', async () => {
		await start({ jobStepMs: 0 });
		sandbox.planJobs({ match: { name: /^A/, kind: 'text' }, skip: 1, course: { ends: 'failed' } });
		sandbox.planJobs({ match: { source: 'url' }, times: 1, course: { ends: 'never' } });
		for (const name of ['A1', 'A2', 'B']) await process({ name });
		const url = { url: 'https://example.com/a.mp4' };
		for (let time = 0; time < 2; time += 1) await call('POST', '/v1/process/video/url', url);
		expect(sandbox.jobs.map(({ status }) => status)).toEqual([
			'completed',
			'failed',
			'completed',
			'in_progress',
			'completed',
		]);
		sandbox.clearJobPlans();
		await process({ name: 'A3' });
		expect(sandbox.jobs.at(-1)?.status).toBe('completed');
	});

	it('are limited in number', async () => {
		await start({ maxConcurrentJobs: 1 });
		course({ stepMs: 'manual' });
		const { jobId } = await process();
		expect(await call('POST', '/v1/process/text', { messages })).toMatchObject({
			status: 429,
			answer: { statusCode: 429, message: expect.stringContaining('maximum of `1` number') },
		});
		expect(sandbox.conversations.size).toBe(1);
		sandbox.setJob(jobId, { status: 'failed' });
		await process();
	});

	it('have insights and a call score that come later', async () => {
		await start({ jobStepMs: 0 });
		course({ insights: { afterMs: 30, ends: 'completed' }, callScore: { ends: 'never' } });
		const features = { featureList: ['insights', 'callScore'] };
		const { jobId, conversationId } = await process({ features });
		const read = async (below: string) =>
			(await call('GET', `/v1/conversations/${conversationId}/${below}`)).answer;
		expect(await statusOf(jobId)).toMatchObject({ status: 'completed' });
		expect(await read('lm-insights/status')).toEqual({ jobId, status: 'in_progress' });
		await until(() => sandbox.jobs[0]?.featureStatus.insights === 'completed');
		expect(await read('lm-insights/status')).toEqual({ jobId, status: 'completed' });
		expect(await read('lm-insights')).toMatchObject([{ meetingName: expect.any(String) }]);
		expect(await read('callscore/status')).toEqual({ jobId, status: 'in_progress' });
		sandbox.setJob(jobId, { callScore: 'failed' });
		expect(await read('callscore/status')).toEqual({ jobId, status: 'failed' });
	});

	it('fail with all that was asked of them', async () => {
		await start({ jobStepMs: 0 });
		course({ ends: 'failed' });
		const { conversationId } = await process({ features: { featureList: ['insights'] } });
		const status = await call('GET', `/v1/conversations/${conversationId}/lm-insights/status`);
		expect(status.answer).toMatchObject({ status: 'failed' });
	});
});

describe('callbacks', () => {
	/** Begins a job whose course says how it calls back; returns its id. */
	async function begin(planned: JobPlan['course'], options: SandboxOptions = {}) {
		receiver = await startSandbox();
		await start({ jobStepMs: 0, ...options });
		sandbox.planJobs({ course: planned });
		return (await process({ webhookUrl: `${receiver.url}/hook?a=1` })).jobId;
	}

	const said = () => receiver?.log.map(({ body }) => (isObject(body) ? body.status : body)) ?? [];

	it.each<[JobPlan['course'], string[]]>([
		[{}, steps],
		[{ ends: 'failed' }, ['scheduled', 'in_progress', 'failed']],
		[{ callbacks: { times: 2 } }, steps.flatMap((step) => [step, step])],
		[{ callbacks: { reversed: true } }, [...steps].reverse()],
		[{ callbacks: { missing: ['scheduled', 'completed'] } }, ['in_progress']],
		[
			{ callbacks: { forged: ['completed'] }, ends: 'failed' },
			['completed', 'scheduled', 'in_progress', 'failed'],
		],
		[{ callbacks: { lateMs: 30 } }, steps],
	])('%j', async (planned, expected) => {
		await begin(planned);
		await until(() => said().length === expected.length);
		expect(said()).toEqual(expected);
		await until(() => sandbox.jobs[0]?.callbacks.at(-1)?.answered !== undefined);
		expect(sandbox.jobs[0]?.callbacks).toMatchObject(
			expected.map((status) => ({ status, answered: 404 })),
		);
	});

	it.each<[SandboxOptions, JobPlan['course'], 'jobId' | 'id']>([
		[{}, {}, 'id'],
		[{ generation: 'old' }, {}, 'jobId'],
		[{ callbackKey: 'jobId' }, {}, 'jobId'],
		[{ callbackKey: 'jobId' }, { callbacks: { form: 'id' } }, 'id'],
	])('%j %j name the job by "%s"', async (options, planned, form) => {
		const jobId = await begin(planned, options);
		await until(() => said().length > 0);
		expect(receiver?.log[0]?.body).toEqual({ [form]: jobId, status: 'scheduled' });
	});

	it('come before the answer where they are early', async () => {
		await begin({ callbacks: { early: true } });
		expect(said()).toEqual(steps);
		expect(receiver?.log[2]?.endedAt).toBeLessThanOrEqual(sandbox.log[0]?.endedAt ?? 0);
	});

	it('never hold up an answer for long', async () => {
		receiver = await startSandbox();
		receiver.play({ answer: { never: true } });
		await start({ jobStepMs: 0 });
		sandbox.planJobs({ course: { callbacks: { early: true } } });
		await process({ webhookUrl: receiver.url });
		expect(said()).toEqual(['scheduled']);
		expect(sandbox.jobs[0]?.callbacks).toMatchObject([{ status: 'scheduled' }]);
	});

	it('are made by hand, true or not, and to no address that is not there', async () => {
		const jobId = await begin({ stepMs: 'manual', callbacks: { missing: ['scheduled'] } });
		expect(await sandbox.callBack(jobId, 'failed', 'jobId')).toMatchObject({ answered: 404 });
		expect(receiver?.log[0]?.body).toEqual({ jobId, status: 'failed' });
		expect(await statusOf(jobId)).toMatchObject({ status: 'scheduled' });
		const other = await process({ webhookUrl: 'http://127.0.0.1:1/' });
		expect(await sandbox.callBack(other.jobId, 'completed')).toMatchObject({ status: 'completed' });
		const { jobId: silent } = await process();
		expect(() => sandbox.callBack(silent, 'completed')).toThrow('has no webhook');
	});
});

describe('control', () => {
	const control = (method: string, path: string, body?: unknown) =>
		call(method, `/__sandbox/${path}`, body);

	it('plans, sets and calls back', async () => {
		await start();
		receiver = await startSandbox();
		const plan = {
			match: { name: { pattern: '^A' }, kind: 'text' },
			course: {
				stepMs: 'manual',
				insights: { ends: 'failed', afterMs: 5 },
				callbacks: { missing: ['scheduled'], times: 2, form: 'jobId' },
			},
		};
		expect((await control('POST', 'job-plans', plan)).status).toBe(204);
		const { jobId } = await process({ name: 'A', webhookUrl: receiver.url });
		const one = `jobs/${jobId}`;
		expect((await control('PATCH', one, { status: 'completed' })).answer).toMatchObject({
			id: jobId,
			status: 'completed',
		});
		await until(() => receiver?.log.length === 2);
		const forged = { status: 'failed', form: 'id' };
		expect((await control('POST', `${one}/callbacks`, forged)).status).toBe(204);
		expect(receiver.log[2]?.body).toEqual({ id: jobId, status: 'failed' });
		expect((await control('GET', 'jobs')).answer).toMatchObject([
			{ id: jobId, callbacks: [{}, {}, {}] },
		]);
		expect((await control('GET', 'state')).answer).toMatchObject({ jobs: [{ id: jobId }] });
		expect((await control('DELETE', 'job-plans')).status).toBe(204);
		const { jobId: other } = await process({ name: 'A' });
		expect((await control('POST', `jobs/${other}/callbacks`, forged)).status).toBe(400);
		expect((await control('GET', 'jobs/none')).status).toBe(404);
	});

	it.each([
		{ course: { ends: 'soon' } },
		{ course: { stepMs: 'slow' } },
		{ course: { callbacks: { missing: ['done'] } } },
		{ match: { kind: 'image' }, course: {} },
		{ course: { insights: { when: 1 } } },
		{},
	])('refuses the plan %j', async (plan) => {
		await start();
		expect((await control('POST', 'job-plans', plan)).status).toBe(400);
	});
});
