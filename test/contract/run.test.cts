import type { INode, INodeParameters, IRunExecutionData } from 'n8n-workflow';
import { runSymbl, type Execution } from '../engine/engine.cts';
import { contradictions } from '../faults/accounting.cts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox.cts';

let sandbox: Sandbox;

afterEach(async () => await sandbox.stop());

const CONTINUE: Partial<INode> = { onError: 'continueRegularOutput' };

/** Starts a sandbox of so many conversations, and returns their IDs. */
async function conversations(count: number, options: SandboxOptions = {}): Promise<string[]> {
	sandbox = await startSandbox({ conversations: count, ...options });
	return [...sandbox.conversations.keys()];
}

interface Deletion {
	options?: INodeParameters;
	settings?: Partial<INode>;
	parameters?: INodeParameters;
	retryOf?: IRunExecutionData;
	cancelAfter?: Promise<unknown>;
}

async function deleteAll(ids: unknown[], given: Deletion = {}): Promise<Execution> {
	const { options = {}, parameters = {}, ...rest } = given;
	return await runSymbl({
		...rest,
		items: ids.map((conversationId) => ({ conversationId: String(conversationId) })),
		credential: {
			type: 'symblAppApi',
			data: { ...sandbox.app, baseUrl: sandbox.url, sessionToken: '' },
		},
		parameters: { options: { maxRetries: 0, ...options }, ...parameters },
	});
}

const deletes = () => sandbox.requests({ method: 'DELETE' });
const at = (id: string | undefined) => ({ method: 'DELETE', conversationId: id });
const json = (execution: Execution) => execution.outputs.flat().map((item) => item.json);
const pause = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

/** What the error of a stopped run tells of each conversation. */
function dataOf({ error }: Execution): unknown {
	return error && 'context' in error ? error.context.data : undefined;
}

