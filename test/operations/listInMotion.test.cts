import fc from 'fast-check';
import { openSandbox } from '../contract/accounts.cts';
import { startSandbox, type ConversationRecord, type Sandbox } from '../sandbox/sandbox.cts';
import { conversation, DAY, getMany, idsOf, jsonOf, numbered, pagesOf } from './conversations.cts';

const ALL = { returnAll: true };
const COUNT = { options: { countOnly: true } };
const SECOND = 1_000;
const RUNS = 300;
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** What another client does to an account before an answer has reached this one. */
type Change = (sandbox: Sandbox, page: number) => void;

const inOrder = ({ conversations }: Sandbox) =>
	[...conversations.values()].sort(
		(one, other) => Date.parse(other.startTime) - Date.parse(one.startTime),
	);

/** Deletes so many, from that place in the list on. */
const remove = (
	{ conversations }: Sandbox,
	listed: ConversationRecord[],
	at: number,
	count: number,
) => listed.slice(at, at + count).forEach(({ id }) => conversations.delete(id));

let added = 0;

/** Adds so many at a place of the list: 0 is before the newest, 1 behind the oldest. */
function add(sandbox: Sandbox, place: number, count: number): void {
	const times = inOrder(sandbox).map(({ startTime }) => Date.parse(startTime));
	const index = Math.round(place * times.length);
	const room = (count + 1) * SECOND;
	const newer = times[index - 1] ?? (times[index] ?? Date.now() - DAY) + room;
	const older = times[index] ?? newer - room;
	for (let n = 1; n <= count; n++) {
		const startTime = new Date(older + ((newer - older) * n) / (count + 1)).toISOString();
		sandbox.add(conversation({ id: `9${++added}`, startTime }));
	}
}

const changes: Array<[what: string, change: Change]> = [
	['the newest go', (sandbox) => remove(sandbox, inOrder(sandbox), 0, 15)],
	['the oldest go', (sandbox) => remove(sandbox, inOrder(sandbox), -15, 15)],
	['some in the middle go', (sandbox) => remove(sandbox, inOrder(sandbox), 60, 15)],
	['all go that were read', (sandbox, page) => remove(sandbox, inOrder(sandbox), 0, 20 + page)],
	[
		'one at the edge of the page goes',
		(sandbox, page) => remove(sandbox, inOrder(sandbox), 19 * page, 1),
	],
	[
		'more than a page goes at once',
		(sandbox, page) => page === 3 && remove(sandbox, inOrder(sandbox), 5, 45),
	],
	['all go', (sandbox, page) => page === 3 && sandbox.conversations.clear()],
	// In the order of age they come at the end of the list, so that it ends when they do.
	['newer ones come', (sandbox, page) => page < 100 && add(sandbox, 0, 15)],
	['older ones come', (sandbox, page) => page < 9 && add(sandbox, 1, 15)],
	['some come in the middle', (sandbox) => add(sandbox, 0.5, 5)],
	['more than a page comes at once', (sandbox, page) => page === 3 && add(sandbox, 0, 70)],
	[
		'some come and some go at both ends',
		(sandbox, page) => {
			add(sandbox, 0, 3);
			remove(sandbox, inOrder(sandbox), 1, 9);
			if (page < 9) add(sandbox, 1, 4);
			remove(sandbox, inOrder(sandbox), -2, 2);
		},
	],
];

/**
 * @returns what is wrong with a list of those conversations that was read while they changed: one
 * that was there all the time is not in it, one is in it twice, or it is in another order.
 */
async function wrongWith(
	count: number,
	order: 'asc' | 'desc',
	maxListLimit: number,
	change: Change,
): Promise<string[]> {
	let page = 0;
	const initial = numbered(count);
	const sandbox = await startSandbox({
		conversations: initial,
		maxListLimit,
		onEnd: () => change(sandbox, ++page),
	});
	const ids = idsOf(await getMany(sandbox, { ...ALL, options: { order } }));
	await sandbox.stop();
	if (!Array.isArray(ids)) return [`it ended with: ${ids.message}`];
	const got = new Set(ids);
	const stayed = initial.map(({ id }) => id).filter((id) => sandbox.conversations.has(id));
	return [
		...stayed.filter((id) => !got.has(id)).map((id) => `${id} is left out`),
		...ids
			.filter((id, index) => ids.indexOf(id) !== index)
			.map((id) => `${String(id)} is twice in it`),
	];
}

describe.each(['desc', 'asc'] as const)('read in order %s, while', (order) => {
	it.each(changes)('%s', async (_, change) => {
		expect(await wrongWith(250, order, 20, change)).toEqual([]);
	});
});

