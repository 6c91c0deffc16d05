import { appCredentials, openSandbox, sent, tokenCalls } from '../contract/accounts.cts';
import { errorModes, expectOneFailure, successItem } from '../contract/errorModes.cts';
import type { FaultAnswer } from '../sandbox/sandbox.cts';
import {
	ago,
	conversation,
	getMany,
	idsOf,
	jsonOf,
	numbered,
	pagesOf,
	shuffled,
} from './conversations.cts';

const ALL = { returnAll: true };
const OLDEST_FIRST = { options: { order: 'asc' } };

/** The two operations that list conversations; the group is one that all of them are in. */
const lists = [
	{ operation: 'Conversation → Get Many', path: '/v1/conversations', parameters: {} },
	{
		operation: 'Conversation Group → Get Many Conversations',
		path: '/v1/groups/77/conversations',
		parameters: {
			resource: 'conversationGroup',
			operation: 'getConversations',
			groupId: { __rl: true, mode: 'id', value: '77' },
		},
	},
];

/** The same list at the path of a group. */
const page = (conversations: unknown) => ({ body: { conversations } });

describe('without any settings', () => {
	const fromAllTime = [
		conversation({ id: '2', name: 'Today', startTime: ago(0.2) }),
		conversation({ id: '3', name: 'Last month', startTime: ago(30) }),
		conversation({ id: '1', name: 'Long ago', startTime: ago(4_000) }),
		conversation({ id: '4', name: 'In the seventies', startTime: '1970-01-02T00:00:00Z' }),
	];

	it('gets conversations of all time, newest first', async () => {
		const sandbox = await openSandbox({ conversations: shuffled(fromAllTime) });
		expect(idsOf(await getMany(sandbox))).toEqual(['2', '3', '1', '4']);
		expect(sent(sandbox)).toEqual(['GET /v1/conversations', 'GET /v1/conversations']);
		expect(sandbox.log[0]?.query).toEqual({
			startTime: '1970-01-01T00:00:00.000Z',
			order: 'desc',
			limit: '100',
			offset: '0',
		});
	});

	it('gets 50 of them', async () => {
		const conversations = numbered(120);
		const sandbox = await openSandbox({ conversations });
		const ids = conversations.slice(0, 50).map(({ id }) => id);
		expect(idsOf(await getMany(sandbox))).toEqual(ids);
		expect(pagesOf(sandbox)).toHaveLength(1);
	});
});

/**
 * How many requests a list of so many takes where the server gives so many at a time at most. Each
 * page but the first begins with the last entry of the one before, if the server gives more than one
 * at a time. Only a page that brings nothing new tells that the list is at its end.
 */
const requests: Array<[maxListLimit: number, ...Array<[count: number, requests: number]>]> = [
	[1, [0, 1], [1, 2], [2, 3], [19, 20], [20, 21], [60, 61]],
	[2, [0, 1], [1, 2], [2, 2], [19, 19], [20, 20], [60, 60]],
	[7, [0, 1], [1, 2], [2, 2], [19, 4], [20, 5], [60, 11], [101, 18], [250, 43]],
	[20, [0, 1], [1, 2], [2, 2], [19, 2], [20, 2], [60, 5], [101, 7], [250, 15]],
	[33, [0, 1], [1, 2], [2, 2], [19, 2], [20, 2], [60, 3], [101, 5], [250, 9]],
	[100, [0, 1], [1, 2], [2, 2], [19, 2], [20, 2], [60, 2], [101, 3], [250, 4]],
	[65_536, [0, 1], [1, 2], [2, 2], [19, 2], [20, 2], [60, 2], [101, 3], [250, 4]],
];

describe.each(lists)('Return All: $operation', ({ path, parameters }) => {
	describe.each(requests)(
		'where the server gives %d at a time at most',
		(maxListLimit, ...counts) => {
			it.each(counts)('gets each of %d once, with %d requests', async (count, expected) => {
				const conversations = numbered(count);
				const sandbox = await openSandbox({ conversations: shuffled(conversations), maxListLimit });
				sandbox.groups.set('77', { id: '77', name: 'All', criteria: '' });
				const ids = conversations.map(({ id }) => id);
				expect(idsOf(await getMany(sandbox, { ...parameters, ...ALL }))).toEqual(ids);
				expect(pagesOf(sandbox, path)).toHaveLength(expected);
				expect(sandbox.log).toHaveLength(expected);
			});
		},
	);
});