describe('nothing starts until n8n has prepared every item', () => {
	const throwingAt = (index: number): INodeParameters => ({
		conversationId: {
			__rl: true,
			mode: 'id',
			value: `={{ $itemIndex === ${index} ? $('nowhere').first() : $json.conversationId }}`,
		},
	});

	test.each([
		['in one go', {}],
		[
			'with Batching',
			{ requestOptions: { batching: { batch: { batchSize: 10, batchInterval: 10 } } } },
		],
	])('an expression that throws for item 50 deletes nothing (%s)', async (_, batching) => {
		const ids = await conversations(60);
		const execution = await deleteAll(ids, { parameters: { ...throwingAt(50), ...batching } });
		await pause(200);
		expect(execution.error?.message).toMatch(/nowhere|doesn't exist/);
		expect(sandbox.log).toEqual([]);
	});

	test('with "Continue" the other items go on', async () => {
		const ids = await conversations(6);
		const batching = { batching: { batch: { batchSize: 2, batchInterval: 10 } } };
		for (const index of [0, 3, 5]) {
			const parameters = { ...throwingAt(index), requestOptions: batching };
			await deleteAll(ids, { parameters, settings: CONTINUE, options: { ifNotFound: 'output' } });
		}
		expect(sandbox.conversations.size).toBe(0);
	});
});

describe('safety limit', () => {
	test.each([
		['stop', {}],
		['continue', CONTINUE],
	])('more distinct IDs than allowed refuse the whole run (%s)', async (_, settings) => {
		const ids = await conversations(4);
		const execution = await deleteAll([...ids, ...ids], { settings, options: { maxDeletions: 3 } });
		expect(sandbox.log).toEqual([]);
		const said =
			execution.error?.message ??
			json(execution)
				.map(({ error }) => error)
				.join();
		expect(said).toContain("4 conversations came in, and 'Max Deletions' allows 3");
	});

	test('duplicates and dry runs do not count', async () => {
		const ids = await conversations(4);
		const dryRun = "={{ $json.conversationId === '" + ids[3] + "' }}";
		const execution = await deleteAll([...ids, ids[0]], {
			options: { maxDeletions: 3 },
			parameters: { dryRun },
		});
		expect(execution.error).toBeUndefined();
		expect(sandbox.deletedIds).toEqual(ids.slice(0, 3));
	});

	test.each([[-1], ['10'], [1.5], [null]])('%p is refused as a limit', async (maxDeletions) => {
		const ids = await conversations(1);
		const execution = await deleteAll(ids, { options: { maxDeletions } });
		expect(execution.error?.message).toContain("'Max Deletions' must be a whole number");
		expect(sandbox.log).toEqual([]);
	});
});

describe('one deletion for each distinct ID', () => {
	test('duplicates share the answer, each with its own options', async () => {
		const [id = ''] = await conversations(1);
		const ifNotFound = "={{ $itemIndex === 1 ? 'output' : 'error' }}";
		const execution = await deleteAll(['404404', '404404', id, ` ${id} `, id], {
			settings: CONTINUE,
			options: { ifNotFound },
		});
		expect(deletes().map(({ path }) => path)).toEqual([
			'/v1/conversations/404404',
			`/v1/conversations/${id}`,
		]);
		const [failed, notFound, ...gone] = json(execution);
		expect(failed).toMatchObject({
			details: { deleted: false, outcome: 'failed', httpCode: '404' },
		});
		expect(notFound).toMatchObject({ deleted: false, outcome: 'notFound' });
		expect(gone).toHaveLength(3);
		for (const item of gone) expect(item).toMatchObject({ deleted: true, outcome: 'deleted' });
		expect(execution.outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3, 4].map((item) => ({ item })),
		);
	});

	test('Retry On Fail goes on where the try ended', async () => {
		const ids = await conversations(5);
		sandbox.play({ match: at(ids[3]), times: 1, answer: { status: 400, body: { message: 'no' } } });
		const execution = await deleteAll(ids, {
			options: { maxConcurrency: 1 },
			settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
		});
		expect(json(execution).map(({ outcome }) => outcome)).toEqual(Array(5).fill('deleted'));
		expect(deletes().map(({ conversationId }) => conversationId)).toEqual([
			...ids.slice(0, 4),
			...ids.slice(3),
		]);
	});

	test('a retry from the execution list goes on, too, and the ledger then goes', async () => {
		const ids = await conversations(4);
		sandbox.play({ match: at(ids[2]), times: 1, answer: { act: true, cut: true } });
		sandbox.play({ match: at(ids[3]), times: 1, answer: { status: 403, body: '' } });
		const failed = await deleteAll(ids, { options: { maxConcurrency: 1 } });
		expect(failed.error?.message).toContain('Deleted: 2, gone: 1');
		const began = Date.now();
		const retried = await deleteAll(ids, { retryOf: failed.data, options: { maxConcurrency: 1 } });
		expect(json(retried).map(({ outcome }) => outcome)).toEqual([
			'deleted',
			'deleted',
			'gone',
			'deleted',
		]);
		expect(json(retried)[0]?.deletedAt).not.toBe(json(retried)[3]?.deletedAt);
		expect(Date.parse(String(json(retried)[0]?.deletedAt))).toBeLessThanOrEqual(began);
		expect(deletes().filter(({ conversationId }) => conversationId === ids[0])).toHaveLength(1);
		expect(JSON.stringify(retried.data.executionData?.contextData)).not.toContain(ids[0]);
	});

	test("what is known of one account's conversations says nothing of another's", async () => {
		const ids = await conversations(2);
		sandbox.play({ match: at(ids[1]), times: 1, answer: { status: 400, body: '' } });
		const failed = await deleteAll(ids, { options: { maxConcurrency: 1 } });
		const first = sandbox;
		sandbox = await startSandbox({ conversations: [...first.conversations.values()] });
		sandbox.add({ id: ids[0] });
		await first.stop();
		const retried = await deleteAll(ids, { retryOf: failed.data });
		expect(retried.error).toBeUndefined();
		expect(sandbox.deletedIds.sort()).toEqual([...ids].sort());
	});
});

