import { inspect } from 'node:util';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { accessToken, appCredentials, tokenCalls } from '../contract/accounts.cts';
import { errorModes } from '../contract/errorModes.cts';
import type { FaultAnswer } from '../sandbox/sandbox.cts';
import {
	addBookmark,
	ENGLISH,
	JAPANESE,
	jsonOf,
	openCalls,
	operate,
	PRIYA,
	requestsOf,
	SILENT,
} from './operating.cts';

/** A handful of operations, of every method, with what they need. */
const handful: Array<[name: string, parameters: INodeParameters, idempotent: boolean]> = [
	['conversationContent/getMessages', {}, true],
	['conversationContent/getTranscript', {}, true],
	['conversationContent/getEverything', {}, true],
	['callScore/getStatus', {}, true],
	['member/update', { memberName: 'Zoë' }, true],
	['speakerEvent/update', { speakerEvents: { event: [{ name: 'Zoë', seconds: 0 }] } }, true],
	[
		'bookmark/create',
		{
			...{ label: 'Price', description: 'Discount' },
			...{ userName: 'Zoë', userId: 'zoe', userEmail: 'zoe@example.de' },
		},
		false,
	],
	['bookmark/update', { updateFields: { label: 'New' } }, true],
	['bookmark/delete', {}, true],
];

/** Three items on the English call, each with a bookmark of its own. */
async function openThree(options = {}) {
	const sandbox = await openCalls(options);
	const items: IDataObject[] = [];
	for (const mark of [0, 1, 2]) {
		const { id } = await addBookmark(sandbox);
		items.push({ conversationId: ENGLISH, bookmarkId: id, memberId: PRIYA, mark });
	}
	return { sandbox, items };
}

