import { setTimeout as wait } from 'node:timers/promises';
import { accessToken, openSandbox } from '../contract/accounts.cts';
import { api, runSymbl, outputsOf, startSymbl } from './runs.cts';
import { until } from './until.cts';

const FORTY = Array.from({ length: 40 }, (_, index) => String(601 + index));
const forty = FORTY.map((conversationId) => ({ conversationId }));

test('nothing starts after an execution was stopped', async () => {
	const sandbox = await openSandbox();
	for (const id of FORTY) sandbox.add({ id });
	sandbox.play({ match: { method: 'DELETE' }, answer: { act: true, delayMs: 300 } });
	const { executionId } = await startSymbl({
		credential: accessToken(sandbox),
		items: forty,
		parameters: { options: { maxConcurrency: 3 } },
	});
	await until('six requests', () => (sandbox.log.length >= 6 ? true : undefined));
	await api.stop(executionId);
	const stoppedAt = Date.now();
	// Longer than three more rounds of requests would take.
	await wait(1_000);
	expect(sandbox.log.filter(({ at }) => at > stoppedAt)).toEqual([]);
	expect(sandbox.log.length).toBeLessThan(FORTY.length);
	expect(sandbox.conversations.size).toBe(FORTY.length - sandbox.deletedIds.length);
	expect((await api.endedExecution(executionId)).status).toBe('canceled');
});

test('a dead host is noticed where errors do not stop the node', async () => {
	const sandbox = await openSandbox();
	sandbox.play({ answer: { cut: true } });
	const execution = await runSymbl({
		credential: accessToken(sandbox),
		items: forty,
		parameters: { options: { maxRetries: 0, maxConcurrency: 1 } },
		settings: { onError: 'continueRegularOutput' },
	});
	expect(execution.status).toBe('success');
	const [items = []] = outputsOf(execution);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual(FORTY.map((_, item) => ({ item })));
	expect(sandbox.requests({ method: 'DELETE' })).toHaveLength(10);
	const details = items.map(({ json }) => json.details);
	expect(details.slice(0, 10)).toEqual(
		FORTY.slice(0, 10).map((conversationId) =>
			expect.objectContaining({ conversationId, deleted: null, outcome: 'unknown' }),
		),
	);
	expect(details.slice(10)).toEqual(
		FORTY.slice(10).map((conversationId) =>
			expect.objectContaining({ conversationId, deleted: false, outcome: 'failed' }),
		),
	);
	for (const { json } of items.slice(10))
		expect(json.error).toMatch(/not attempted|nothing was sent/i);
});