describe('pacing', () => {
	test.each([1, 3, 20])(
		'at most %i requests are open, started in input order',
		async (maxConcurrency) => {
			const ids = await conversations(60, { latencyMs: 20 });
			await deleteAll(ids, { options: { maxConcurrency } });
			expect(sandbox.maxOpen).toBeLessThanOrEqual(maxConcurrency);
			expect(sandbox.maxOpen).toBeGreaterThan(maxConcurrency / 2);
			expect(sandbox.deletedIds).toHaveLength(60);
			if (maxConcurrency === 1) expect(sandbox.deletedIds).toEqual(ids);
		},
	);

	test("n8n's Batching spaces the starts", async () => {
		const ids = await conversations(6);
		const batching = { batching: { batch: { batchSize: 2, batchInterval: 100 } } };
		const began = Date.now();
		await deleteAll(ids, { parameters: { requestOptions: batching } });
		const starts = deletes().map((request) => request.at - began);
		expect(starts).toHaveLength(6);
		starts.forEach((start, index) => {
			const spaced = Math.floor(index / 2) * 100;
			expect(start).toBeGreaterThanOrEqual(spaced - 10);
		});
	});

	test('a 429 holds back all starts for as long as Symbl asks', async () => {
		const ids = await conversations(8, { latencyMs: 20 });
		const answer = { status: 429, headers: { 'retry-after': '1' }, body: '' };
		sandbox.play({ match: at(ids[0]), times: 1, answer });
		const execution = await deleteAll(ids, { options: { maxRetries: 1, maxConcurrency: 1 } });
		expect(execution.error).toBeUndefined();
		const turnedAway = deletes().find(({ status }) => status === 429)?.endedAt ?? 0;
		const later = deletes().filter((request) => request.at > turnedAway);
		expect(later).toHaveLength(8);
		for (const request of later) expect(request.at - turnedAway).toBeGreaterThan(900);
	});

	test('Retry-After may be a date; a longer one than a minute ends the item', async () => {
		const ids = await conversations(1);
		const date = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();
		sandbox.play({
			times: 1,
			match: at(ids[0]),
			answer: { status: 429, headers: { 'retry-after': date(2) }, body: '' },
		});
		const began = Date.now();
		await deleteAll(ids, { options: { maxRetries: 1 } });
		expect(Date.now() - began).toBeGreaterThan(900);
		expect(sandbox.conversations.size).toBe(0);

		const id = sandbox.add({}).id;
		sandbox.play({
			match: at(id),
			answer: { status: 429, headers: { 'retry-after': date(3600) }, body: '' },
		});
		const { error } = await deleteAll([id], { options: { maxRetries: 1 } });
		expect(error?.message).toMatch(/Symbl asks to wait 3[56]\d\d s/);
		expect(error?.description).toContain('Max Concurrency');
		expect(deletes().filter(({ conversationId }) => conversationId === id)).toHaveLength(1);
	});

	test.each([undefined, '0'])(
		'1 000 deletions under a limit of three open requests waste less than 5 %% (Retry-After: %p)',
		async (retryAfter) => {
			const ids = await conversations(1000, {
				rateLimit: { maxOpen: 3, retryAfter },
				latencyMs: 3,
			});
			const execution = await deleteAll(ids, { options: { maxRetries: 3 } });
			expect(execution.error).toBeUndefined();
			expect(sandbox.conversations.size).toBe(0);
			expect(deletes().length).toBeLessThan(1050);
		},
	);

	test('what was tried in vain is told', async () => {
		const ids = await conversations(1);
		sandbox.play({ answer: { status: 503, body: '' }, match: { method: 'DELETE' } });
		const { error } = await deleteAll(ids, { options: { maxRetries: 2 } });
		expect(error?.message).toMatch(/after 3 attempts in [1-9]\d* s/);
		expect(deletes()).toHaveLength(3);
	});
});

describe('stop means stop', () => {
	test('nothing starts after the first failure, and the error accounts for all', async () => {
		const ids = await conversations(60, { latencyMs: 5 });
		sandbox.play({ match: at(ids[30]), answer: { status: 400, body: { message: 'no' } } });
		const execution = await deleteAll(ids, { options: { maxConcurrency: 3 } });
		const { error } = execution;
		expect(deletes().length).toBeLessThanOrEqual(33);
		expect(contradictions(execution, sandbox, ids)).toEqual([]);
		const gone = sandbox.deletedIds.length;
		expect(error?.message).toBe(
			`Conversation ${ids[30]}: Symbl did not accept the request: “no”. Deleted: ${gone}, gone: 0, not found: 0, kept: 0, failed: 1, unknown: 0, not attempted: ${59 - gone}`,
		);
		expect(error?.description).toContain(`and ${gone - 20} more.`);
		expect(dataOf(execution)).toMatchObject({
			failed: [ids[30]],
			deleted: expect.arrayContaining(ids.slice(0, 30)),
		});
		expect(error && 'context' in error && error.context.itemIndex).toBe(30);
	});

	test('nor do those that waited for a token that the failed one brought', async () => {
		const ids = await conversations(5, { latencyMs: 5 });
		sandbox.play({ match: at(ids[0]), answer: { status: 403, body: { message: 'no' } } });
		const execution = await deleteAll(ids, { options: { maxConcurrency: 5 } });
		expect(deletes()).toHaveLength(1);
		expect(dataOf(execution)).toMatchObject({ failed: [ids[0]], notAttempted: ids.slice(1) });
		expect(contradictions(execution, sandbox, ids)).toEqual([]);
	});

	test('a retry that waits is not made', async () => {
		const ids = await conversations(3);
		const headers = { 'retry-after': '20' };
		sandbox.play({ match: at(ids[0]), answer: { status: 503, headers, body: '' } });
		sandbox.play({ match: at(ids[2]), answer: { status: 403, body: '', delayMs: 100 } });
		const execution = await deleteAll(ids, { options: { maxRetries: 5 } });
		expect(deletes().filter(({ conversationId }) => conversationId === ids[0])).toHaveLength(1);
		expect(execution.error?.message).toContain(String(ids[2]));
		expect(dataOf(execution)).toMatchObject({ unknown: [ids[0]], deleted: [ids[1]] });
	});

	test('an ID that is none stops the run before anything is sent', async () => {
		const ids = await conversations(3);
		const execution = await deleteAll([...ids, '..']);
		expect(sandbox.log).toEqual([]);
		expect(execution.error?.message).toContain('“..”');
		expect(execution.error?.message).toContain('failed: 1, unknown: 0, not attempted: 3');
	});
});

