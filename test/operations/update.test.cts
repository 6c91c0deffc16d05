import type { INodeParameters } from 'n8n-workflow';
import {
	accessToken,
	appCredentials,
	openSandbox,
	sent,
	tokenCalls,
} from '../contract/accounts.cts';
import { errorModes, expectOneFailure, successItem } from '../contract/errorModes.cts';
import { runSymbl, type SymblRun } from '../engine/engine.cts';
import type { FaultAnswer, Sandbox, SandboxOptions } from '../sandbox/sandbox.cts';
import { conversation, jsonOf } from './conversations.cts';

const ID = '4866329603473408';
const OTHER = '4866329603473409';
const path = `/v1/conversations/${ID}`;
const before = { team: 'sales', region: 'emea' };

const conversations = () => [
	conversation({ id: ID, metadata: { ...before } }),
	conversation({ id: OTHER, metadata: undefined }),
];
const open = async (options: SandboxOptions = {}) =>
	await openSandbox({ conversations: conversations(), ...options });

async function run(
	sandbox: Sandbox,
	operation: 'get' | 'update',
	parameters: INodeParameters,
	run: Partial<SymblRun> = {},
) {
	return await runSymbl({
		items: [{ conversationId: ID }],
		credential: accessToken(sandbox),
		...run,
		parameters: { operation, ...parameters },
	});
}

/** The parameter for those keys and values; each may be an expression. */
const metadata = (pairs: Record<string, INodeParameters[string]>) => ({
	metadata: { pair: Object.entries(pairs).map(([key, value]) => ({ key, value })) },
});

const metadataOf = (sandbox: Sandbox, id = ID) => sandbox.conversations.get(id)?.metadata;

describe('Get', () => {
	const members = [
		{ id: 'a', name: 'Priya Raman', email: 'priya@example.com' },
		{ id: 'b', name: '', email: 'sato@example.jp' },
	];
	const full = conversation({ id: ID, name: '週次定例', members, metadata: before });
	const { name, startTime, endTime } = full;

	it('gives what people look for', async () => {
		const sandbox = await openSandbox({ conversations: [full] });
		const { outputs } = await run(sandbox, 'get', {});
		const names = [
			{ name: 'Priya Raman', email: 'priya@example.com' },
			{ name: '', email: 'sato@example.jp' },
		];
		const json = { conversationId: ID, name, startTime, endTime, members: names, metadata: before };
		expect(outputs).toStrictEqual([[successItem(json, 0)]]);
		expect(sent(sandbox)).toEqual([`GET ${path}`]);
	});

	it('with Simplify turned off, gives what Symbl gives, and the ID under the usual name', async () => {
		const sandbox = await openSandbox({ conversations: [full] });
		const { outputs } = await run(sandbox, 'get', { simplify: false });
		expect(outputs).toStrictEqual([[successItem({ conversationId: ID, ...full }, 0)]]);
	});

	it('gives the conversation of each item, those without metadata or name too', async () => {
		const sandbox = await open();
		const items = [{ conversationId: OTHER }, { conversationId: ID }, { conversationId: OTHER }];
		const { outputs } = await run(sandbox, 'get', {}, { items });
		expect(
			outputs[0]?.map(({ json, pairedItem }) => [json.conversationId, json.metadata, pairedItem]),
		).toEqual([
			[OTHER, {}, { item: 0 }],
			[ID, before, { item: 1 }],
			[OTHER, {}, { item: 2 }],
		]);
	});
});

