import { appCredentials, deletionsOf, openSandbox } from '../contract/accounts.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import { chain, type Step } from '../n8n/workflow.cts';
import { api, runSymbl, instance, outputsOf, startSymbl } from './runs.cts';
import { symbl, SYMBL } from './steps.cts';
import { until } from './until.cts';

const itemsOf = (ids: string[]) => ids.map((conversationId) => ({ conversationId }));

const range = (first: number, count: number) =>
	Array.from({ length: count }, (_, index) => String(first + index));

/** A sandbox with these conversations, and others that nobody is to touch. */
async function sandboxWith(ids: string[]): Promise<Sandbox> {
	const sandbox = await openSandbox({ conversations: 5 });
	for (const id of ids) sandbox.add({ id });
	return sandbox;
}

test('Retry On Fail goes on where the try before ended', async () => {
	const ids = range(301, 12);
	const sandbox = await sandboxWith(ids);
	sandbox.play({ match: { conversationId: '305' }, times: 2, answer: { status: 400 } });
	const execution = await runSymbl({
		credential: appCredentials(sandbox),
		items: itemsOf(ids),
		settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 },
	});
	expect(execution.status).toBe('success');
	expect(outputsOf(execution)[0]?.map(({ json }) => [json.conversationId, json.outcome])).toEqual(
		ids.map((id) => [id, 'deleted']),
	);
	expect([...sandbox.deletedIds].sort()).toEqual(ids);
	expect(deletionsOf(sandbox, '305')).toHaveLength(3);
	for (const id of ids.filter((other) => other !== '305')) {
		expect(deletionsOf(sandbox, id)).toHaveLength(1);
	}
});

test('Retry in the list of executions deletes nothing again that was confirmed', async () => {
	const ids = range(401, 12);
	const sandbox = await sandboxWith(ids);
	sandbox.play({ match: { conversationId: '406' }, times: 1, answer: { status: 400 } });
	const started = await startSymbl({
		credential: appCredentials(sandbox),
		items: itemsOf(ids),
	});
	const failed = await api.endedExecution(started.executionId);
	expect(failed.status).toBe('error');
	expect(failed.error?.message).toContain('406');
	const gone = [...sandbox.deletedIds];
	expect(gone.length).toBeGreaterThan(0);
	expect(gone.length).toBeLessThan(ids.length);

	const retried = await api.retry(started);
	expect(retried.status).toBe('success');
	expect(outputsOf(retried)[0]?.map(({ json }) => [json.conversationId, json.outcome])).toEqual(
		ids.map((id) => [id, 'deleted']),
	);
	expect([...sandbox.deletedIds].sort()).toEqual(ids);
	for (const id of gone) expect(deletionsOf(sandbox, id)).toHaveLength(1);
	expect(deletionsOf(sandbox, '406')).toHaveLength(2);
	expect(await api.executions(started.workflowId)).toHaveLength(2);
});

test('Retry of a run that was stopped claims nothing of what n8n lost with it', async () => {
	const ids = range(601, 30);
	const sandbox = await sandboxWith(ids);
	sandbox.play({ match: { method: 'DELETE' }, answer: { act: true, delayMs: 200 } });
	const started = await startSymbl({
		credential: appCredentials(sandbox),
		items: itemsOf(ids),
		parameters: { options: { maxConcurrency: 3, triedBefore: true } },
	});
	await until('nine deletions', () => (sandbox.deletedIds.length >= 9 ? true : undefined));
	await api.stop(started.executionId);
	expect((await api.endedExecution(started.executionId)).status).toBe('canceled');
	const goneBefore = [...sandbox.deletedIds];
	expect(goneBefore.length).toBeLessThan(ids.length);

	sandbox.clearFaults();
	const retried = await api.retry(started);
	// Its status is no measure: n8n carries the error of what was stopped over to it.
	expect(
		outputsOf(retried)[0]?.map(({ json }) => [json.conversationId, json.deleted, json.outcome]),
	).toEqual(
		ids.map((id) => (goneBefore.includes(id) ? [id, null, 'gone'] : [id, true, 'deleted'])),
	);
	expect([...sandbox.deletedIds].sort()).toEqual(ids);
});

test('a run that was killed is finished by the next', async () => {
	const ids = range(501, 60);
	const sandbox = await sandboxWith(ids);
	const others = [...sandbox.conversations.keys()].filter((id) => !ids.includes(id));
	sandbox.play({ match: { method: 'DELETE' }, answer: { act: true, delayMs: 50 } });
	const list: Step = {
		name: 'List',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: {
			mode: 'raw',
			jsonOutput: JSON.stringify({ conversationId: ids }),
			options: {},
		},
	};
	const each: Step = {
		name: 'Each',
		type: 'n8n-nodes-base.splitOut',
		typeVersion: 1,
		parameters: { fieldToSplitOut: 'conversationId', options: {} },
	};
	const start: Step = {
		name: 'Start',
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		parameters: {},
	};
	const credential = await api.saveCredential(appCredentials(sandbox));
	const workflowId = await api.saveWorkflow(
		chain([start, list, each, symbl(credential, { options: { ifNotFound: 'output' } })]),
	);

	const kill = new AbortController();
	const killed = expect(instance.execute(workflowId, [], kill.signal)).rejects.toThrow(
		'n8n told of no execution',
	);
	await until('ten deletions', () => (sandbox.deletedIds.length >= 10 ? true : undefined));
	kill.abort();
	await killed;
	const goneBefore = [...sandbox.deletedIds];
	expect(goneBefore.length).toBeLessThan(ids.length);

	sandbox.clearFaults();
	const execution = await instance.execute(workflowId);
	expect(execution.error).toBeUndefined();
	expect(
		outputsOf(execution, SYMBL)[0]?.map(({ json }) => [json.conversationId, json.outcome]),
	).toEqual(ids.map((id) => [id, goneBefore.includes(id) ? 'notFound' : 'deleted']));
	expect([...sandbox.deletedIds].sort()).toEqual(ids);
	expect([...sandbox.conversations.keys()]).toEqual(others);
	for (const { conversationId } of sandbox.requests({ method: 'DELETE' })) {
		expect(ids).toContain(conversationId);
	}
});
