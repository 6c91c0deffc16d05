import type { INodeParameters } from 'n8n-workflow';
import { accessToken, openSandbox } from '../contract/accounts.cts';
import { runSymbl, type SymblRun } from '../engine/engine.cts';
import { callBack, timeOut } from '../engine/waiting.cts';
import type { Sandbox, SandboxOptions } from '../sandbox/sandbox.cts';
import { jsonOf } from './operating.cts';

const openManual = async (options: SandboxOptions = {}): Promise<Sandbox> => {
	const sandbox = await openSandbox(options);
	sandbox.planJobs({ course: { stepMs: 'manual' } });
	return sandbox;
};

const runOf = (
	sandbox: Sandbox,
	count: number,
	options: INodeParameters = {},
	settings: SymblRun['settings'] = {},
): SymblRun => ({
	items: Array.from({ length: count }, (_, index) => ({ text: `Hello ${index}` })),
	credential: accessToken(sandbox),
	parameters: {
		resource: 'processing',
		operation: 'processText',
		waitFor: 'callback',
		messages: { message: [{ content: '={{ $json.text }}' }] },
		options: { maxRetries: 0, ...options },
	},
	settings,
});

const idsOf = (sandbox: Sandbox) => sandbox.jobs.map(({ id }) => id);

const looksAt = (sandbox: Sandbox) => sandbox.requests({ path: /^\/v1\/job\// }).length;

it('suspends the execution, and goes on when all jobs have ended', async () => {
	const sandbox = await openManual();
	const run = runOf(sandbox, 3);
	const waiting = await runSymbl(run);
	expect(waiting.error).toBeUndefined();
	const { waitTill } = waiting.data;
	const hours = (Number(waitTill) - Date.now()) / 3_600_000;
	expect(hours).toBeGreaterThan(3.9);
	expect(hours).toBeLessThanOrEqual(4);
	expect(sandbox.jobs.map(({ webhookUrl }) => webhookUrl)).toEqual(
		Array(3).fill(expect.stringMatching(/\/execution-1/)),
	);

	const [first = '', second = '', third = ''] = idsOf(sandbox);
	sandbox.setJob(third, { status: 'completed' });
	expect(await callBack(run, waiting, { id: third, status: 'completed' })).toBeUndefined();
	sandbox.setJob(first, { status: 'failed' });
	expect(await callBack(run, waiting, { jobId: first, status: 'failed' })).toBeUndefined();
	sandbox.setJob(second, { status: 'completed' });
	const ended = await callBack(run, waiting, { jobId: second, status: 'completed' });
	const conversation = (index: number) => sandbox.jobs[index]?.conversationId;
	expect(ended?.outputs[0]?.map(({ json, pairedItem }) => [json, pairedItem])).toEqual([
		[
			{
				error: expect.stringMatching(/could not process/),
				details: {
					conversationId: conversation(0),
					jobId: first,
					status: 'failed',
					httpCode: null,
					description: expect.anything(),
				},
			},
			{ item: 0 },
		],
		[{ conversationId: conversation(1), jobId: second, status: 'completed' }, { item: 1 }],
		[{ conversationId: conversation(2), jobId: third, status: 'completed' }, { item: 2 }],
	]);
	expect(ended?.data.resultData.error).toBeUndefined();
	expect(sandbox.requests({ method: 'POST' })).toHaveLength(3);
});

it.each([
	['of another job', { jobId: 'b9c1', status: 'completed' }],
	['without a job', { status: 'completed' }],
	['that is not final', { jobId: 'first', status: 'in_progress' }],
	['of nothing at all', {}],
	['that is no text', { jobId: { a: 1 }, status: ['completed'] }],
])('asks Symbl nothing after a call %s', async (_, body) => {
	const sandbox = await openManual();
	const run = runOf(sandbox, 1);
	const waiting = await runSymbl(run);
	const looks = looksAt(sandbox);
	const [first = ''] = idsOf(sandbox);
	sandbox.setJob(first, { status: 'completed' });
	const called = JSON.parse(JSON.stringify(body).replace('first', first));
	expect(await callBack(run, waiting, called)).toBeUndefined();
	expect(looksAt(sandbox)).toBe(looks);
});

it('believes nobody: a forged call makes it look, and it stays suspended', async () => {
	const sandbox = await openManual();
	const run = runOf(sandbox, 2);
	const waiting = await runSymbl(run);
	const [first = '', second = ''] = idsOf(sandbox);
	for (const jobId of [first, second]) {
		expect(await callBack(run, waiting, { jobId, status: 'completed' })).toBeUndefined();
	}
	expect(looksAt(sandbox)).toBe(4);
});

it('stays suspended while Symbl cannot be asked', async () => {
	const sandbox = await openManual();
	const run = runOf(sandbox, 1);
	const waiting = await runSymbl(run);
	const [jobId = ''] = idsOf(sandbox);
	sandbox.setJob(jobId, { status: 'completed' });
	sandbox.play({ times: 1, answer: { status: 503 } });
	expect(await callBack(run, waiting, { jobId, status: 'completed' })).toBeUndefined();
	const ended = await callBack(run, waiting, { jobId, status: 'completed' });
	expect(ended && jsonOf(ended)).toMatchObject([{ status: 'completed' }]);
});

it('notices the jobs whose callbacks are missing at the next one', async () => {
	const sandbox = await openManual();
	const run = runOf(sandbox, 20);
	const waiting = await runSymbl(run);
	for (const id of idsOf(sandbox)) sandbox.setJob(id, { status: 'completed' });
	const ended = await callBack(run, waiting, { id: idsOf(sandbox)[7], status: 'completed' });
	expect(ended && jsonOf(ended)).toHaveLength(20);
	expect(ended && jsonOf(ended).every(({ status }) => status === 'completed')).toBe(true);
});

it('asks for no job again that has ended', async () => {
	const sandbox = await openManual();
	const run = runOf(sandbox, 10);
	const waiting = await runSymbl(run);
	const before = looksAt(sandbox);
	for (const id of idsOf(sandbox)) {
		sandbox.setJob(id, { status: 'completed' });
		await callBack(run, waiting, { id, status: 'completed' });
	}
	expect(looksAt(sandbox) - before).toBeLessThanOrEqual(20);
});

it('does not suspend what has ended by then', async () => {
	const sandbox = await openSandbox({ jobStepMs: 0 });
	const execution = await runSymbl(runOf(sandbox, 3));
	expect(execution.data.waitTill).toBeUndefined();
	expect(jsonOf(execution)).toEqual(
		Array(3).fill(expect.objectContaining({ status: 'completed' })),
	);
});

it('puts out an error item with both IDs for what was not heard of in time', async () => {
	const sandbox = await openManual();
	const run = runOf(sandbox, 2, {}, { onError: 'continueErrorOutput' });
	const waiting = await runSymbl(run);
	const ended = await timeOut(run, waiting);
	expect(ended.outputs[0]).toEqual([]);
	expect(ended.outputs[1]?.map(({ json, pairedItem }) => [json, pairedItem])).toEqual(
		sandbox.jobs.map(({ id, conversationId }, item) => [
			{
				text: `Hello ${item}`,
				error: expect.stringMatching(/has not finished conversation \d+ in 240 minutes/),
				details: expect.objectContaining({ conversationId, jobId: id, status: 'scheduled' }),
			},
			{ item },
		]),
	);
});

it('hands what Symbl could not process to the error output', async () => {
	const sandbox = await openManual();
	const run = runOf(sandbox, 2, {}, { onError: 'continueErrorOutput' });
	const waiting = await runSymbl(run);
	const [first = '', second = ''] = idsOf(sandbox);
	sandbox.setJob(first, { status: 'failed' });
	sandbox.setJob(second, { status: 'completed' });
	const ended = await callBack(run, waiting, { id: second, status: 'completed' });
	expect(ended?.outputs[0]?.map(({ json }) => json.jobId)).toEqual([second]);
	expect(ended?.outputs[1]?.map(({ json }) => json.error)).toEqual([
		expect.stringMatching(/could not process/),
	]);
});

it('suspends for the items that were accepted, and names the others', async () => {
	const sandbox = await openManual();
	sandbox.play({ skip: 1, times: 1, answer: { status: 400, body: { message: 'No.' } } });
	const run = runOf(sandbox, 3, { maxConcurrency: 1 }, { onError: 'continueRegularOutput' });
	const waiting = await runSymbl(run);
	expect(waiting.data.waitTill).toBeDefined();
	const [first = '', second = ''] = idsOf(sandbox);
	for (const id of [first, second]) sandbox.setJob(id, { status: 'completed' });
	const ended = await callBack(run, waiting, { id: second, status: 'completed' });
	expect(ended && jsonOf(ended)).toMatchObject([
		{ jobId: first, status: 'completed' },
		{ error: expect.stringMatching(/did not accept/) },
		{ jobId: second, status: 'completed' },
	]);
});

it('does not run again with Retry On Fail', async () => {
	const sandbox = await openManual();
	const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 };
	const waiting = await runSymbl(runOf(sandbox, 2, {}, retry));
	expect(waiting.data.waitTill).toBeDefined();
	expect(sandbox.jobs).toHaveLength(2);
});

it('waits for features after the callback', async () => {
	const sandbox = await openSandbox();
	sandbox.planJobs({ course: { stepMs: 'manual', insights: { ends: 'completed', afterMs: 300 } } });
	const run = runOf(sandbox, 1, { features: ['insights'] });
	const waiting = await runSymbl(run);
	const [jobId = ''] = idsOf(sandbox);
	sandbox.setJob(jobId, { status: 'completed' });
	const ended = await callBack(run, waiting, { jobId, status: 'completed' });
	expect(ended && jsonOf(ended)).toMatchObject([
		{ status: 'completed', insightsStatus: 'completed' },
	]);
});
