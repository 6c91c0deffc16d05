import { setTimeout as wait } from 'node:timers/promises';
import { appCredentials } from '../contract/accounts.cts';
import { readySymbl, type ReadyWorkflow } from '../e2e/symblRuns.cts';
import { until } from '../e2e/until.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import { claimedIds, claimsOf, expectOneDeletionEach, expectTrueClaims } from './claims.cts';
import { idsFrom, itemsOf, sandboxWith } from './conversations.cts';
import { endingOf } from './ending.cts';
import { sharedQueueN8n } from './sharedQueueN8n.cts';

const queueN8n = sharedQueueN8n();

const IDS = idsFrom(7_001, 400);
const LAST = '7400';

interface LongRun {
	sandbox: Sandbox;
	workflow: ReadyWorkflow;
}

/** A run that takes seconds, three of them for its last request, which acts at once. */
async function longRun(): Promise<LongRun> {
	const sandbox = await sandboxWith(IDS);
	sandbox.play({ match: { conversationId: LAST }, answer: { act: true, delayMs: 3_000 } });
	sandbox.play({ match: { method: 'DELETE' }, answer: { act: true, delayMs: 50 } });
	const workflow = await readySymbl(queueN8n().api, {
		credential: appCredentials(sandbox),
		items: itemsOf(IDS),
		parameters: { options: { ifNotFound: 'output' } },
	});
	return { sandbox, workflow };
}

async function deletions(sandbox: Sandbox, count: number): Promise<void> {
	await until(`${count} deletions`, () => (sandbox.deletedIds.length >= count ? true : undefined));
}

async function lastAnswer(sandbox: Sandbox): Promise<void> {
	await until('the last answer', () =>
		sandbox.log.every(({ endedAt }) => endedAt !== undefined) ? true : undefined,
	);
	// The node has ended, and n8n has something to save and to tell.
	await wait(2_000);
}

test.each(['redis', 'postgres'] as const)(
	'an execution goes on and is saved where %s is away in its middle',
	async (name) => {
		const { api, [name]: service, ready } = queueN8n();
		const { sandbox, workflow } = await longRun();
		const started = await workflow.start();
		await deletions(sandbox, 100);
		await service.stop();
		await deletions(sandbox, 250);
		await service.start();
		await ready();
		expect(await endingOf(api, started)).toMatchObject({ status: 'success' });
		const execution = await api.execution(started.executionId);
		expectTrueClaims(execution, sandbox.log);
		expectOneDeletionEach(sandbox.log);
		expect(claimedIds(execution)).toEqual(IDS);
	},
);

test('an execution is saved where redis is away at its end', async () => {
	const { api, redis } = queueN8n();
	const { sandbox, workflow } = await longRun();
	const started = await workflow.start();
	await deletions(sandbox, IDS.length);
	await redis.stop();
	await lastAnswer(sandbox);
	await redis.start();
	expect(await endingOf(api, started)).toMatchObject({ status: 'success' });
	const execution = await api.execution(started.executionId);
	expectTrueClaims(execution, sandbox.log);
	expectOneDeletionEach(sandbox.log);
	expect(claimedIds(execution)).toEqual(IDS);
});

// n8n 2.41 does not try again to save what an execution did: it stays "running" for good.
test('the next execution finds all gone where postgres is away at the end of one', async () => {
	const { api, postgres, ready } = queueN8n();
	const { sandbox, workflow } = await longRun();
	const started = await workflow.start();
	await deletions(sandbox, IDS.length);
	await postgres.stop();
	await lastAnswer(sandbox);
	await postgres.start();
	await ready();
	const requests = [...sandbox.log];
	expectOneDeletionEach(requests);

	const next = await api.endedExecution((await workflow.start()).executionId);
	expect(next).toMatchObject({ status: 'success' });
	expectTrueClaims(next, sandbox.log.slice(requests.length));
	expect(claimsOf(next).map(({ outcome }) => outcome)).toEqual(IDS.map(() => 'notFound'));
	expectTrueClaims(await api.execution(started.executionId), requests);
});
