import { appCredentials } from '../contract/accounts.cts';
import { readySymbl } from '../e2e/symblRuns.cts';
import { until } from '../e2e/until.cts';
import { claimedIds, claimsOf, expectTrueClaims } from './claims.cts';
import { idsFrom, itemsOf, sandboxWith } from './conversations.cts';
import { endingOf } from './ending.cts';
import { expectWholeRun } from './largeRun.cts';
import { sharedQueueN8n } from './sharedQueueN8n.cts';

/** n8n takes a silent worker for dead within seconds, and a worker has little time to end. */
const SETTINGS = {
	QUEUE_WORKER_LOCK_DURATION: '8000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '4000',
	N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '1',
};

const DEFAULT_CONCURRENCY = 5;

const queueN8n = sharedQueueN8n(SETTINGS);

test('20 000 conversations go under a short lock', async () => {
	await expectWholeRun(queueN8n());
});

test('the next executions finish what dead workers left, and Retry claims nothing of it', async () => {
	const { api, holderOf, hasStalled, workers } = queueN8n();
	const ids = idsFrom(6_001, 600);
	const runs = await Promise.all(
		(['SIGKILL', 'SIGTERM'] as const).map(async (signal) => {
			const sandbox = await sandboxWith(ids);
			sandbox.play({ match: { method: 'DELETE' }, answer: { act: true, delayMs: 50 } });
			const ready = await readySymbl(api, {
				credential: appCredentials(sandbox),
				items: itemsOf(ids),
				parameters: { options: { ifNotFound: 'output' } },
			});
			return { signal, sandbox, ready };
		}),
	);
	const cutShort = await Promise.all(
		runs.map(async ({ signal, sandbox, ready }) => {
			const first = await ready.start();
			const holder = await holderOf(first.executionId);
			await until('some deletions', () => (sandbox.deletedIds.length >= 100 ? true : undefined));
			await holder.kill(signal);
			return { sandbox, ready, first, holder, requests: sandbox.log.length };
		}),
	);
	expect(cutShort[0]?.holder).not.toBe(cutShort[1]?.holder);
	await Promise.all(workers.map(async (worker) => await worker.start(SETTINGS)));

	for (const { sandbox, ready, first, requests } of cutShort) {
		const left = ids.filter((id) => sandbox.conversations.has(id));
		expect(left.length).toBeGreaterThan(0);
		expect(sandbox.log.length - requests).toBeLessThanOrEqual(DEFAULT_CONCURRENCY);
		const firstRequests = [...sandbox.log];

		const next = await api.endedExecution((await ready.start()).executionId);
		expect(next).toMatchObject({ status: 'success' });
		expectTrueClaims(next, sandbox.log.slice(firstRequests.length));
		expect(claimedIds(next)).toEqual(left);
		expect(claimsOf(next)).toHaveLength(ids.length);
		expect(sandbox.conversations.size).toBe(0);

		expect(await endingOf(api, first)).toMatchObject({ status: 'error' });
		expect(hasStalled(first.executionId)).toBe(true);
		expectTrueClaims(await api.execution(first.executionId), firstRequests);

		const beforeRetry = sandbox.log.length;
		const retry = await api.startRetry(first);
		await endingOf(api, retry);
		expectTrueClaims(await api.execution(retry.executionId), sandbox.log.slice(beforeRetry));
		expect(sandbox.deletedIds).toHaveLength(ids.length);
	}
});
