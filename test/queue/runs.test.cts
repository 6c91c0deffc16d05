import { setTimeout as wait } from 'node:timers/promises';
import {
	accessToken,
	appCredentials,
	deletionsOf,
	openSandbox,
	tokenCalls,
} from '../contract/accounts.cts';
import { outputsOf, readySymbl } from '../e2e/symblRuns.cts';
import { until } from '../e2e/until.cts';
import { claimedIds, expectOneDeletionEach, expectTrueClaims } from './claims.cts';
import { endingOf } from './ending.cts';
import { idsFrom, itemsOf, sandboxWith } from './conversations.cts';
import { expectWholeRun } from './largeRun.cts';
import { sharedQueueN8n } from './sharedQueueN8n.cts';

const queueN8n = sharedQueueN8n();

test('both outputs say what the server did', async () => {
	const { api } = queueN8n();
	const sandbox = await openSandbox();
	for (const id of ['101', '103']) sandbox.add({ id });
	const ready = await readySymbl(api, {
		credential: appCredentials(sandbox),
		items: itemsOf(['101', '102', '103', '../104', '101']),
		settings: { onError: 'continueErrorOutput' },
	});
	const { executionId } = await ready.start();
	const execution = await api.endedExecution(executionId);
	expect(execution).toMatchObject({ status: 'success' });
	const deleted = { deleted: true, outcome: 'deleted' };
	expect(outputsOf(execution)).toMatchObject([
		[
			{ json: { conversationId: '101', ...deleted }, pairedItem: { item: 0 } },
			{ json: { conversationId: '103', ...deleted }, pairedItem: { item: 2 } },
			{ json: { conversationId: '101', ...deleted }, pairedItem: { item: 4 } },
		],
		[
			{ json: { details: { conversationId: '102', deleted: false } }, pairedItem: { item: 1 } },
			{ json: { details: { conversationId: null, deleted: false } }, pairedItem: { item: 3 } },
		],
	]);
	expectTrueClaims(execution, sandbox.log);
	expect([...sandbox.deletedIds].sort()).toEqual(['101', '103']);
	for (const id of ['101', '102', '103']) expect(deletionsOf(sandbox, id)).toHaveLength(1);
});

test('two executions with overlapping IDs at once claim each deletion once', async () => {
	const { api, holderOf } = queueN8n();
	const ids = idsFrom(2_001, 900);
	const sandbox = await sandboxWith(ids);
	sandbox.play({ match: { method: 'DELETE' }, answer: { act: true, delayMs: 20 } });
	const credential = await api.saveCredential(appCredentials(sandbox));
	const options = { ifNotFound: 'output' };
	const ready = await Promise.all(
		[ids.slice(0, 600), ids.slice(300)].map(
			async (part) =>
				await readySymbl(api, { credential, items: itemsOf(part), parameters: { options } }),
		),
	);
	const started = await Promise.all(ready.map(async ({ start }) => await start()));
	const holders = await Promise.all(
		started.map(async ({ executionId }) => await holderOf(executionId)),
	);
	expect(holders[0]).not.toBe(holders[1]);
	const executions = await Promise.all(
		started.map(async ({ executionId }) => await api.endedExecution(executionId)),
	);
	expect(executions).toMatchObject([{ status: 'success' }, { status: 'success' }]);
	expect(executions.flatMap(claimedIds).sort()).toEqual(ids);
	expect([...sandbox.deletedIds].sort()).toEqual(ids);
	expect(executions.map((execution) => outputsOf(execution)[0]?.length)).toEqual([600, 600]);
});

test('an expired token costs one token call on each worker', async () => {
	const { api, holderOf } = queueN8n();
	const ids = idsFrom(3_001, 120);
	const sandbox = await sandboxWith(ids);
	const credential = await api.saveCredential(
		appCredentials(sandbox, { sessionToken: sandbox.issueToken() }),
	);
	sandbox.expireTokens();
	sandbox.play({ match: { method: 'DELETE' }, answer: { act: true, delayMs: 200 } });
	const ready = await Promise.all(
		[ids.slice(0, 60), ids.slice(60)].map(
			async (part) => await readySymbl(api, { credential, items: itemsOf(part) }),
		),
	);
	const started = await Promise.all(ready.map(async ({ start }) => await start()));
	const holders = await Promise.all(
		started.map(async ({ executionId }) => await holderOf(executionId)),
	);
	expect(holders[0]).not.toBe(holders[1]);
	for (const { executionId } of started) {
		expect(await api.endedExecution(executionId)).toMatchObject({ status: 'success' });
	}
	expect([...sandbox.deletedIds].sort()).toEqual(ids);
	const calls = tokenCalls(sandbox).length;
	expect(calls).toBeGreaterThan(0);
	expect(calls).toBeLessThanOrEqual(2);
});

test('nothing starts after an execution was stopped', async () => {
	const { api } = queueN8n();
	const ids = idsFrom(4_001, 40);
	const sandbox = await sandboxWith(ids);
	const concurrency = 5;
	// Longer than n8n takes to tell the worker, so that all requests of a round are open meanwhile.
	sandbox.play({ match: { method: 'DELETE' }, answer: { act: true, delayMs: 4_000 } });
	const ready = await readySymbl(api, {
		credential: accessToken(sandbox),
		items: itemsOf(ids),
		parameters: { options: { maxConcurrency: concurrency } },
	});
	const started = await ready.start();
	await until('the second round', () =>
		sandbox.log.length === 2 * concurrency ? true : undefined,
	);
	await api.stop(started.executionId);
	expect(await endingOf(api, started)).toMatchObject({ status: 'canceled' });
	const execution = await api.endedExecution(started.executionId);
	await until('the end of what was open', () =>
		sandbox.log.every(({ endedAt }) => endedAt !== undefined) ? true : undefined,
	);
	// A node that did not hear of it would have begun the next round by now.
	await wait(1_000);
	expect(sandbox.log.length).toBe(2 * concurrency);
	expectTrueClaims(execution, sandbox.log);
});

test('a worker that is told to end finishes its execution first', async () => {
	const { api, holderOf } = queueN8n();
	const ids = idsFrom(5_001, 300);
	const sandbox = await sandboxWith(ids);
	sandbox.play({ match: { method: 'DELETE' }, answer: { act: true, delayMs: 50 } });
	const ready = await readySymbl(api, {
		credential: appCredentials(sandbox),
		items: itemsOf(ids),
	});
	const { executionId } = await ready.start();
	const holder = await holderOf(executionId);
	await until('some deletions', () => (sandbox.deletedIds.length >= 50 ? true : undefined));
	await holder.kill('SIGTERM');
	const execution = await api.endedExecution(executionId);
	await holder.start();
	expect(execution).toMatchObject({ status: 'success' });
	expectTrueClaims(execution, sandbox.log);
	expectOneDeletionEach(sandbox.log);
	expect(claimedIds(execution)).toEqual(ids);
});

test('20 000 conversations go with default settings of node and worker', async () => {
	await expectWholeRun(queueN8n());
});