it.each([
	[1, 1],
	[99, 1],
	[100, 1],
	[101, 2],
	[199, 2],
	[200, 3],
	[300, 4],
])('Limit %d gets so many of 250, with %d requests', async (limit, expected) => {
	const conversations = numbered(250);
	const sandbox = await openSandbox({ conversations });
	const ids = conversations.slice(0, limit).map(({ id }) => id);
	expect(idsOf(await getMany(sandbox, { limit }))).toEqual(ids);
	expect(pagesOf(sandbox)).toHaveLength(expected);
});

it.each([0, -1, 1.5, '', 'ten', '={{ undefined }}', '={{ NaN }}', '={{ null }}'])(
	'a Limit of %j is refused, and nothing is sent',
	async (limit) => {
		const sandbox = await openSandbox({ conversations: 3 });
		const { error, outputs } = await getMany(sandbox, { limit });
		expect(error?.message).toMatch(/^'Limit' must be a whole number above 0.*Nothing was sent/);
		expect(outputs.flat()).toEqual([]);
		expect(sandbox.log).toEqual([]);
	},
);

describe('Order', () => {
	it('goes from the oldest on', async () => {
		const conversations = numbered(130);
		const sandbox = await openSandbox({ conversations });
		const ids = conversations.map(({ id }) => id).reverse();
		expect(idsOf(await getMany(sandbox, { ...ALL, ...OLDEST_FIRST }))).toEqual(ids);
		expect(pagesOf(sandbox).map(({ query }) => query.order)).toEqual(['asc', 'asc', 'asc']);
	});
});

describe('Simplify', () => {
	const members = [
		{ id: 'a', name: 'Priya Raman', email: 'priya@example.com' },
		{ id: 'b', name: '', email: 'sato@example.jp' },
	];
	const full = conversation({ id: '7', name: '週次定例', members, metadata: { team: 'sales' } });
	const { metadata, ...older } = conversation({ id: '8', name: '', startTime: ago(2) });
	const conversations = [full, { ...older, metadata: undefined }];
	const times = ({ startTime, endTime }: typeof older) => ({ startTime, endTime });

	it.each([{}, { simplify: true }])('gives what people look for: %j', async (parameters) => {
		const sandbox = await openSandbox({ conversations });
		expect(jsonOf(await getMany(sandbox, parameters))).toStrictEqual([
			{
				conversationId: '7',
				name: '週次定例',
				...times(full),
				members: [
					{ name: 'Priya Raman', email: 'priya@example.com' },
					{ name: '', email: 'sato@example.jp' },
				],
				metadata: { team: 'sales' },
			},
			{ conversationId: '8', name: '', ...times(older), members: [], metadata },
		]);
	});

	it('turned off, gives what Symbl gives, and the ID under the usual name', async () => {
		const sandbox = await openSandbox({ conversations });
		const listed = members.map(({ name, email }) => ({ name, email }));
		expect(jsonOf(await getMany(sandbox, { simplify: false }))).toStrictEqual([
			{ conversationId: '7', ...full, members: listed },
			{ conversationId: '8', ...older },
		]);
	});
});

