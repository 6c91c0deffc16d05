import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { accessToken, appCredentials, openSandbox, tokenCalls } from '../contract/accounts.cts';
import { poll } from '../engine/polling.cts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.cts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

const addAged = (sandbox: Sandbox, id: string, age: number, more = {}) =>
	sandbox.add({ id, name: `Call ${id}`, startTime: ago(age), endTime: ago(age - 60_000), ...more });

/** A trigger of an active workflow, as it lives on from poll to poll. */
function triggerOf(sandbox: Sandbox, parameters: INodeParameters = {}) {
	const state: { staticData: IDataObject } = { staticData: {} };
	const credential = accessToken(sandbox);
	return {
		state,
		poll: async (changes: INodeParameters = {}) => {
			const out = await poll({ credential, parameters: { ...parameters, ...changes }, ...state });
			return out?.map(({ conversationId }) => conversationId);
		},
		test: async () =>
			await poll({ credential, parameters, staticData: state.staticData, mode: 'manual' }),
		/** n8n ends, and begins again with what it had saved. */
		restart: () => (state.staticData = JSON.parse(JSON.stringify(state.staticData))),
	};
}

it('tells of nothing that was there, and of each new conversation once, oldest first', async () => {
	const sandbox = await openSandbox();
	addAged(sandbox, '1', DAY);
	const trigger = triggerOf(sandbox);
	expect(await trigger.poll()).toBeUndefined();
	addAged(sandbox, '2', HOUR);
	addAged(sandbox, '3', 6 * DAY);
	expect(await trigger.poll()).toEqual(['3', '2']);
	trigger.restart();
	expect(await trigger.poll()).toBeUndefined();
});

it('puts out what Get Many puts out, simplified or not', async () => {
	const sandbox = await openSandbox();
	const credential = accessToken(sandbox);
	const staticData = {};
	await poll({ credential, staticData });
	const added = addAged(sandbox, '2', HOUR, {
		members: [{ id: 'm', name: 'Priya', email: 'p@example.com' }],
	});
	const simple = await poll({ credential, staticData: structuredClone(staticData) });
	expect(simple?.[0]).toMatchObject({ conversationId: '2', name: 'Call 2' });
	expect(simple?.[0]).not.toHaveProperty('type');
	const raw = await poll({ credential, staticData, parameters: { simplify: false } });
	expect(raw).toEqual([
		{
			...added,
			members: [{ name: 'Priya', email: 'p@example.com' }],
			conversationId: '2',
		},
	]);
});

it('tells of what began before the window to nobody, nor of more when it looks back further', async () => {
	const sandbox = await openSandbox();
	const trigger = triggerOf(sandbox);
	await trigger.poll();
	addAged(sandbox, '1', 8 * DAY);
	expect(await trigger.poll()).toBeUndefined();
	expect(await trigger.poll({ lookBack: 30 })).toBeUndefined();
	addAged(sandbox, '2', 20 * DAY);
	expect(await trigger.poll({ lookBack: 30 })).toEqual(['2']);
});

it('looks through the filters of Get Many, and begins anew with others', async () => {
	const sandbox = await openSandbox();
	const trigger = triggerOf(sandbox, {
		filters: { metadata: { pair: [{ key: 'team', value: 'sales' }] } },
	});
	await trigger.poll();
	addAged(sandbox, '1', HOUR, { metadata: { team: 'sales' } });
	addAged(sandbox, '2', HOUR, { metadata: { team: 'support' } });
	expect(await trigger.poll()).toEqual(['1']);
	sandbox.add({ ...sandbox.conversations.get('2'), metadata: { team: 'sales' } });
	expect(await trigger.poll()).toEqual(['2']);
	expect(await trigger.poll({ filters: {} })).toBeUndefined();
	addAged(sandbox, '3', HOUR);
	expect(await trigger.poll({ filters: {} })).toEqual(['3']);
});

it('shows the newest one to somebody who builds a workflow, and remembers nothing', async () => {
	const sandbox = await openSandbox();
	const trigger = triggerOf(sandbox, { filters: { nameContains: 'old' } });
	expect(await trigger.test()).toBeUndefined();
	addAged(sandbox, '1', 30 * DAY, { name: 'Old one' });
	addAged(sandbox, '2', 40 * DAY, { name: 'Old two' });
	addAged(sandbox, '3', HOUR);
	expect(await trigger.test()).toMatchObject([{ conversationId: '1' }]);
	expect(trigger.state.staticData).toEqual({});
});

it.each<[INodeParameters, RegExp]>([
	[{ lookBack: 0 }, /'Look Back' must be/],
	[{ filters: { olderThan: { age: { value: 8, unit: 'days' } } } }, /leave nothing to look at/],
	[{ filters: { nameContains: ' ' } }, /'Name Contains' is empty/],
])('refuses %j with a sentence', async (parameters, message) => {
	const sandbox = await openSandbox();
	await expect(triggerOf(sandbox, parameters).poll()).rejects.toThrow(message);
	expect(sandbox.log).toEqual([]);
});

