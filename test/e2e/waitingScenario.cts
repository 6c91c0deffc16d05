import { accessToken } from '../contract/accounts.cts';
import type { Execution } from '../n8n/instance.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import type { N8nApi } from './n8nApi.cts';
import { outputsOf, readySymbl } from './symblRuns.cts';
import { SYMBL } from './steps.cts';
import { until } from './until.cts';

/** One item each, named as its job is. */
export const TWENTY = Array.from({ length: 20 }, (_, index) => ({ name: `Call ${index}` }));

/** Has Symbl process a text for each item, and waits for its callbacks. */
export const PROCESS_TEXT = {
	resource: 'processing',
	operation: 'processText',
	waitFor: 'callback',
	name: '={{ $json.name }}',
	messages: { message: [{ content: 'Hello', name: 'Priya' }] },
};

/** Waits until n8n has suspended an execution. */
export const suspended = async (n8n: N8nApi, id: string) =>
	await until('the suspension', async () =>
		(await n8n.execution(id)).status === 'waiting' ? true : undefined,
	);

/** Waits until an execution that was suspended has ended. */
export const ended = async (n8n: N8nApi, id: string, patienceMs?: number): Promise<Execution> =>
	await until(
		'the end of the execution',
		async () => {
			const execution = await n8n.execution(id);
			return ['waiting', 'new', 'running'].includes(execution.status) ? undefined : execution;
		},
		patienceMs,
	);

/** What Symbl has of the job with that name. */
export function jobNamed(sandbox: Sandbox, name: string) {
	const job = sandbox.jobs.find((each) => each.name === name);
	if (!job) throw new Error(`There is no job for ${name}`);
	return job;
}

/** Has a job end. */
export const finish = (sandbox: Sandbox, name: string, status: 'completed' | 'failed') =>
	sandbox.setJob(jobNamed(sandbox, name).id, { status });

/**
 * 20 jobs in one execution, with callbacks late, twice, out of order, forged, and half of them missing:
 * expects it to be suspended until the last job has ended, to go on once, and every item to be right.
 *
 * @param whileSuspended done when the execution is suspended, before any job ends
 * @returns the id of the execution
 */
export async function expectEveryItemRight(
	n8n: N8nApi,
	sandbox: Sandbox,
	whileSuspended: (executionId: string) => Promise<void> = async () => {},
): Promise<string> {
	planCallbacks(sandbox);
	const ready = await readySymbl(n8n, {
		credential: accessToken(sandbox),
		items: TWENTY,
		parameters: PROCESS_TEXT,
		settings: { onError: 'continueErrorOutput' },
	});
	const { executionId } = await ready.start();
	await suspended(n8n, executionId);
	expect(sandbox.jobs).toHaveLength(20);
	await whileSuspended(executionId);

	const statusNow = async () => (await n8n.execution(executionId)).status;
	await callInVain(sandbox);
	expect(await statusNow()).toBe('waiting');
	await finishAllButTheLast(sandbox);
	expect(await statusNow()).toBe('waiting');

	finish(sandbox, 'Call 19', 'completed');
	const execution = await ended(n8n, executionId);
	expect(execution.status).toBe('success');
	expect(execution.runData[SYMBL]).toHaveLength(1);
	expectOutcomes(execution, sandbox);
	expect(sandbox.requests({ method: 'POST', path: '/v1/process/text' })).toHaveLength(20);
	// n8n turns away whoever calls now.
	const late = await sandbox.callBack(jobNamed(sandbox, 'Call 0').id, 'completed');
	expect(late.answered).toBe(409);
	return executionId;
}

/** Nothing true is heard of the first ten; of the others more than once, late or in another order. */
function planCallbacks(sandbox: Sandbox) {
	const all = ['scheduled', 'in_progress', 'completed', 'failed'] as const;
	const stepMs = 'manual';
	sandbox.planJobs({
		match: { name: /^Call [0-9]$/ },
		course: { stepMs, callbacks: { missing: all, forged: ['completed'] } },
	});
	sandbox.planJobs({
		match: { name: /^Call 1[0-4]$/ },
		course: { stepMs, callbacks: { form: 'jobId', times: 3, reversed: true } },
	});
	sandbox.planJobs({ course: { stepMs, callbacks: { form: 'id', lateMs: 200, times: 2 } } });
}

/** Each job is said to have ended, and none has; and somebody calls who was not given the address. */
async function callInVain(sandbox: Sandbox) {
	for (const { id } of sandbox.jobs) {
		expect((await sandbox.callBack(id, 'completed')).answered).toBe(200);
	}
	const stranger = String(sandbox.jobs[0]?.webhookUrl).replace(/signature=[^&]*/, 'signature=x');
	const refused = await fetch(stranger, { method: 'POST' });
	expect(refused.status).toBe(401);
}

/** The jobs end in another order than they began, and all callbacks about them are made. */
async function finishAllButTheLast(sandbox: Sandbox) {
	for (let index = 0; index < 10; index++) {
		finish(sandbox, `Call ${index}`, index === 3 ? 'failed' : 'completed');
	}
	for (let index = 18; index >= 10; index--) {
		finish(sandbox, `Call ${index}`, index === 12 ? 'failed' : 'completed');
	}
	await until('the callbacks', () => {
		const told = sandbox.jobs.filter(({ name = '' }) => /^Call 1[0-8]$/.test(name));
		return told.every(({ endedAt = Infinity, callbacks }) => {
			const heard = callbacks.filter(({ at, answered }) => at >= endedAt && answered === 200);
			return heard.length > 1;
		})
			? true
			: undefined;
	});
}

function expectOutcomes(execution: Execution, sandbox: Sandbox) {
	const [done = [], others = []] = outputsOf(execution);
	const expected = TWENTY.flatMap(({ name }, item) => {
		const { id: jobId, conversationId, status } = jobNamed(sandbox, name);
		return status === 'completed'
			? [{ json: { jobId, conversationId, status }, pairedItem: { item } }]
			: [];
	});
	expect(expected).toHaveLength(18);
	expect(done).toEqual(expected);
	expect(others.map(({ json, pairedItem }) => [json, pairedItem])).toEqual(
		[3, 12].map((item) => {
			const { id: jobId, conversationId } = jobNamed(sandbox, `Call ${item}`);
			const error = expect.stringContaining(`could not process conversation ${conversationId}`);
			const details = expect.objectContaining({ jobId, conversationId, status: 'failed' });
			return [{ name: `Call ${item}`, error, details }, { item }];
		}),
	);
}