describe('Count Only', () => {
	const COUNT = { options: { countOnly: true } };

	it.each([{}, { limit: 1 }, ALL])('counts all of them, whatever the limit: %j', async (limits) => {
		const conversations = numbered(250);
		const sandbox = await openSandbox({ conversations: shuffled(conversations) });
		const { outputs } = await getMany(sandbox, { ...limits, ...COUNT });
		const [newest, oldest] = [conversations[0]?.startTime, conversations[249]?.startTime];
		expect(outputs).toStrictEqual([[successItem({ count: 250, oldest, newest }, 0)]]);
		expect(pagesOf(sandbox)).toHaveLength(4);
	});

	it('counts none in an empty account', async () => {
		const sandbox = await openSandbox();
		const count = { count: 0, oldest: null, newest: null };
		expect(jsonOf(await getMany(sandbox, COUNT))).toStrictEqual([count]);
	});

	it('counts what the filters let through', async () => {
		const conversations = numbered(250);
		const sandbox = await openSandbox({ conversations });
		const filters = { nameContains: 'WEEKLY 24' };
		const passing = conversations.filter(({ name }) => name.startsWith('Weekly 24'));
		expect(jsonOf(await getMany(sandbox, { ...COUNT, filters }))).toStrictEqual([
			{ count: 11, oldest: passing.at(-1)?.startTime, newest: passing[0]?.startTime },
		]);
	});

	it('counts conversations of which the start is not known', async () => {
		const sandbox = await openSandbox();
		const startTime = ago(3);
		const answer = page([{ id: '1', startTime }, { id: '2' }, { id: '3', startTime: null }]);
		sandbox.play({ match: { path: '/v1/conversations' }, answer });
		const count = { count: 3, oldest: startTime, newest: startTime };
		expect(jsonOf(await getMany(sandbox, COUNT))).toStrictEqual([count]);
	});
});

describe('several items that come in', () => {
	it('each have a list of their own, linked to them', async () => {
		const conversations = numbered(130);
		const sandbox = await openSandbox({ conversations });
		const { outputs } = await getMany(
			sandbox,
			{ limit: '={{ $json.limit }}', filters: { nameContains: '={{ $json.name }}' } },
			{
				items: [
					{ limit: 2, name: 'weekly' },
					{ limit: 9, name: 'nobody calls it this' },
					{ limit: 3, name: '12' },
				],
			},
		);
		expect(outputs[0]?.map(({ json, pairedItem }) => [json.name, pairedItem])).toEqual([
			['Weekly 0', { item: 0 }],
			['Weekly 1', { item: 0 }],
			['Weekly 12', { item: 2 }],
			['Weekly 112', { item: 2 }],
			['Weekly 120', { item: 2 }],
		]);
	});

	it('of which one is refused: the others get theirs', async () => {
		const sandbox = await openSandbox({ conversations: [conversation({ id: '1' })] });
		const input = [{ limit: 1 }, { limit: 'all' }, { limit: 1 }];
		const execution = await getMany(
			sandbox,
			{ limit: '={{ $json.limit }}' },
			{ items: input, settings: { onError: 'continueRegularOutput' } },
		);
		expect(execution.outputs[0]?.map(({ json }) => json.error ?? json.conversationId)).toEqual([
			'1',
			expect.stringMatching(/'Limit'.*"all".*Nothing was sent for this item/),
			'1',
		]);
		expect(pagesOf(sandbox)).toHaveLength(2);
	});
});

