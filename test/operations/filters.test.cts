import { join } from 'node:path';
import type { INodeParameters, NodeParameterValue } from 'n8n-workflow';
import { openSandbox, sent } from '../contract/accounts.cts';
import type { SymblRun } from '../engine/engine.cts';
import type { ConversationRecord } from '../sandbox/sandbox.cts';
import {
	ago,
	conversation,
	DAY,
	getMany,
	idsOf,
	jsonOf,
	MINUTE,
	numbered,
	pagesOf,
} from './conversations.cts';

const HOUR = 60 * MINUTE;

/** What a list of no conversations is asked for, with those filters. */
async function queryFor(filters: INodeParameters, run: Partial<SymblRun> = {}) {
	const sandbox = await openSandbox();
	const execution = await getMany(sandbox, { filters }, run);
	expect(idsOf(execution)).toEqual([]);
	expect(sent(sandbox)).toEqual(['GET /v1/conversations']);
	const { startTime, endTime, filter } = sandbox.log[0]?.query ?? {};
	return { startTime, endTime, filter };
}

const olderThan = (value: NodeParameterValue, unit: NodeParameterValue = 'days') => ({
	olderThan: { age: { value, unit } },
});

const pairs = (...list: Array<[key: string, value: NodeParameterValue]>) => ({
	metadata: { pair: list.map(([key, value]) => ({ key, value })) },
});

describe('Older Than', () => {
	it.each([
		[1, 'days', 1],
		[90, 'days', 90],
		[0.5, 'days', 0.5],
		[2, 'weeks', 14],
		[3, 'months', 90],
	])('%d %s: what ended so long ago', async (value, unit, days) => {
		const ended = (id: string, ms: number) =>
			conversation({
				id,
				startTime: new Date(Date.now() - ms - HOUR).toISOString(),
				endTime: new Date(Date.now() - ms).toISOString(),
			});
		const conversations = [
			ended('too young', days * DAY - MINUTE),
			ended('just old enough', days * DAY + 1),
			ended('old', days * DAY * 3),
		];
		const sandbox = await openSandbox({ conversations });
		const before = Date.now();
		const execution = await getMany(sandbox, { filters: olderThan(value, unit) });
		expect(idsOf(execution)).toEqual(['just old enough', 'old']);
		const { startTime, endTime = '' } = sandbox.log[0]?.query ?? {};
		expect(startTime).toBe(new Date(0).toISOString());
		const asked = Date.parse(endTime) + days * DAY;
		expect(asked).toBeGreaterThanOrEqual(before);
		expect(asked).toBeLessThanOrEqual(Date.now());
	});

	it('looks at the end: a conversation that began long ago and has just ended is young', async () => {
		const conversations = [conversation({ startTime: ago(100), endTime: ago(1) })];
		const sandbox = await openSandbox({ conversations });
		expect(idsOf(await getMany(sandbox, { filters: olderThan(90) }))).toEqual([]);
	});

	it('is 90 days where it is added and left as it is', async () => {
		const conversations = [
			conversation({ id: 'young', startTime: ago(89) }),
			conversation({ id: 'old', startTime: ago(91) }),
		];
		const sandbox = await openSandbox({ conversations });
		const filters = { olderThan: { age: { value: 90, unit: 'days' } } };
		expect(idsOf(await getMany(sandbox, { filters }))).toEqual(['old']);
	});
});