describe('a dead host is noticed', () => {
	test.each([
		['unreachable', { status: 503, body: '' }],
		['credential refused', { status: 401, body: '' }],
	])('after ten items in a row the rest is not attempted (%s)', async (_, answer) => {
		const ids = await conversations(40);
		sandbox.play({ match: { method: 'DELETE' }, skip: 5, answer });
		const execution = await deleteAll(ids, { settings: CONTINUE });
		const items = json(execution);
		expect(items).toHaveLength(40);
		// Five passed, ten failed, four more were under way; five may have tried a new token.
		expect(deletes().length).toBeLessThanOrEqual(5 + 10 + 4 + 5);
		expect(items.at(-1)?.error).toContain(
			'was not attempted, since 10 items in a row did not work',
		);
		expect(items.at(-1)?.details).toMatchObject({ deleted: false, outcome: 'failed' });
		expect(sandbox.requests({ method: 'POST' }).length).toBeLessThanOrEqual(2);
		expect(contradictions(execution, sandbox, ids)).toEqual([]);
	});

	test("failures that are the items' own do not end the run", async () => {
		const ids = await conversations(3);
		const unknown = Array.from({ length: 30 }, (_, index) => `7${index}`);
		await deleteAll([...unknown, ...ids], { settings: CONTINUE });
		expect(sandbox.conversations.size).toBe(0);
	});
});

describe('cancelling', () => {
	test('starts nothing more and ends every wait at once', async () => {
		const ids = await conversations(50);
		const answer = { status: 429, headers: { 'retry-after': '30' }, body: '' };
		sandbox.play({ match: { method: 'DELETE' }, skip: 10, answer });
		const began = Date.now();
		const execution = await deleteAll(ids, {
			options: { maxRetries: 3, maxConcurrency: 2 },
			cancelAfter: pause(400),
		});
		await pause(300);
		expect(Date.now() - began).toBeLessThan(20_000);
		expect(deletes().length).toBeLessThan(14);
		expect(execution.outputs.flat()).toEqual([]);
	});
});

describe('Dry Run', () => {
	test('looks up and deletes nothing', async () => {
		const ids = await conversations(2);
		const execution = await deleteAll([...ids, '404404'], {
			options: { ifNotFound: 'output' },
			parameters: { dryRun: true },
		});
		expect(sandbox.log.slice(1).map(({ method }) => method)).toEqual(['GET', 'GET', 'GET']);
		expect(sandbox.conversations.size).toBe(2);
		const [first, , last] = json(execution);
		const { name, startTime, endTime } = sandbox.conversations.get(ids[0] ?? '') ?? {};
		expect(first).toMatchObject({
			conversationId: ids[0],
			deleted: false,
			outcome: 'wouldDelete',
			conversation: { name, startTime, endTime },
		});
		expect(first).not.toHaveProperty('deletedAt');
		expect(last).toMatchObject({ deleted: false, outcome: 'notFound' });
	});

	test.each([
		['"true"', 'true'],
		['1', 1],
		['null', null],
		['an expression that yields nothing', '={{ $json.missing }}'],
	])('%s is no answer to whether to delete, and nothing is sent', async (_, dryRun) => {
		const ids = await conversations(1);
		const { error } = await deleteAll(ids, { parameters: { dryRun } });
		expect(error?.message).toContain("'Dry Run' must be true or false");
		expect(sandbox.log).toEqual([]);
	});
});

test('"Execute Once" deletes the first conversation, and only that', async () => {
	const ids = await conversations(3);
	const execution = await deleteAll(ids, { settings: { executeOnce: true } });
	expect(sandbox.deletedIds).toEqual([ids[0]]);
	expect(json(execution)).toHaveLength(1);
});

test('the credential is read once for a run, however many items it has', async () => {
	const few = await deleteAll(await conversations(1));
	await sandbox.stop();
	const many = await deleteAll(await conversations(100));
	expect(many.credentialReads).toBe(few.credentialReads);
});
