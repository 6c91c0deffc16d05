import { openSandbox } from '../contract/accounts.cts';
import { expectEveryItemRight } from '../e2e/waitingScenario.cts';
import { sharedQueueN8n } from './sharedQueueN8n.cts';

const queueN8n = sharedQueueN8n();

test('20 jobs: callbacks late, twice, out of order, forged, and half of them missing', async () => {
	const { api, workers } = queueN8n();
	const executionId = await expectEveryItemRight(api, await openSandbox());
	const [one, other] = workers.map((worker) => worker.timesBegun(executionId));
	// Once to submit the jobs, and once to go on.
	expect(Number(one) + Number(other)).toBe(2);
});

test('the other worker goes on where the one that submitted the jobs was killed', async () => {
	const { api, holderOf, workers } = queueN8n();
	const executionId = await expectEveryItemRight(api, await openSandbox(), async (id) => {
		const holder = await holderOf(id);
		await holder.kill('SIGKILL');
		expect(holder.pid).toBeUndefined();
	});
	expect(workers.map((worker) => worker.timesBegun(executionId))).toEqual([1, 1]);
	await Promise.all(workers.map(async (worker) => await worker.start()));
	expect((await api.execution(executionId)).status).toBe('success');
});