it('renews a token, and repeats a list that was turned away', async () => {
	const sandbox = await openSandbox();
	const credential = appCredentials(sandbox, { sessionToken: 'a-token-of-yesterday' });
	sandbox.play({ times: 1, match: { path: /^\/v1/ }, skip: 1, answer: { status: 503 } });
	await poll({ credential, staticData: {} });
	expect(tokenCalls(sandbox)).toHaveLength(1);
});

it('does not look while an earlier poll looks', async () => {
	const sandbox = await openSandbox({ latencyMs: 50 });
	const trigger = triggerOf(sandbox);
	await trigger.poll();
	addAged(sandbox, '1', HOUR);
	const both = await Promise.all([trigger.poll(), trigger.poll()]);
	expect(both.flatMap((ids) => ids ?? [])).toEqual(['1']);
});

it('notices one among 10 000, and keeps no more than the window holds', async () => {
	const sandbox = await openSandbox();
	for (let index = 0; index < 10_000; index++) {
		addAged(sandbox, String(4_000_000_000_000_000 + index), (index % 9) * DAY + HOUR);
	}
	const trigger = triggerOf(sandbox);
	expect(await trigger.poll()).toBeUndefined();
	addAged(sandbox, '4999999999999999', 3 * DAY);
	expect(await trigger.poll()).toEqual(['4999999999999999']);
	const size = JSON.stringify(trigger.state.staticData).length;
	expect(size).toBeLessThan(10_000 * 26);
	for (const id of [...sandbox.conversations.keys()].slice(0, 9_900)) {
		sandbox.conversations.delete(id);
	}
	expect(await trigger.poll()).toBeUndefined();
});

const RUNS = 504;
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

type Step =
	| { kind: 'appear'; ages: number[] }
	| { kind: 'delete'; which: number }
	| { kind: 'fail'; skip: number; status: number }
	| { kind: 'restart' }
	| { kind: 'poll' };

/** Ages in hours, at a distance from the edge of the window. */
const age = fc.oneof(fc.integer({ min: 0, max: 7 * 24 - 1 }), fc.integer({ min: 170, max: 300 }));

const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc
			.array(age, { minLength: 1, maxLength: 60 })
			.map((ages): Step => ({ kind: 'appear', ages })),
	},
	{ weight: 2, arbitrary: fc.nat(200).map((which): Step => ({ kind: 'delete', which })) },
	{
		weight: 2,
		arbitrary: fc
			.tuple(fc.nat(2), fc.constantFrom(400, 401, 404, 500))
			.map(([skip, status]): Step => ({ kind: 'fail', skip, status })),
	},
	{ weight: 1, arbitrary: fc.constant<Step>({ kind: 'restart' }) },
	{ weight: 4, arbitrary: fc.constant<Step>({ kind: 'poll' }) },
);

it(`tells of each conversation exactly once (${RUNS} runs, SEED=${SEED})`, async () => {
	process.stdout.write(`\nProperty test: SEED=${SEED}\n`);
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
			const sandbox = await startSandbox({ maxListLimit: 40 });
			try {
				await check(sandbox, steps);
			} finally {
				await sandbox.stop();
			}
		}),
		{ numRuns: RUNS, seed: SEED },
	);
}, 600_000);

async function check(sandbox: Sandbox, steps: Step[]): Promise<void> {
	const trigger = triggerOf(sandbox);
	let next = 1_000;
	let isActive = false;
	/** Those that the next successful poll is to tell of. */
	const due = new Set<string>();
	for (const each of [...steps, { kind: 'poll' } as const]) {
		if (each.kind === 'appear') {
			for (const hours of each.ages) {
				const id = String(next++);
				addAged(sandbox, id, hours * HOUR + 60_000);
				if (isActive && hours < 7 * 24) due.add(id);
			}
		} else if (each.kind === 'delete') {
			const id = [...sandbox.conversations.keys()][each.which % (sandbox.conversations.size || 1)];
			if (id === undefined) continue;
			sandbox.conversations.delete(id);
			due.delete(id);
		} else if (each.kind === 'restart') {
			trigger.restart();
		} else {
			const fails = each.kind === 'fail';
			if (fails) sandbox.play({ times: 1, skip: each.skip, answer: { status: each.status } });
			const told = await trigger.poll().catch(() => undefined);
			const struck = sandbox.log.some(({ fault }) => fault !== undefined);
			sandbox.clearFaults();
			sandbox.log.length = 0;
			if (struck && told === undefined && each.kind === 'fail' && each.status !== 500) continue;
			expect(new Set(told ?? [])).toEqual(due);
			expect(told ?? []).toHaveLength(due.size);
			due.clear();
			isActive = true;
		}
	}
}
