import fc from 'fast-check';
import type { INode } from 'n8n-workflow';
import { runSymbl, type Execution } from '../engine/engine.cts';
import { startSandbox, type FaultAnswer, type Sandbox } from '../sandbox/sandbox.cts';
import { claimsOf, contradictions } from './accounting.cts';

/** Runs in all, and how many of them go on side by side: most of a run is waiting. */
const RUNS = 504;
const LANES = 8;

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

const BATCHING = { batching: { batch: { batchSize: 4, batchInterval: 5 } } };

const idOf = (index: number) => `60000000000000${String(index).padStart(2, '0')}`;

const ANSWERS: FaultAnswer[] = [
	{ cut: true },
	{ act: true, cut: true },
	{ act: true, cutHalfway: true },
	{ act: true, status: 500, body: { message: 'Something went wrong!' } },
	{ status: 503, body: '' },
	{ status: 429, headers: { 'retry-after': '0' }, body: '' },
	{ status: 429, body: '' },
	{ status: 403, body: '' },
	{ status: 401, body: '' },
	{ act: true, status: 200, body: '<html>' },
	{ status: 302, headers: { location: '/' }, body: '' },
	{ act: true, delayMs: 30 },
	{ delayMs: 10, status: 400, body: { message: 'no' } },
];

const scenario = fc.record({
	/** Which of twelve conversations an item names; 12 is one that Symbl does not know, 13 is no ID. */
	items: fc.array(fc.integer({ min: 0, max: 13 }), { minLength: 1, maxLength: 30 }),
	faults: fc.array(
		fc.record({
			conversation: fc.integer({ min: 0, max: 11 }),
			answer: fc.constantFrom(...ANSWERS),
			times: fc.constantFrom(1, 1, 2, undefined),
			skip: fc.constantFrom(0, 0, 1),
		}),
		{ maxLength: 6 },
	),
	maxConcurrency: fc.integer({ min: 1, max: 8 }),
	maxRetries: fc.integer({ min: 0, max: 2 }),
	maxDeletions: fc.constantFrom(0, 0, 0, 3),
	ifNotFound: fc.constantFrom('error', 'output'),
	onError: fc.constantFrom(undefined, 'continueRegularOutput', 'continueErrorOutput'),
	retryOnFail: fc.boolean(),
	requestOptions: fc.constantFrom({}, {}, BATCHING),
	expiredToken: fc.boolean(),
} satisfies { [name: string]: fc.Arbitrary<unknown> });

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

test(`whatever happens, a run accounts for every conversation (${RUNS} runs, SEED=${SEED})`, async () => {
	process.stdout.write(`\nProperty test: SEED=${SEED}\n`);
	const lanes = Array.from({ length: LANES }, (_, lane) =>
		fc.assert(
			fc.asyncProperty(scenario, async (given) => expect(await faultsOf(given)).toEqual([])),
			{ numRuns: RUNS / LANES, seed: SEED + lane, endOnFailure: true },
		),
	);
	await Promise.all(lanes);
}, 600_000);

/** @returns all that is wrong with a run of that scenario. */
async function faultsOf(given: Scenario): Promise<string[]> {
	const now = new Date().toISOString();
	const sandbox = await startSandbox({
		conversations: Array.from({ length: 12 }, (_, index) => ({
			id: idOf(index),
			type: 'meeting',
			name: '',
			startTime: now,
			endTime: now,
			members: [],
			metadata: {},
		})),
	});
	for (const { conversation, answer, times, skip } of given.faults) {
		const match = { method: 'DELETE', conversationId: idOf(conversation) };
		sandbox.play({ match, answer, times, skip });
	}
	const token = sandbox.issueToken();
	if (given.expiredToken) sandbox.expireTokens();
	const input = given.items.map((index) => (index === 13 ? '../1' : idOf(index)));
	const execution = await runSymbl({
		items: input.map((conversationId) => ({ conversationId })),
		credential: {
			type: 'symblAppApi',
			data: { ...sandbox.app, baseUrl: sandbox.url, sessionToken: token },
		},
		parameters: {
			options: {
				maxConcurrency: given.maxConcurrency,
				maxRetries: given.maxRetries,
				maxDeletions: given.maxDeletions,
				ifNotFound: given.ifNotFound,
			},
			requestOptions: given.requestOptions,
		},
		settings: settingsOf(given),
	});
	const wrong = [
		...contradictions(execution, sandbox, input),
		...unnamed(execution, input),
		...excesses(given, sandbox, input),
		...idleness(given, sandbox, execution),
	];
	await sandbox.stop();
	return wrong;
}

function settingsOf({ onError, retryOnFail }: Scenario): Partial<INode> {
	const settings: Partial<INode> = { retryOnFail, maxTries: 2, waitBetweenTries: 1 };
	if (onError === 'continueRegularOutput' || onError === 'continueErrorOutput') {
		settings.onError = onError;
	}
	return settings;
}

/** Every conversation that came in is named by an item or by the error. */
function unnamed(execution: Execution, input: string[]): string[] {
	const claims = claimsOf(execution);
	return input.filter((id) => id !== '../1' && !claims.has(id)).map((id) => `${id} is not named`);
}

/** No limit was exceeded, and nothing was asked for that nobody asked for. */
function excesses(given: Scenario, sandbox: Sandbox, input: string[]): string[] {
	const wrong: string[] = [];
	const { maxConcurrency, maxDeletions } = given;
	if (sandbox.maxOpen > maxConcurrency) wrong.push(`${sandbox.maxOpen} requests were open`);
	const distinct = new Set(input.filter((id) => id !== '../1')).size;
	const deletes = sandbox.requests({ method: 'DELETE' });
	if (maxDeletions > 0 && distinct > maxDeletions && deletes.length > 0) {
		wrong.push('more came in than allowed, and some were sent');
	}
	const others = sandbox.log.filter(
		({ method, conversationId, path }) =>
			path !== '/oauth2/token:generate' &&
			(method !== 'DELETE' || !input.includes(conversationId ?? '')),
	);
	return [...wrong, ...others.map(({ method, path }) => `${method} ${path} was sent`)];
}

/** Where nothing goes wrong, everything is done. */
function idleness(given: Scenario, sandbox: Sandbox, execution: Execution): string[] {
	const { items, faults, maxDeletions, ifNotFound } = given;
	const isClean =
		faults.length === 0 &&
		!items.includes(13) &&
		(ifNotFound === 'output' || !items.includes(12)) &&
		(maxDeletions === 0 || new Set(items).size <= maxDeletions);
	if (!isClean) return [];
	const left = items.filter((index) => sandbox.conversations.has(idOf(index)));
	const wrong = left.map((index) => `${idOf(index)} is still there`);
	return execution.error ? [...wrong, `it ended with: ${execution.error.message}`] : wrong;
}