describe.each(lists)('what goes wrong: $operation', ({ operation, path, parameters }) => {
	const subject = operation.includes('Group')
		? 'The list of group 77'
		: 'The list of conversations';
	const ids = operation.includes('Group') ? { groupId: '77' } : {};
	const html = '<html><h1>Sign in</h1></html>';
	const [httpFault, notSymbl] = [/could not do it/, /does not look like Symbl/];
	const failures: Array<[name: string, FaultAnswer, RegExp, httpCode: string | null]> = [
		['401', { status: 401, body: {} }, /refused the access token/, '401'],
		['403', { status: 403, body: { message: 'Not yours' } }, /not allowed.*Not yours/, '403'],
		['400', { status: 400, body: { message: '"filter" is odd' } }, /"filter" is odd/, '400'],
		['404', { status: 404, body: { message: 'Not Found' } }, /was not found/, '404'],
		['200 "does not exist"', { body: { message: 'It does not exist' } }, notSymbl, '200'],
		['429', { status: 429, body: {} }, /too many requests/, '429'],
		['500', { status: 500, body: {} }, httpFault, '500'],
		['503 with a page', { status: 503, body: html }, /is not available/, '503'],
		['a redirect', { status: 302, headers: { location: '/login' }, body: '' }, /redirects/, '302'],
		['a page', { body: html }, notSymbl, '200'],
		['no body', { body: '' }, notSymbl, '200'],
		['no list', { body: { conversations: 'none' } }, notSymbl, '200'],
		['an ID that is missing', page([{ id: '1' }, { name: 'x' }]), notSymbl, '200'],
		['an ID that is empty', page([{ id: '' }]), notSymbl, '200'],
		['an entry that is none', page([null]), notSymbl, '200'],
		['a cut connection', { cut: true }, /connection broke/, null],
	];

	describe.each(errorModes)('On Error: %s', (onError) => {
		it.each(failures)('%s', async (_, answer, message, httpCode) => {
			const sandbox = await openSandbox({ conversations: [conversation({ id: '1' })] });
			sandbox.groups.set('77', { id: '77', name: 'All', criteria: '' });
			sandbox.play({ match: { path }, skip: 1, times: 1, answer });
			const input = [{ n: 0 }, { n: 1 }, { n: 2 }];
			const execution = await getMany(
				sandbox,
				{ ...parameters, limit: 1, options: { maxRetries: 0, maxConcurrency: 1 } },
				{ items: input, settings: { onError } },
			);
			const found = expect.objectContaining({ conversationId: '1' });
			expectOneFailure(
				execution,
				onError,
				input,
				1,
				{ message, description: /\S/, httpCode, ...ids },
				[0, 1, 2].map((item) => successItem(found, item)),
			);
			const said =
				execution.error?.message ?? execution.outputs.flat().map(({ json }) => json.error);
			expect(String(said)).toContain(subject);
			expect(sandbox.log).toHaveLength(onError === 'stopWorkflow' ? 2 : 3);
		});
	});

	it('a page in the middle that is not there leaves no half of a list', async () => {
		const sandbox = await openSandbox({ conversations: numbered(250) });
		sandbox.groups.set('77', { id: '77', name: 'All', criteria: '' });
		sandbox.play({ match: { path }, skip: 1, times: 1, answer: { status: 403, body: {} } });
		const { outputs } = await getMany(
			sandbox,
			{ ...parameters, ...ALL },
			{ settings: { onError: 'continueRegularOutput' } },
		);
		expect(outputs.flat()).toEqual([
			{
				json: expect.objectContaining({ error: expect.stringContaining(subject) }),
				pairedItem: { item: 0 },
			},
		]);
	});

	it.each<[string, FaultAnswer]>([
		['429', { status: 429, headers: { 'retry-after': '0' }, body: {} }],
		['500', { status: 500, body: {} }],
		['a cut connection', { cut: true }],
	])('%s on a page, and then the page', async (_, answer) => {
		const conversations = numbered(250);
		const sandbox = await openSandbox({ conversations });
		sandbox.groups.set('77', { id: '77', name: 'All', criteria: '' });
		sandbox.play({ match: { path }, skip: 1, times: 1, answer });
		const execution = await getMany(sandbox, { ...parameters, ...ALL });
		expect(idsOf(execution)).toEqual(conversations.map(({ id }) => id));
		expect(pagesOf(sandbox, path).map(({ query }) => query.offset)).toEqual([
			'0',
			'99',
			'99',
			'198',
			'249',
		]);
	});

	it('an expired token is renewed once, and the list goes on', async () => {
		const conversations = numbered(150);
		const sandbox = await openSandbox({ conversations });
		sandbox.groups.set('77', { id: '77', name: 'All', criteria: '' });
		const credential = appCredentials(sandbox, { sessionToken: 'expired' });
		const execution = await getMany(sandbox, { ...parameters, ...ALL }, { credential });
		expect(idsOf(execution)).toEqual(conversations.map(({ id }) => id));
		expect(tokenCalls(sandbox)).toHaveLength(1);
		expect(pagesOf(sandbox, path).map(({ status }) => status)).toEqual([401, 200, 200, 200]);
	});
});

it('takes IDs that are JSON numbers for what they are, exact however large', async () => {
	const sandbox = await openSandbox();
	const body =
		'{"conversations":[{"id":5815170693595136},{"id":9007199254740993},{"id":"9007199254740995"}]}';
	const headers = { 'content-type': 'application/json' };
	sandbox.play({ match: { path: '/v1/conversations' }, answer: { body, headers } });
	expect(idsOf(await getMany(sandbox))).toEqual([
		'5815170693595136',
		'9007199254740993',
		'9007199254740995',
	]);
});

