import { appCredentials } from '../contract/accounts.cts';
import { oneItemEach } from '../e2e/steps.cts';
import { readySymbl } from '../e2e/symblRuns.cts';
import { claimedIds, expectOneDeletionEach, expectTrueClaims } from './claims.cts';
import { idsFrom, itemsOf, sandboxWith } from './conversations.cts';
import { endingOf } from './ending.cts';
import type { QueueN8n } from './queueN8n.cts';

/** So many that preparing them in one go would outlast the lock that a worker has on its job. */
export const LARGE = 20_000;

/** An expression as users drag it into the field; it takes n8n longer than `$json`. */
const ID_OF_LINKED_ITEM = `={{ $('${oneItemEach.name}').item.json.conversationId }}`;

/**
 * Deletes many conversations in one execution, and expects that n8n takes its worker for alive to
 * the end: a worker whose lock has run out works on while n8n calls the execution failed.
 */
export async function expectWholeRun({ api, workers, hasStalled }: QueueN8n): Promise<void> {
	const ids = idsFrom(50_001, LARGE);
	const sandbox = await sandboxWith(ids);
	const ready = await readySymbl(api, {
		credential: appCredentials(sandbox),
		items: itemsOf(ids),
		parameters: {
			conversationId: { __rl: true, mode: 'id', value: ID_OF_LINKED_ITEM },
			options: { maxDeletions: 0 },
		},
	});
	const started = await ready.start();
	const { status, at: endedAt } = await endingOf(api, started);
	const execution = await api.endedExecution(started.executionId);
	const deletions = sandbox.requests({ method: 'DELETE' });
	expect({ status, after: deletions.filter(({ at }) => at > endedAt).length }).toEqual({
		status: 'success',
		after: 0,
	});
	expect(hasStalled(started.executionId)).toBe(false);
	expect(workers.filter((worker) => worker.timesBegun(started.executionId) > 0)).toHaveLength(1);
	expect(await api.executions(started.workflowId)).toHaveLength(1);
	expectOneDeletionEach(deletions);
	expectTrueClaims(execution, sandbox.log);
	expect(claimedIds(execution)).toEqual(ids);
	expect(sandbox.conversations.size).toBe(0);
}