/** How a moment is given, in which time zone the workflow is, and which moment it is. */
const moments: Array<[given: string, timezone: string, moment: string]> = [
	['2026-01-31T09:00:00', 'Europe/Berlin', '2026-01-31T08:00:00.000Z'],
	['2026-01-31 09:00:00', 'Europe/Berlin', '2026-01-31T08:00:00.000Z'],
	['2026-01-31T09:00', 'Europe/Berlin', '2026-01-31T08:00:00.000Z'],
	['2026-01-31', 'Europe/Berlin', '2026-01-30T23:00:00.000Z'],
	['2026-07-31', 'Europe/Berlin', '2026-07-30T22:00:00.000Z'],
	['2026-01-31T09:00:00', 'UTC', '2026-01-31T09:00:00.000Z'],
	['2026-01-31T09:00:00', 'America/New_York', '2026-01-31T14:00:00.000Z'],
	['2026-01-31T09:00:00', 'Asia/Kolkata', '2026-01-31T03:30:00.000Z'],
	['2026-01-31T09:00:00', 'Pacific/Apia', '2026-01-30T20:00:00.000Z'],
	// The night in which the clocks are put forward, and what they never show.
	['2026-03-29T01:59:59', 'Europe/Berlin', '2026-03-29T00:59:59.000Z'],
	['2026-03-29T02:30:00', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
	['2026-03-29T03:00:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
	['2026-03-08T01:30:00', 'America/New_York', '2026-03-08T06:30:00.000Z'],
	['2026-03-08T03:30:00', 'America/New_York', '2026-03-08T07:30:00.000Z'],
	// The night in which they are put back, and what they show twice: the second time is taken.
	['2026-10-25T01:59:59', 'Europe/Berlin', '2026-10-24T23:59:59.000Z'],
	['2026-10-25T02:30:00', 'Europe/Berlin', '2026-10-25T01:30:00.000Z'],
	['2026-10-25T03:00:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
	['2025-11-02T00:30:00', 'America/New_York', '2025-11-02T04:30:00.000Z'],
	['2025-11-02T02:30:00', 'America/New_York', '2025-11-02T07:30:00.000Z'],
	// A time zone of its own.
	['2026-01-31T09:00:00Z', 'Europe/Berlin', '2026-01-31T09:00:00.000Z'],
	['2026-01-31T09:00:00.123456Z', 'Europe/Berlin', '2026-01-31T09:00:00.123Z'],
	['2026-01-31T09:00:00+05:30', 'Europe/Berlin', '2026-01-31T03:30:00.000Z'],
	['2026-01-31T09:00:00+0530', 'Europe/Berlin', '2026-01-31T03:30:00.000Z'],
	['2026-01-31T09:00:00.000-08:00', 'Europe/Berlin', '2026-01-31T17:00:00.000Z'],
	// What expressions come to.
	['={{ DateTime.fromISO("2026-01-31T09:00:00") }}', 'Europe/Berlin', '2026-01-31T08:00:00.000Z'],
	['={{ DateTime.fromISO("2026-01-31T09:00:00Z") }}', 'Asia/Tokyo', '2026-01-31T09:00:00.000Z'],
	['={{ new Date(1769846400000) }}', 'Europe/Berlin', '2026-01-31T08:00:00.000Z'],
	['={{ new Date(1769846400000).toISOString() }}', 'Asia/Tokyo', '2026-01-31T08:00:00.000Z'],
	['={{ "2026-01-31T09:00:00".toDateTime() }}', 'Europe/Berlin', '2026-01-31T08:00:00.000Z'],
	['={{ $json.moment }}', 'Europe/Berlin', '2026-01-31T08:00:00.000Z'],
];

describe.each([
	['startedAfter', 'startTime'],
	['endedBefore', 'endTime'],
] as const)('%s', (filter, asked) => {
	it.each(moments)('%s in %s is %s', async (given, timezone, moment) => {
		const items = [{ moment: '2026-01-31T09:00:00' }];
		const query = await queryFor({ [filter]: given }, { timezone, items });
		expect(query[asked]).toBe(moment);
	});

	it.each(['={{ $now.minus({ days: 90 }) }}', '={{ $today.minus({ days: 90 }) }}'])(
		'%s',
		async (given) => {
			const query = await queryFor({ [filter]: given }, { timezone: 'Asia/Tokyo' });
			const days = (Date.now() - Date.parse(query[asked] ?? '')) / DAY;
			expect(days).toBeGreaterThanOrEqual(90);
			expect(days).toBeLessThan(given.includes('today') ? 91.1 : 90.1);
			if (given.includes('today')) expect(query[asked]).toMatch(/T15:00:00.000Z$/);
		},
	);
});

it('a moment between two conversations lets the one through', async () => {
	const conversations = [
		conversation({ id: 'newer', startTime: ago(5) }),
		conversation({ id: 'older', startTime: ago(10) }),
	];
	const sandbox = await openSandbox({ conversations });
	const found = async (filters: INodeParameters) => idsOf(await getMany(sandbox, { filters }));
	expect(await found({ startedAfter: ago(7) })).toEqual(['newer']);
	expect(await found({ endedBefore: ago(7) })).toEqual(['older']);
	expect(await found({ startedAfter: ago(12), endedBefore: ago(7) })).toEqual(['older']);
	expect(await found({ startedAfter: ago(7), endedBefore: ago(6) })).toEqual([]);
	expect(await found({ endedBefore: ago(-1) })).toEqual(['newer', 'older']);
	expect(await found({ startedAfter: '1969-01-01' })).toEqual(['newer', 'older']);
	expect(await found({ ...olderThan(7), endedBefore: ago(3) })).toEqual(['older']);
});

describe('Metadata', () => {
	const conversations = [
		conversation({ id: 'sales', metadata: { team: 'sales', region: 'emea', tier: 'gold' } }),
		conversation({ id: 'other', metadata: { team: 'sales', region: 'apac', tier: 'gold' } }),
		conversation({ id: 'blank', metadata: { team: 'inside sales', 'key account': 'O\'Neil "X"' } }),
		conversation({ id: 'script', metadata: { チーム: '営業', team: 'продажи' } }),
		conversation({ id: 'empty', metadata: { team: '' } }),
		conversation({ id: 'none', metadata: undefined }),
	];
	const team = 'conversation.metadata.team==sales';
	const cases: Array<
		[Array<[string, NodeParameterValue]>, filter: string | undefined, found: string[]]
	> = [
		[[['team', 'sales']], team, ['sales', 'other']],
		[[[' team ', 'sales']], team, ['sales', 'other']],
		[[['team', 'SALES']], 'conversation.metadata.team==SALES', []],
		[
			[
				['team', 'sales'],
				['region', 'emea'],
			],
			`${team} and conversation.metadata.region==emea`,
			['sales'],
		],
		[
			[
				['team', 'sales'],
				['region', 'apac'],
				['tier', 'gold'],
			],
			`${team} and conversation.metadata.region==apac`,
			['other'],
		],
		[
			[
				['team', 'sales'],
				['region', 'apac'],
				['tier', 'silver'],
			],
			`${team} and conversation.metadata.region==apac`,
			[],
		],
		[[['team', 'inside sales']], undefined, ['blank']],
		[[['key account', 'O\'Neil "X"']], undefined, ['blank']],
		[
			[
				['チーム', '営業'],
				['team', 'продажи'],
			],
			undefined,
			['script'],
		],
		[
			[
				['チーム', '営業'],
				['team', 'sales'],
			],
			team,
			[],
		],
		[[['team', 'sales and x']], undefined, []],
		[[['team', '']], undefined, ['empty']],
		[[['nothing', 'undefined']], 'conversation.metadata.nothing==undefined', []],
		[[['tier', '={{ $json.tier }}']], 'conversation.metadata.tier==7', []],
	];
	it.each(cases)('%j asks for %j', async (list, filter, found) => {
		const sandbox = await openSandbox({ conversations });
		const execution = await getMany(sandbox, { filters: pairs(...list) }, { items: [{ tier: 7 }] });
		expect(new Set([idsOf(execution)].flat())).toEqual(new Set(found));
		expect(new Set(pagesOf(sandbox).map(({ query }) => query.filter))).toEqual(new Set([filter]));
	});
});

describe('Name Contains', () => {
	it.each([
		['weekly', ['1', '2']],
		[' WEEKLY ', ['1', '2']],
		['ÉQUIPE', ['3']],
		['планёрка', ['4']],
		['(', []],
		['.*', []],
		['undefined', []],
	])('%j', async (nameContains, found) => {
		const conversations = [
			conversation({ id: '1', name: 'Weekly' }),
			conversation({ id: '2', name: 'our weekly sync' }),
			conversation({ id: '3', name: 'Réunion d’équipe – été' }),
			conversation({ id: '4', name: 'Еженедельная Планёрка' }),
			{ ...conversation({ id: '5' }), name: undefined },
		];
		const sandbox = await openSandbox();
		sandbox.play({ match: { path: '/v1/conversations' }, answer: { body: { conversations } } });
		expect(idsOf(await getMany(sandbox, { filters: { nameContains } }))).toEqual(found);
		expect(sandbox.log[0]?.query).not.toHaveProperty('filter');
	});

	it('looks on every page, and no further than the limit needs', async () => {
		const conversations = numbered(250);
		const sandbox = await openSandbox({ conversations });
		const filters = { nameContains: 'weekly 1' };
		const passing = conversations.filter(({ name }) => name.startsWith('Weekly 1'));
		const found = (execution: Awaited<ReturnType<typeof getMany>>) =>
			jsonOf(execution).map(({ name }) => name);
		const names = passing.map(({ name }) => name);
		expect(found(await getMany(sandbox, { filters, returnAll: true }))).toEqual(names);
		expect(pagesOf(sandbox)).toHaveLength(4);
		expect(found(await getMany(sandbox, { filters, limit: 20 }))).toEqual(names.slice(0, 20));
		expect(pagesOf(sandbox)).toHaveLength(6);
	});
});

describe('Filter (RSQL)', () => {
	const RSQL = 'conversation.metadata.team=="inside sales" and conversation.metadata.team==x';

	it('goes out as it is', async () => {
		expect(await queryFor({ rsql: ` ${RSQL} ` })).toMatchObject({ filter: RSQL });
	});

	it('goes out in place of what Metadata would ask for, which is looked for all the same', async () => {
		const conversations = [
			conversation({ id: '1', metadata: { team: 'sales', tier: 'gold' } }),
			conversation({ id: '2', metadata: { team: 'sales', tier: 'silver' } }),
		];
		const sandbox = await openSandbox({ conversations });
		const rsql = 'conversation.metadata.team==sales';
		const filters = { rsql, ...pairs(['tier', 'gold']) };
		expect(idsOf(await getMany(sandbox, { filters }))).toEqual(['1']);
		expect(sandbox.log.map(({ query }) => query.filter)).toEqual([rsql, rsql]);
	});

	it('that Symbl does not accept ends with what Symbl says', async () => {
		const sandbox = await openSandbox();
		const { error } = await getMany(sandbox, { filters: { rsql: 'team=sales' } });
		expect(error?.message).toMatch(/not a valid RSQL expression/);
	});
});

it('filters together let through what passes all of them', async () => {
	const metadata = { team: 'sales' };
	const old = { startTime: ago(100), metadata };
	const conversations = [
		conversation({ id: 'all', name: 'Weekly', ...old }),
		conversation({ id: 'name', name: 'Board', ...old }),
		conversation({ id: 'age', name: 'Weekly', startTime: ago(80), metadata }),
		conversation({ id: 'too old', name: 'Weekly', startTime: ago(300), metadata }),
		conversation({ id: 'team', name: 'Weekly', startTime: ago(100) }),
	];
	const sandbox = await openSandbox({ conversations });
	const filters = {
		...olderThan(90),
		...pairs(['team', 'sales']),
		nameContains: 'week',
		startedAfter: ago(200),
	};
	expect(idsOf(await getMany(sandbox, { filters }))).toEqual(['all']);
});

describe('a server that does not look at what it is asked', () => {
	const metadata = { team: 'sales' };
	const everything: Array<Partial<ConversationRecord>> = [
		conversation({ id: 'old', startTime: ago(100), metadata }),
		conversation({ id: 'old, no metadata', startTime: ago(100), metadata: undefined }),
		conversation({ id: 'old, other team', startTime: ago(100), metadata: { team: 'hr' } }),
		conversation({ id: 'young', startTime: ago(89), metadata }),
		conversation({ id: 'ended lately', startTime: ago(100), endTime: ago(2), metadata }),
		{ ...conversation({ id: 'no end', startTime: ago(100), metadata }), endTime: undefined },
		{ ...conversation({ id: 'odd end', startTime: ago(100), metadata }), endTime: 'yesterday' },
		{ id: 'no start', name: 'Weekly', endTime: ago(100), metadata },
		{ id: 'nothing' },
	];
	const cases: Array<[INodeParameters, string[]]> = [
		[olderThan(90), ['old', 'old, no metadata', 'old, other team', 'no start']],
		[{ endedBefore: ago(90) }, ['old', 'old, no metadata', 'old, other team', 'no start']],
		[{ startedAfter: ago(90) }, ['young']],
		[{ ...olderThan(90), ...pairs(['team', 'sales']) }, ['old', 'no start']],
		[{ ...olderThan(90), startedAfter: ago(120), ...pairs(['team', 'sales']) }, ['old']],
		[pairs(['team', 'undefined']), []],
		[{ nameContains: 'weekly', ...olderThan(90), ...pairs(['team', 'hr']) }, ['old, other team']],
	];
	it.each(cases)('lets nothing through that %j does not', async (filters, found) => {
		const sandbox = await openSandbox();
		const answer = { body: { conversations: everything } };
		sandbox.play({ match: { path: '/v1/conversations' }, answer });
		const execution = await getMany(sandbox, { filters, returnAll: true });
		expect(idsOf(execution)).toEqual(found);
		sandbox.clearFaults();
	});
});

describe('what is no proof of an age is none', () => {
	const start = ago(100);
	it.each([
		['0001-01-01T00:00:00Z', undefined],
		['1970-01-01T00:00:00.000Z', undefined],
		['1970-01-01T00:00:01Z', undefined],
		['1970-01-21T16:00:00Z', undefined],
		['-1', undefined],
		['0', undefined],
		[0, undefined],
		[-1, undefined],
		[Date.now() - 100 * DAY, undefined],
		[null, undefined],
		['', undefined],
		['yesterday', undefined],
		['2020-01-01', undefined],
		['2020-01-01T00:00:00', undefined],
		['2020-01-01 00:00:00Z', undefined],
		['2020-02-30T00:00:00Z', undefined],
		['2020-13-01T00:00:00Z', undefined],
		['Wed, 01 Jan 2020 00:00:00 GMT', undefined],
		[['2020-01-01T00:00:00Z'], undefined],
		[{ $date: '2020-01-01T00:00:00Z' }, undefined],
		// An end before its start.
		[ago(101), start],
	])('an end of %j', async (endTime, startTime) => {
		const sandbox = await openSandbox();
		const conversations = [{ id: '1', startTime, endTime }];
		sandbox.play({ answer: { body: { conversations } } });
		for (const filters of [olderThan(1), { endedBefore: ago(1) }, { endedBefore: ago(-9) }]) {
			expect(idsOf(await getMany(sandbox, { filters, returnAll: true }))).toEqual([]);
		}
	});

	it.each(['2020-01-01T00:00:00Z', '2020-01-01T05:30:00.5+05:30', '2020-01-01T05:30+0530'])(
		'an end of %s is one, and is not before itself',
		async (endTime) => {
			const sandbox = await openSandbox();
			sandbox.play({ answer: { body: { conversations: [{ id: '1', endTime }] } } });
			const isFound = async (endedBefore: string) =>
				idsOf(await getMany(sandbox, { filters: { endedBefore } }));
			const exact = endTime.includes('.5') ? '2020-01-01T00:00:00.500Z' : '2020-01-01T00:00:00Z';
			const after = new Date(Date.parse(exact) + 1).toISOString();
			expect([await isFound(exact), await isFound(after)]).toEqual([[], ['1']]);
		},
	);

	it('one that has not ended yet did not end before a moment to come', async () => {
		const sandbox = await openSandbox();
		const conversations = [{ id: '1', startTime: ago(1), endTime: ago(-1) }];
		sandbox.play({ answer: { body: { conversations } } });
		expect(idsOf(await getMany(sandbox, { filters: { endedBefore: ago(-2) } }))).toEqual([]);
	});
});

describe('metadata of other kinds than text', () => {
	const values: Array<[id: string, metadata: unknown]> = [
		['text', { team: 'sales' }],
		['list', { team: ['sales'] }],
		['object', { team: { sales: 'sales' } }],
		['null', { team: null }],
		['number', { team: 7 }],
		['boolean', { team: true }],
		['no key', { other: 'sales' }],
		['all a list', ['sales']],
		['all null', null],
		['none', undefined],
	];
	const found = async (filters: INodeParameters) => {
		const sandbox = await openSandbox();
		const conversations = values.map(([id, metadata]) => ({ id, metadata }));
		sandbox.play({ answer: { body: { conversations } } });
		return idsOf(await getMany(sandbox, { filters }));
	};

	it.each([
		['sales', ['text']],
		['null', []],
		['7', ['number']],
		['true', ['boolean']],
		['undefined', []],
	])('Metadata: team is %s', async (value, ids) => {
		expect(await found(pairs(['team', value]))).toEqual(ids);
	});

	const NONE = ['no key', 'all null', 'none'];
	it.each([
		['sales', ['null', 'number', 'boolean', ...NONE]],
		['7', ['text', 'null', 'boolean', ...NONE]],
		['', NONE],
	])('Without Metadata: team is %j, and what cannot be read is left out', async (value, ids) => {
		const withoutMetadata = pairs(['team', value]).metadata;
		expect(await found({ withoutMetadata })).toEqual(ids);
	});

	it('Without Metadata leaves out what has any of several keys', async () => {
		const withoutMetadata = pairs(['team', '7'], ['other', '']).metadata;
		expect(await found({ withoutMetadata })).toEqual([
			...['text', 'null', 'boolean', 'all null', 'none'],
		]);
	});
});

describe('what is no filter is refused, and nothing is sent', () => {
	const OLDER = /^'Older Than' must be a number above 0 and a unit/;
	const WINDOW = /^The filters leave no time/;
	const cases: Array<[filters: INodeParameters, RegExp]> = [
		...[0, -1, '', '90', '={{ NaN }}', '={{ undefined }}', '={{ null }}', '={{ [90] }}'].map(
			(value): [INodeParameters, RegExp] => [olderThan(value), OLDER],
		),
		...['years', '', '={{ undefined }}', '={{ "toString" }}'].map(
			(unit): [INodeParameters, RegExp] => [olderThan(90, unit), OLDER],
		),
		[{ olderThan: {} }, OLDER],
		[{ olderThan: '={{ undefined }}' }, OLDER],
		[{ olderThan: '={{ 90 }}' }, OLDER],
		[olderThan('={{ Infinity }}'), WINDOW],
		[olderThan(1e300), WINDOW],
		...['startedAfter', 'endedBefore'].flatMap((name) => {
			const displayName = name === 'startedAfter' ? 'Started After' : 'Ended Before';
			const emptied = new RegExp(`^'${displayName}' is empty`);
			const not = new RegExp(`^'${displayName}' is not a date`);
			return [
				...['', '={{ "" }}', '={{ undefined }}', '={{ null }}'].map((it) => [it, emptied] as const),
				...[
					'yesterday',
					'31.01.2026',
					'01/31/2026',
					'2026',
					'2026-13-01',
					'2026-02-30',
					'2026-01-31T25:00:00Z',
					'2026-01-31T09:00:00 Berlin',
					'={{ 0 }}',
					'={{ 1769846400000 }}',
					'={{ NaN }}',
					'={{ true }}',
					'={{ {} }}',
					'={{ [] + "x" }}',
					'={{ DateTime.fromISO("no date") }}',
				].map((it) => [it, not] as const),
			].map(([it, message]): [INodeParameters, RegExp] => [{ [name]: it }, message]);
		}),
		[{ startedAfter: ago(5), endedBefore: ago(6) }, WINDOW],
		[{ startedAfter: '2026-01-31', endedBefore: '2026-01-31' }, WINDOW],
		[{ startedAfter: ago(4), ...olderThan(5) }, WINDOW],
		[{ startedAfter: ago(-5) }, WINDOW],
		[{ endedBefore: '1969-12-31' }, WINDOW],
		[{ withoutMetadata: {} }, /^'Without Metadata' is empty/],
		[{ withoutMetadata: '={{ undefined }}' }, /^'Without Metadata' is empty/],
		[{ withoutMetadata: { pair: [{ key: ' ', value: '' }] } }, /has an entry without a key/],
		[{ metadata: {} }, /^'Metadata' is empty/],
		[{ metadata: '={{ undefined }}' }, /^'Metadata' is empty/],
		[pairs(), /^'Metadata' is empty/],
		[pairs(['', 'x']), /^'Metadata' has an entry without a key/],
		[pairs(['={{ undefined }}', 'x']), /^'Metadata' has an entry without a key/],
		[pairs(['team', '={{ undefined }}']), /^The value of “team” in 'Metadata' must be text/],
		[pairs(['team', '={{ null }}']), /^The value of “team” in 'Metadata' must be text/],
		[pairs(['team', '={{ {} }}']), /^The value of “team” in 'Metadata' must be text/],
		[pairs(['team', 'a'], ['team', 'b']), /^'Metadata' names “team” twice/],
		...['nameContains', 'participant', 'rsql'].flatMap((name) =>
			['', ' ', '={{ undefined }}', '={{ null }}', '={{ 0 }}', '={{ NaN }}'].map(
				(it): [INodeParameters, RegExp] => [
					{ [name]: it },
					/^'(Name Contains|Participant|Filter \(RSQL\))' is empty/,
				],
			),
		),
	];
	it.each(cases)('%j', async (filters, message) => {
		const sandbox = await openSandbox({ conversations: 3 });
		const { error, outputs } = await getMany(sandbox, { filters, returnAll: true });
		expect(error?.message).toMatch(message);
		expect(error?.message).toMatch(/Nothing was sent for this item$/);
		expect(error?.description).toMatch(/\S/);
		expect(outputs.flat()).toEqual([]);
		expect(sandbox.log).toEqual([]);
	});
});

/** n8n itself leaves out what a collection does not declare, so the reading is tried by itself. */
describe('a filter that there is not', () => {
	const path = join(__dirname, '../../dist/nodes/Symbl/resources/conversation/filters.js');

	it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'olderthan'])(
		'%s is refused',
		(name) => {
			const { readFilters } = jest.requireActual(path);
			const given: unknown = JSON.parse(`{"${name}":"x"}`);
			const failure = readFilters({ parameter: () => given, timezone: 'UTC' });
			expect(failure).toMatchObject({
				message: expect.stringContaining(`There is no filter named '${name}'`),
			});
		},
	);
});

it('a Date that is none ends the node before anything is sent', async () => {
	const sandbox = await openSandbox({ conversations: 3 });
	const filters = { endedBefore: '={{ new Date($json.date) }}' };
	const items = [{ date: '2026-01-31' }, { date: 'no date' }];
	const { error } = await getMany(sandbox, { filters }, { items });
	expect(error?.message).toMatch(/\S/);
	expect(sandbox.log).toEqual([]);
});