describe('a server that gives less than there is', () => {
	const path = '/v1/conversations';

	it.each([1, 2, 3, 10, 19])('and %d at a time: all come, in a bounded list too', async (size) => {
		const conversations = numbered(60);
		const sandbox = await openSandbox({ conversations, maxListLimit: size });
		const ids = conversations.map(({ id }) => id);
		expect(idsOf(await getMany(sandbox, ALL))).toEqual(ids);
		expect(idsOf(await getMany(sandbox, { limit: 45 }))).toEqual(ids.slice(0, 45));
	});

	it.each([{ hasMore: true }, { next: 'abc' }, { pagination: { nextPage: 2 } }])(
		'and says so (%j) at the end of the list: nothing comes out',
		async (more) => {
			const sandbox = await openSandbox();
			const conversations = numbered(10);
			sandbox.play({ match: { path }, answer: { body: { conversations, ...more } } });
			const { error, outputs } = await getMany(sandbox, ALL);
			expect(error?.message).toMatch(/ends, although the answer says that more follows/);
			expect(outputs.flat()).toEqual([]);
		},
	);
});

describe('a server that does not look at the order', () => {
	const newestFirst = numbered(250);
	const oldestFirst = [...newestFirst].reverse();
	const open = async () => {
		const sandbox = await openSandbox();
		for (let offset = 0; offset < 250; offset += 99) {
			const conversations = newestFirst.slice(offset, offset + 100);
			sandbox.play({ times: 1, answer: { body: { conversations } } });
		}
		sandbox.play({ answer: { body: { conversations: newestFirst.slice(-1) } } });
		return sandbox;
	};

	it.each([3, 150])('is noticed: the %d oldest come all the same', async (limit) => {
		const ids = oldestFirst.slice(0, limit).map(({ id }) => id);
		expect(idsOf(await getMany(await open(), { limit, ...OLDEST_FIRST }))).toEqual(ids);
	});

	it('does not spoil the order of all of them', async () => {
		const ids = oldestFirst.map(({ id }) => id);
		expect(idsOf(await getMany(await open(), { ...ALL, ...OLDEST_FIRST }))).toEqual(ids);
	});

	it('is asked no more than needed where its order is the one that was asked for', async () => {
		const sandbox = await open();
		const ids = newestFirst.slice(0, 3).map(({ id }) => id);
		expect(idsOf(await getMany(sandbox, { limit: 3 }))).toEqual(ids);
		expect(pagesOf(sandbox)).toHaveLength(1);
	});
});

it.each([
	'={{ "" }}',
	'={{ ".." }}',
	'={{ "7/7" }}',
	'={{ undefined }}',
	'={{ 2 ** 53 }}',
	'={{ [77] }}',
])('a group ID %j is refused, and nothing is sent', async (value) => {
	const sandbox = await openSandbox({ conversations: 3 });
	const groupId = { __rl: true, mode: 'id', value };
	const { error } = await getMany(sandbox, { ...lists[1]?.parameters, groupId });
	expect(error?.message).toMatch(/^'Group' .*Nothing was sent/);
	expect(sandbox.log).toEqual([]);
});

it('a group that does not exist is named', async () => {
	const sandbox = await openSandbox({ conversations: 3 });
	const { error } = await getMany(sandbox, { ...lists[1]?.parameters });
	expect(error?.message).toMatch(/^The list of group 77 was not found.*groupId/);
});

it('gets only what is in the group, and of that what the filters let through', async () => {
	const conversations = numbered(40).map((its, n) => ({
		...its,
		metadata: { team: n % 2 ? 'sales' : 'support' },
	}));
	const sandbox = await openSandbox({ conversations });
	sandbox.groups.set('77', {
		id: '77',
		name: 'Sales',
		criteria: 'conversation.metadata.team==sales',
	});
	const filters = { nameContains: 'weekly 3' };
	const execution = await getMany(sandbox, { ...lists[1]?.parameters, filters });
	const names = [3, 31, 33, 35, 37, 39].map((n) => `Weekly ${n}`);
	expect(jsonOf(execution).map(({ name }) => name)).toEqual(names);
	expect(new Set(sent(sandbox))).toEqual(new Set(['GET /v1/groups/77/conversations']));
});
