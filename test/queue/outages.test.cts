import { setTimeout as wait } from 'node:timers/promises';
import { appCredentials } from '../contract/accounts.cts';
import { readySymbl, type ReadyWorkflow } from '../e2e/symblRuns.cts';
import { until } from '../e2e/until.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import { claimedIds, expectOneDeletionEach, expectTrueClaims } from './claims.cts';
import { idsFrom, itemsOf, sandboxWith } from './conversations.cts';
import { endingOf } from './ending.cts';
import { sharedQueueN8n } from './sharedQueueN8n.cts';

const queueN8n = sharedQueueN8n();

const IDS = idsFrom(7_001, 400);
const LAST = '7400';

interface LongRun {
	sandbox: Sandbox;
	ready: ReadyWorkflow;
}

/** A run that takes seconds, its last request more than one. */
async function longRun(): Promise<LongRun> {
	const sandbox = await sandboxWith(IDS);
	sandbox.play({ match: { conversationId: LAST }, answer: { act: true, delayMs: 3_000 } });
	sandbox.play({ match: { method: 'DELETE' }, answer: { act: true, delayMs: 50 } });
	const ready = await readySymbl(queueN8n().api, {
		credential: appCredentials(sandbox),
		items: itemsOf(IDS),
		parameters: { options: { ifNotFound: 'output' } },
	});
	return { sandbox, ready };
}

const deletions = async (sandbox: Sandbox, count: number) =>
	await until(`${count} deletions`, () => (sandbox.deletedIds.length >= count ? true : undefined));

describe.each(['redis', 'postgres'] as const)('%s', (name) => {
	test('is away for a while in the middle of an execution', async () => {
		const { api, [name]: service } = queueN8n();
		const { sandbox, ready } = await longRun();
		const started = await ready.start();
		await deletions(sandbox, 100);
		await service.stop();
		await deletions(sandbox, 250);
		await service.start();
		console.log(name, await endingOf(api, started));
		const execution = await api.execution(started.executionId);
		expect(execution).toMatchObject({ status: 'success' });
		expectTrueClaims(execution, sandbox.log);
		expectOneDeletionEach(sandbox.log);
		expect(claimedIds(execution)).toEqual(IDS);
	});

	test('is away when an execution ends', async () => {
		const { api, [name]: service } = queueN8n();
		const { sandbox, ready } = await longRun();
		const started = await ready.start();
		await deletions(sandbox, IDS.length);
		await service.stop();
		await until('the last answer', () =>
			sandbox.log.every(({ endedAt }) => endedAt !== undefined) ? true : undefined,
		);
		// The node has ended, and n8n tries to save.
		await wait(2_000);
		await service.start();
		console.log(name, await endingOf(api, started));
		const execution = await api.execution(started.executionId);
		console.log(JSON.stringify(execution).slice(0, 500), claimedIds(execution).length);
		expectTrueClaims(execution, sandbox.log);
		expectOneDeletionEach(sandbox.log);
		console.log(await api.executions(started.workflowId));
	});
});