it('counts each once while the newest go', async () => {
	const sandbox = await openSandbox({
		conversations: numbered(250),
		maxListLimit: 50,
		onEnd: () => remove(sandbox, inOrder(sandbox), 0, 1),
	});
	// Those that went were counted before they did.
	expect(jsonOf(await getMany(sandbox, COUNT))).toMatchObject([{ count: 250 }]);
});

const step = fc.record({
	deletions: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
	deletedInARow: fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), count: fc.nat(30) }),
	additions: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
});

test(`whatever comes and goes between the pages, none is left out or twice in it (${RUNS} runs, SEED=${SEED})`, async () => {
	process.stdout.write(`\nProperty test: SEED=${SEED}\n`);
	await fc.assert(
		fc.asyncProperty(
			fc.nat(130),
			fc.constantFrom('asc' as const, 'desc' as const),
			fc.constantFrom(20, 21, 33, 100),
			fc.array(step, { maxLength: 12 }),
			async (count, order, maxListLimit, steps) => {
				const change: Change = (sandbox, page) => {
					const its = steps[page - 1];
					if (!its) return;
					const at = (place: number) => Math.floor(place * sandbox.conversations.size);
					const { at: from, count: many } = its.deletedInARow;
					remove(sandbox, inOrder(sandbox), at(from), many);
					for (const place of its.deletions) remove(sandbox, inOrder(sandbox), at(place), 1);
					for (const place of its.additions) add(sandbox, place, 1);
				};
				expect(await wrongWith(count, order, maxListLimit, change)).toEqual([]);
			},
		),
		{ numRuns: RUNS, seed: SEED, endOnFailure: true },
	);
}, 300_000);

describe('a list without an end', () => {
	const path = '/v1/conversations';
	const [first, second] = [numbered(199).slice(0, 100), numbered(199).slice(99)];
	const endless = /repeats itself without an end.*'Base URL'/;

	it.each([ALL, COUNT])('since its server does not look at the offset: %j', async (parameters) => {
		const sandbox = await openSandbox();
		sandbox.play({ match: { path }, answer: { body: { conversations: first } } });
		const { error, outputs } = await getMany(sandbox, parameters);
		expect(error?.message).toMatch(endless);
		expect(outputs.flat()).toEqual([]);
		expect(pagesOf(sandbox)).toHaveLength(11);
	});

	it('since it begins again where it should end', async () => {
		const sandbox = await openSandbox();
		for (let turn = 0; turn < 100; turn++) {
			const conversations = turn % 2 ? second : first;
			sandbox.play({ match: { path }, times: 1, answer: { body: { conversations } } });
		}
		expect((await getMany(sandbox, ALL)).error?.message).toMatch(endless);
		expect(pagesOf(sandbox)).toHaveLength(12);
	});

	it('since each page is another one, and none follows on the one before', async () => {
		const sandbox = await openSandbox();
		const others = numbered(400).slice(200, 300);
		for (let turn = 0; turn < 200; turn++) {
			const conversations = turn % 2 ? others : first;
			sandbox.play({ match: { path }, times: 1, answer: { body: { conversations } } });
		}
		expect((await getMany(sandbox, ALL)).error?.message).toMatch(endless);
		expect(pagesOf(sandbox).length).toBeLessThanOrEqual(24);
	});

	it('is no matter for who wants no more than its first page', async () => {
		const sandbox = await openSandbox();
		sandbox.play({ match: { path }, answer: { body: { conversations: first } } });
		expect(idsOf(await getMany(sandbox, { limit: 100 }))).toEqual(first.map(({ id }) => id));
	});
});

it('gets 25 000 conversations while another client deletes, with few pages more than without', async () => {
	const initial = numbered(25_000);
	const others = initial.map(({ id }) => id).filter((id) => Number(id) % 9 === 0);
	const sandbox = await openSandbox({
		conversations: initial,
		// From both ends in turn, eight between one page and the next.
		onEnd: () => {
			for (const id of [...others.splice(0, 4), ...others.splice(-4)])
				sandbox.conversations.delete(id);
		},
	});
	const ids = idsOf(await getMany(sandbox, ALL));
	const got = new Set(Array.isArray(ids) ? ids : []);
	expect(got.size).toBe(Array.isArray(ids) ? ids.length : -1);
	expect([...sandbox.conversations.keys()].filter((id) => !got.has(id))).toEqual([]);
	expect(sandbox.conversations.size).toBeLessThan(23_500);
	// 253 where nothing goes.
	expect(pagesOf(sandbox).length).toBeLessThan(300);
}, 120_000);
