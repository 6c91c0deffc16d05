import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessToken, openSandbox } from '../contract/accounts.cts';
import { createInstance, freePort, packPackage } from '../n8n/instance.cts';
import { startServer, type N8nServer } from '../n8n/server.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import { N8nApi } from './n8nApi.cts';
import { api, instance, outputsOf, startSymbl } from './runs.cts';
import { readySymbl } from './symblRuns.cts';
import { until } from './until.cts';
import {
	ended,
	expectEveryItemRight,
	finish,
	jobNamed,
	PROCESS_TEXT,
	suspended,
	TWENTY,
} from './waitingScenario.cts';

test('20 jobs: callbacks late, twice, out of order, forged, and half of them missing', async () => {
	await expectEveryItemRight(api, await openSandbox());
});

test('goes on without a callback when the time is over, with both IDs', async () => {
	const sandbox = await openSandbox();
	sandbox.planJobs({ course: { ends: 'never' } });
	const { executionId } = await startSymbl({
		credential: accessToken(sandbox),
		items: [{ name: 'Call' }],
		parameters: { ...PROCESS_TEXT, maxWait: 0.05 },
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
	const own = await createInstance(instance.install, tarball, {
		N8N_PORT: String(await freePort()),
	});
	let server: N8nServer | undefined;
	try {
		server = await startServer(own);
		const first = new N8nApi(server);
		const run = {
			credential: accessToken(sandbox),
			items: TWENTY.slice(0, 3),
			parameters: PROCESS_TEXT,
		};
		const { executionId } = await (await readySymbl(first, run)).start();
		await suspended(first, executionId);
		const { pid } = server;
		process.kill(pid, 'SIGKILL');
		await server.stop();
		// Nobody hears of this one.
		finish(sandbox, 'Call 0', 'completed');

		server = await startServer(own);
		const second = new N8nApi(server);
		await suspended(second, executionId);
		finish(sandbox, 'Call 1', 'completed');
		finish(sandbox, 'Call 2', 'completed');
		await calledAgain(sandbox, 'Call 2');
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

/** Calls for a job until n8n takes the call: on a busy machine it may take none for a moment. */
async function calledAgain(sandbox: Sandbox, name: string): Promise<void> {
	await until('a call that n8n takes', async () => {
		const { answered = 503 } = await sandbox.callBack(jobNamed(sandbox, name).id, 'completed');
		return answered === 503 ? undefined : true;
	});
}
