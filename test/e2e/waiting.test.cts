import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessToken, openSandbox } from '../contract/accounts.cts';
import { createInstance, packPackage, type Execution } from '../n8n/instance.cts';
import { startServer, type N8nServer } from '../n8n/server.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import { N8nApi } from './n8nApi.cts';
import { api, instance, outputsOf, startSymbl } from './runs.cts';
import { readySymbl } from './symblRuns.cts';
import { until } from './until.cts';

const TWENTY = Array.from({ length: 20 }, (_, index) => ({ name: `Call ${index}` }));

const parameters = {
	resource: 'processing',
	operation: 'processText',
	waitFor: 'callback',
	name: '={{ $json.name }}',
	messages: { message: [{ content: 'Hello', name: 'Priya' }] },
};

/** Waits until n8n has suspended an execution. */
const suspended = async (n8n: N8nApi, id: string) =>
	await until('the suspension', async () =>
		(await n8n.execution(id)).status === 'waiting' ? true : undefined,
	);

/** Waits until an execution that was suspended has ended. */
const ended = async (n8n: N8nApi, id: string, patienceMs?: number): Promise<Execution> =>
	await until(
		'the end of the execution',
		async () => {
			const execution = await n8n.execution(id);
			return ['waiting', 'running'].includes(execution.status) ? undefined : execution;
		},
		patienceMs,
	);

/** What Symbl has of the job with that name. */
function jobNamed(sandbox: Sandbox, name: string) {
	const job = sandbox.jobs.find((each) => each.name === name);
	if (!job) throw new Error(`There is no job for ${name}`);
	return job;
}

const finish = (sandbox: Sandbox, name: string, status: 'completed' | 'failed') =>
	sandbox.setJob(jobNamed(sandbox, name).id, { status });

test('20 jobs: callbacks late, twice, out of order, forged, and half of them missing', async () => {
	const sandbox = await openSandbox();
	const all = ['scheduled', 'in_progress', 'completed', 'failed'] as const;
	const stepMs = 'manual';
	sandbox.planJobs({
		match: { name: /^Call [0-9]$/ },
		course: { stepMs, callbacks: { missing: all, forged: ['completed'] } },
	});
	sandbox.planJobs({
		match: { name: /^Call 1[0-4]$/ },
		course: { stepMs, callbacks: { form: 'jobId', times: 3, reversed: true } },
	});
	sandbox.planJobs({ course: { stepMs, callbacks: { form: 'id', lateMs: 200, times: 2 } } });
	const { executionId } = await startSymbl({
		credential: accessToken(sandbox),
		items: TWENTY,
		parameters,
		settings: { onError: 'continueErrorOutput' },
	});
	await suspended(api, executionId);
	expect(sandbox.jobs).toHaveLength(20);

	// Each job is said to have ended, and none has.
	for (const { id } of sandbox.jobs) {
		expect((await sandbox.callBack(id, 'completed')).answered).toBe(200);
	}
	expect((await api.execution(executionId)).status).toBe('waiting');
	const stranger = String(sandbox.jobs[0]?.webhookUrl).replace(/signature=[^&]*/, 'signature=x');
	const refused = await fetch(stranger, { method: 'POST' });
	expect(refused.status).toBe(401);

	// Of the first ten nothing will be heard; the others end in another order than they began.
	for (let index = 0; index < 10; index++) {
		finish(sandbox, `Call ${index}`, index === 3 ? 'failed' : 'completed');
	}
	for (let index = 18; index >= 10; index--) {
		finish(sandbox, `Call ${index}`, index === 12 ? 'failed' : 'completed');
	}
	await until('the callbacks', () =>
		sandbox.jobs.every(
			({ name, callbacks }, index) =>
				index < 10 || name === 'Call 19' || callbacks.some(({ answered }) => answered === 200),
		)
			? true
			: undefined,
	);
	expect((await api.execution(executionId)).status).toBe('waiting');

	finish(sandbox, 'Call 19', 'completed');
	const execution = await ended(api, executionId);
	expect(execution.status).toBe('success');
	expect(execution.runData['Symbl.ai']).toHaveLength(1);
	const [done = [], others = []] = outputsOf(execution);
	const expected = TWENTY.flatMap(({ name }, item) => {
		const { id: jobId, conversationId, status } = jobNamed(sandbox, name);
		return status === 'completed'
			? [{ json: { jobId, conversationId, status }, pairedItem: { item } }]
			: [];
	});
	expect(expected).toHaveLength(18);
	expect(done).toEqual(expected);
	expect(others.map(({ json, pairedItem }) => [json, pairedItem])).toEqual(
		[3, 12].map((item) => {
			const { id: jobId, conversationId } = jobNamed(sandbox, `Call ${item}`);
			const error = expect.stringContaining(`could not process conversation ${conversationId}`);
			const details = expect.objectContaining({ jobId, conversationId, status: 'failed' });
			return [{ name: `Call ${item}`, error, details }, { item }];
		}),
	);
	expect(sandbox.requests({ method: 'POST', path: '/v1/process/text' })).toHaveLength(20);
});

test('goes on without a callback when the time is over, with both IDs', async () => {
	const sandbox = await openSandbox();
	sandbox.planJobs({ course: { ends: 'never' } });
	const { executionId } = await startSymbl({
		credential: accessToken(sandbox),
		items: [{ name: 'Call' }],
		parameters: { ...parameters, maxWait: 0.05 },
		settings: { onError: 'continueErrorOutput' },
	});
	// n8n looks once a minute for what has waited long enough.
	const execution = await ended(api, executionId, 150_000);
	expect(execution.status).toBe('success');
	const { id: jobId, conversationId } = jobNamed(sandbox, 'Call');
	expect(outputsOf(execution)[1]?.map(({ json }) => json)).toEqual([
		{
			name: 'Call',
			error: expect.stringMatching(/has not finished conversation \d+ in 0\.05 minutes/),
			details: expect.objectContaining({ jobId, conversationId }),
		},
	]);
});

test('goes on after n8n was killed and started again', async () => {
	const sandbox = await openSandbox();
	sandbox.planJobs({ course: { stepMs: 'manual' } });
	const folder = await mkdtemp(join(tmpdir(), 'waiting-'));
	const tarball = await packPackage(join(__dirname, '../..'), folder);
	// The address that Symbl was told is the same after the restart.
	const own = await createInstance(instance.install, tarball, { N8N_PORT: await freePort() });
	let server: N8nServer | undefined;
	try {
		server = await startServer(own);
		const first = new N8nApi(server);
		const run = { credential: accessToken(sandbox), items: TWENTY.slice(0, 3), parameters };
		const { executionId } = await (await readySymbl(first, run)).start();
		await suspended(first, executionId);
		const { pid } = server;
		process.kill(pid, 'SIGKILL');
		await server.stop();
		// Nobody hears of this one.
		finish(sandbox, 'Call 0', 'completed');

		server = await startServer(own);
		const second = new N8nApi(server);
		expect((await second.execution(executionId)).status).toBe('waiting');
		finish(sandbox, 'Call 1', 'completed');
		finish(sandbox, 'Call 2', 'completed');
		const execution = await ended(second, executionId);
		expect(execution.status).toBe('success');
		expect(outputsOf(execution)[0]?.map(({ json }) => json.status)).toEqual(
			Array(3).fill('completed'),
		);
		expect(sandbox.jobs).toHaveLength(3);
	} finally {
		await server?.stop();
		own.remove();
		await rm(folder, { recursive: true, force: true });
	}
}, 400_000);

async function freePort(): Promise<string> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	if (address === null || typeof address === 'string') throw new Error('No free port');
	return String(address.port);
}