describe.each(handful)('%s', (name, parameters, idempotent) => {
	it.each(errorModes)('links what it puts out, and what went wrong (%s)', async (onError) => {
		const { sandbox, items } = await openThree();
		const fault = { status: 418, body: { message: 'No tea' } };
		items[1] = { ...items[1], conversationId: JAPANESE, bookmarkId: '1', memberId: '1', mark: 1 };
		sandbox.play({ match: { conversationId: JAPANESE }, answer: fault });
		const { outputs, error } = await operate(sandbox, name, {
			items,
			parameters,
			settings: { onError },
		});
		const text = expect.stringMatching(/conversation 102: Symbl answered with HTTP 418: “No tea”/i);
		const details = expect.objectContaining({ conversationId: JAPANESE, httpCode: '418' });
		if (onError === 'stopWorkflow') {
			expect(outputs.flat()).toEqual([]);
			expect(error).toMatchObject({
				name: 'NodeApiError',
				message: text,
				httpCode: '418',
				errorResponse: {},
				context: { itemIndex: 1, data: { conversationId: JAPANESE } },
			});
			return;
		}
		expect(error).toBeUndefined();
		const isFailed = ({ pairedItem }: { pairedItem?: unknown }) =>
			JSON.stringify(pairedItem) === '{"item":1}';
		const [regular = [], errors = regular] = outputs;
		const input = onError === 'continueErrorOutput' ? items[1] : {};
		expect(errors.filter(isFailed)).toEqual([
			{ json: { ...input, error: text, details }, pairedItem: { item: 1 } },
		]);
		if (errors !== regular) expect(regular.filter(isFailed)).toEqual([]);
		const order = regular.map(({ pairedItem }) => JSON.stringify(pairedItem));
		expect(order).toEqual([...order].sort());
		expect(new Set(order).size).toBe(errors === regular ? 3 : 2);
	});

	it('has no more requests open than Max Concurrency allows', async () => {
		const { sandbox, items } = await openThree({ latencyMs: 10 });
		const many = [...items, ...items, ...items, ...items];
		const given = name === 'bookmark/delete' ? items : many;
		await operate(sandbox, name, { items: given, parameters, options: { maxConcurrency: 2 } });
		expect(sandbox.maxOpen).toBeLessThanOrEqual(2);
		expect(sandbox.log.length).toBeGreaterThanOrEqual(given.length);
	});

	it('is sent again after 429', async () => {
		const { sandbox, items } = await openThree();
		const answer = { status: 429, headers: { 'retry-after': '0' }, body: {} };
		sandbox.play({ times: 1, answer });
		const [item = {}] = items;
		const options = { maxRetries: 1 };
		const { error } = await operate(sandbox, name, { items: [item], parameters, options });
		expect(error).toBeUndefined();
		const [first, second] = requestsOf(sandbox);
		expect(second).toEqual(first);
	});

	it(`is ${idempotent ? '' : 'not '}sent again after 500`, async () => {
		const { sandbox, items } = await openThree();
		sandbox.play({ times: 1, answer: { status: 500 } });
		const [item = {}] = items;
		const options = { maxRetries: 1 };
		const { error } = await operate(sandbox, name, { items: [item], parameters, options });
		expect(error === undefined).toBe(idempotent);
		const [first, second] = requestsOf(sandbox);
		expect(second).toEqual(idempotent ? first : undefined);
	});

	it('notices a dead host', async () => {
		const { sandbox, items } = await openThree();
		sandbox.play({ answer: { status: 503, body: {} } });
		const many = Array.from({ length: 30 }, (_, index) => ({ ...items[index % 3] }));
		const execution = await operate(sandbox, name, {
			items: many,
			parameters,
			options: { maxConcurrency: 1 },
			settings: { onError: 'continueRegularOutput' },
		});
		expect(sandbox.log).toHaveLength(10);
		const json = jsonOf(execution);
		expect(json).toHaveLength(30);
		expect(json[9]?.error).toMatch(/is not available \(HTTP 503\)/);
		expect(json[29]?.error).toMatch(/was not attempted, since 10 items in a row did not work/);
	});

	it('starts nothing more once an item stopped the node', async () => {
		const { sandbox, items } = await openThree();
		sandbox.play({ answer: { status: 400, body: {} } });
		await operate(sandbox, name, { items, parameters, options: { maxConcurrency: 1 } });
		expect(sandbox.log).toHaveLength(1);
	});

	it.each<[string, (token: string) => FaultAnswer]>([
		['an object', (token) => ({ body: { message: token, messages: [{ text: token }] } })],
		['a page', (token) => ({ body: `<p>${token}</p>` })],
		['a refusal', (token) => ({ status: 400, body: { message: token } })],
		['not found', (token) => ({ status: 404, body: { message: token } })],
	])('shows no token that comes back in %s', async (_, answer) => {
		const { sandbox, items } = await openThree();
		const credential = accessToken(sandbox);
		const token = String(credential.data.accessToken);
		sandbox.play({ answer: answer(token) });
		for (const onError of errorModes) {
			const execution = await operate(sandbox, name, {
				items,
				parameters,
				credential,
				settings: { onError },
			});
			const { outputs, error, data } = execution;
			const shown = `${JSON.stringify([outputs, data])} ${inspect([outputs, error, data], { depth: 20 })}`;
			expect(shown).toContain(ENGLISH);
			expect(shown.includes(token)).toBe(false);
		}
		const sent = sandbox.log.map(({ path, query, body }) => [path, query, body]);
		expect(JSON.stringify(sent)).not.toContain(token);
		expect(sandbox.log[0]?.headers.authorization).toBe(`Bearer ${token}`);
	});
});

it('shows no token in a file', async () => {
	const sandbox = await openCalls();
	const credential = accessToken(sandbox);
	const token = String(credential.data.accessToken);
	sandbox.play({ answer: { body: { transcript: { payload: `So ${token}, he said` } } } });
	const { outputs } = await operate(sandbox, 'conversationContent/getTranscript', {
		credential,
		options: { outputFile: true },
	});
	const file = outputs[0]?.[0]?.binary?.data;
	expect(Buffer.from(file?.data ?? '', 'base64').toString()).toBe('So ***, he said');
});

it('gets one token for all items of a read', async () => {
	const sandbox = await openCalls();
	const items = Array.from({ length: 12 }, () => ({ conversationId: SILENT }));
	const { error } = await operate(sandbox, 'conversationContent/getAnalytics', {
		items,
		credential: appCredentials(sandbox),
	});
	expect(error).toBeUndefined();
	expect(tokenCalls(sandbox)).toHaveLength(1);
	expect(sandbox.requests({ method: 'GET' })).toHaveLength(12);
});

it('passes the Request Options on', async () => {
	const sandbox = await openCalls();
	sandbox.play({ answer: { never: true } });
	const { error } = await operate(sandbox, 'conversationContent/getSummary', {
		parameters: { requestOptions: { timeout: 200 } },
	});
	expect(error?.message).toMatch(/^The summary of conversation 101: Symbl did not answer in time/);
});
