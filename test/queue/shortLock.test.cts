import { appCredentials } from '../contract/accounts.cts';
import { readySymbl } from '../e2e/symblRuns.cts';
import { until } from '../e2e/until.cts';
import { claimsOf, expectOneDeletionEach, expectTrueClaims } from './claims.cts';
import { idsFrom, itemsOf, sandboxWith } from './conversations.cts';
import { endingOf } from './ending.cts';
import { expectWholeRun } from './largeRun.cts';
import { queueN8n } from './startedQueue.cts';

/** n8n notices within 12 s that a worker has gone, instead of within a minute and a half. */
const SHORT_LOCK = {
	QUEUE_WORKER_LOCK_DURATION: '8000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '4000',
};

async function restartWorkers(settings: Record<string, string> = {}) {
	await Promise.all(
		queueN8n().workers.map(async (worker) => await worker.restart({ ...SHORT_LOCK, ...settings })),
	);
}

test('20 000 conversations go under a short lock', async () => {
	await restartWorkers();
	await expectWholeRun(queueN8n());
});

test.each([
	['SIGKILL', {}],
	['SIGTERM', { N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '1' }],
] as const)('the next execution finishes what %s cut short', async (signal, settings) => {
	const { api, holderOf } = queueN8n();
	await restartWorkers(settings);
	const ids = idsFrom(6_001, 600);
	const sandbox = await sandboxWith(ids);
	sandbox.play({ match: { method: 'DELETE' }, answer: { act: true, delayMs: 50 } });
	const ready = await readySymbl(api, {
		credential: appCredentials(sandbox),
		items: itemsOf(ids),
		parameters: { options: { ifNotFound: 'output' } },
	});
	const first = await ready.start();
	const holder = await holderOf(first.executionId);
	await until('some deletions', () => (sandbox.deletedIds.length >= 100 ? true : undefined));
	await holder.kill(signal);
	const killedAt = Date.now();
	const ending = await endingOf(api, first);
	console.log(signal, ending, sandbox.log.length);
	console.log('ended after', ending.at - killedAt);
	const answer = await queueN8n().main.request(`/rest/executions/${first.executionId}`);
	console.log((await answer.text()).slice(0, 3000));
	const retried = await queueN8n().main.request(`/rest/executions/${first.executionId}/retry`, {
		method: 'POST',
		body: { loadWorkflow: false },
	});
	console.log(retried.status, await retried.text());
	await new Promise((r) => setTimeout(r, 3000));
	console.log(
		await api.executions(first.workflowId),
		sandbox.log.length,
		sandbox.deletedIds.length,
	);
	console.log(holder.log.split('\n').slice(-20).join('\n'));
});