describe.each(['merge', 'replace'] as const)(
	'Update, where the server does %s',
	(metadataUpdate) => {
		it('reads what there is, then sends all of it', async () => {
			const sandbox = await open({ metadataUpdate });
			const { outputs } = await run(sandbox, 'update', metadata({ team: 'hr', keep: 'no' }));
			const after = { team: 'hr', region: 'emea', keep: 'no' };
			const json = { conversationId: ID, updated: true, metadata: after };
			expect(outputs).toStrictEqual([[successItem(json, 0)]]);
			expect(sent(sandbox)).toEqual([`GET ${path}`, `PUT ${path}`]);
			expect(sandbox.log.map(({ body }) => body)).toEqual([undefined, { metadata: after }]);
			expect(metadataOf(sandbox)).toEqual(after);
			expect(metadataOf(sandbox, OTHER)).toBeUndefined();
		});

		it('adds to a conversation that has no metadata', async () => {
			const sandbox = await open({ metadataUpdate });
			await run(sandbox, 'update', metadata({ team: 'hr' }), {
				items: [{ conversationId: OTHER }],
			});
			expect(metadataOf(sandbox, OTHER)).toEqual({ team: 'hr' });
			expect(metadataOf(sandbox)).toEqual(before);
		});

		it.each([1, 5, 20])(
			'keeps what each of many items changes in the same conversation, %d requests at a time',
			async (maxConcurrency) => {
				const sandbox = await open({ metadataUpdate, latencyMs: 2 });
				const items = Array.from({ length: 12 }, (_, n) => ({
					conversationId: n % 4 ? ID : OTHER,
					n,
				}));
				const execution = await run(
					sandbox,
					'update',
					{
						...metadata({ '=key {{ $json.n }}': '=value {{ $json.n }}' }),
						options: { maxConcurrency },
					},
					{ items },
				);
				expect(execution.outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual(
					items.map(({ n }) => ({ item: n })),
				);
				const written = (id: string) =>
					Object.fromEntries(
						items
							.filter((item) => item.conversationId === id)
							.map(({ n }) => [`key ${n}`, `value ${n}`]),
					);
				expect(metadataOf(sandbox)).toEqual({ ...before, ...written(ID) });
				expect(metadataOf(sandbox, OTHER)).toEqual(written(OTHER));
				expect(sandbox.requests({ path }).map(({ method }) => method)).toEqual(
					Array.from({ length: 9 }, () => ['GET', 'PUT']).flat(),
				);
			},
		);
	},
);

it.each([
	[7, '7'],
	[0, '0'],
	[true, 'true'],
	['={{ false }}', 'false'],
	['={{ 1.5 }}', '1.5'],
	['', ''],
	['営業 "x" \'y\' ', '営業 "x" \'y\' '],
	['x'.repeat(128), 'x'.repeat(128)],
])('a value of %j is sent as text', async (given, text) => {
	const sandbox = await open();
	await run(sandbox, 'update', metadata({ team: given }));
	expect(metadataOf(sandbox)).toEqual({ ...before, team: text });
});

describe('what cannot be written is refused, and nothing is sent', () => {
	const notText = /^The value of “team” in 'Metadata' must be text/;
	const cases: Array<[INodeParameters, RegExp]> = [
		[{}, /^'Metadata' is empty/],
		[{ metadata: {} }, /^'Metadata' is empty/],
		[metadata({}), /^'Metadata' is empty/],
		[metadata({ '': 'x' }), /^'Metadata' has an entry without a key/],
		[metadata({ ' ': 'x' }), /^'Metadata' has an entry without a key/],
		[metadata({ '={{ undefined }}': 'x' }), /^'Metadata' has an entry without a key/],
		[metadata({ '={{ 7 }}': 'x' }), /^'Metadata' has an entry without a key/],
		[metadata({ team: 'a', ' team': 'b' }), /^'Metadata' names “team” twice/],
		[metadata({ team: '={{ undefined }}' }), notText],
		[metadata({ team: '={{ null }}' }), notText],
		[metadata({ team: '={{ {} }}' }), notText],
		[metadata({ team: '={{ [1] }}' }), notText],
		[
			metadata({ team: 'x'.repeat(129) }),
			/^The value of “team” in 'Metadata' has 129 characters, and 128/,
		],
		[
			metadata({ ok: 'x', team: '={{ "x".repeat(999) }}' }),
			/has 999 characters, and 128 are allowed/,
		],
	];
	it.each(cases)('%j', async (parameters, message) => {
		const sandbox = await open();
		const { error, outputs } = await run(sandbox, 'update', parameters);
		expect(error?.message).toMatch(message);
		expect(error?.message).toMatch(/Nothing was sent for this item$/);
		expect(outputs.flat()).toEqual([]);
		expect(sandbox.log).toEqual([]);
		expect(metadataOf(sandbox)).toEqual(before);
	});
});

describe.each([
	['get', []],
	['update', ['GET']],
] as const)('what goes wrong: %s', (operation, earlier) => {
	const parameters = { ...metadata({ team: 'hr' }), options: { maxRetries: 0, maxConcurrency: 1 } };
	const method = operation === 'get' ? 'GET' : 'PUT';
	const failures: Array<[name: string, FaultAnswer, RegExp, httpCode: string | null]> = [
		['401', { status: 401, body: {} }, /refused the access token/, '401'],
		['400', { status: 400, body: { message: 'odd' } }, /did not accept.*odd/, '400'],
		['404', { status: 404, body: {} }, /was not found/, '404'],
		[
			'200 "is invalid"',
			{ body: { message: 'The conversation ID is invalid' } },
			/was not found/,
			'404',
		],
		['500', { status: 500, body: {} }, /could not do it/, '500'],
		['a page', { body: '<h1>Hello</h1>' }, /does not look like Symbl/, '200'],
		['a cut connection', { cut: true }, /connection broke/, null],
	];
	describe.each(errorModes)('On Error: %s', (onError) => {
		it.each(failures)('%s', async (_, answer, message, httpCode) => {
			const sandbox = await open();
			sandbox.play({ match: { path, method }, answer });
			const items = [OTHER, ID, OTHER].map((conversationId) => ({ conversationId }));
			const execution = await run(sandbox, operation, parameters, { items, settings: { onError } });
			const done = expect.objectContaining({ conversationId: OTHER });
			expectOneFailure(
				execution,
				onError,
				items,
				1,
				{ message, description: /\S/, httpCode, conversationId: ID },
				items.map((__, item) => successItem(done, item)),
			);
			expect(sandbox.requests({ path }).map((request) => request.method)).toEqual([
				...earlier,
				method,
			]);
			expect(metadataOf(sandbox)).toEqual(before);
		});
	});

	it('a conversation that does not exist is named, and nothing is written', async () => {
		const sandbox = await open();
		const items = [{ conversationId: '1111' }];
		const { error } = await run(sandbox, operation, parameters, { items });
		expect(error?.message).toMatch(/^Conversation 1111 was not found/);
		expect(sent(sandbox)).toEqual(['GET /v1/conversations/1111']);
	});

	it.each(['..', 'a/../b', '', undefined, 2 ** 53])(
		'an ID %j is refused',
		async (conversationId) => {
			const sandbox = await open();
			const { error } = await run(sandbox, operation, parameters, { items: [{ conversationId }] });
			expect(error?.message).toMatch(/^'Conversation' .*Nothing was sent/);
			expect(sandbox.log).toEqual([]);
		},
	);

	it.each<[string, FaultAnswer]>([
		['429', { status: 429, headers: { 'retry-after': '0' }, body: {} }],
		['500', { status: 500, body: {} }],
		['an answer that is lost', { act: true, cut: true }],
	])('%s, and then the answer', async (_, answer) => {
		const sandbox = await open();
		sandbox.play({ match: { path, method }, times: 1, answer });
		const execution = await run(sandbox, operation, metadata({ team: 'hr' }));
		expect(jsonOf(execution)).toMatchObject([{ conversationId: ID }]);
		expect(sandbox.requests({ path }).map((request) => request.method)).toEqual([
			...earlier,
			method,
			method,
		]);
		if (operation === 'update') expect(metadataOf(sandbox)).toEqual({ ...before, team: 'hr' });
	});

	it('an expired token is renewed once', async () => {
		const sandbox = await open();
		const credential = appCredentials(sandbox, { sessionToken: 'expired' });
		const execution = await run(sandbox, operation, parameters, { credential });
		expect(jsonOf(execution)).toMatchObject([{ conversationId: ID }]);
		expect(tokenCalls(sandbox)).toHaveLength(1);
	});
});

it('where reading what there is does not work, nothing is written', async () => {
	const sandbox = await open({ metadataUpdate: 'replace' });
	sandbox.play({ match: { path, method: 'GET' }, answer: { body: '<h1>Hello</h1>' } });
	const { error } = await run(sandbox, 'update', metadata({ team: 'hr' }));
	expect(error?.message).toMatch(/does not look like Symbl/);
	expect(sent(sandbox)).toEqual([`GET ${path}`]);
	expect(metadataOf(sandbox)).toEqual(before);
});
