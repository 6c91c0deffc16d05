import fc from 'fast-check';
import type { INode } from 'n8n-workflow';
import { runSymbl, type Execution } from '../engine/engine.cts';
import { isEndless, liars, type Liar } from '../sandbox/liars.cts';
import { startSandbox, type FaultAnswer, type Sandbox } from '../sandbox/sandbox.cts';
import { claimsOf, contradictions } from './accounting.cts';

/** Runs in all, and how many of them go on side by side: most of a run is waiting. */
const RUNS = 1_200;
const LANES = 12;

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

const BATCHING = { batching: { batch: { batchSize: 4, batchInterval: 5 } } };

const idOf = (index: number) => `60000000000000${String(index).padStart(2, '0')}`;

/** Usual faults, so that they are drawn more often than the rest of the catalogue. */
const ANSWERS: FaultAnswer[] = [
	{ cut: true },
	{ act: true, cut: true },
	{ act: true, status: 500, body: { message: 'Something went wrong!' } },
	{ status: 503, body: '' },
	{ status: 429, headers: { 'retry-after': '0' }, body: '' },
	{ status: 403, body: '' },
	{ status: 401, body: '' },
	{ status: 404, body: 'default backend - 404' },
	{ act: true, status: 200, body: '<html>' },
	{ act: true, delayMs: 30 },
	{ delayMs: 10, status: 400, body: { message: 'no' } },
];

/** Without those that only the time there is ends: they have tests of their own. */
const LIARS = liars.filter(
	(liar) => !isEndless(liar) && liar.answers.every(({ headers }) => !headers?.['retry-after']),
);

/** It is so only of a deletion: a look-up does nothing that could be why. */
const ONLY_A_DELETION = 'cut after acting, then unknown ID';

/** Where a fault stands: at the deletion, at the looking up, or at all that comes to the host. */
const PLACES = {
	deletion: { method: 'DELETE' },
	lookUp: { method: 'GET' },
	both: {},
} as const;

const HOLD = { keepIf: { pair: [{ key: 'hold', value: '' }] } };
const OLD = { onlyIfOlderThan: { age: { value: 90, unit: 'days' } } };

const times = fc.constantFrom(1, 1, 2, undefined);
const skip = fc.constantFrom(0, 0, 1);
const conversation = fc.integer({ min: 0, max: 11 });

const scenario = fc.record({
	/** Which of twelve conversations an item names; 12 is one that Symbl does not know, 13 is no ID. */
	items: fc.array(fc.integer({ min: 0, max: 13 }), { minLength: 1, maxLength: 24 }),
	faults: fc.array(fc.record({ conversation, answer: fc.constantFrom(...ANSWERS), times, skip }), {
		maxLength: 4,
	}),
	liars: fc.array(
		fc
			.record({
				conversation,
				liar: fc.constantFrom(...LIARS),
				times,
				place: fc.constantFrom('deletion', 'deletion', 'deletion', 'lookUp', 'both'),
			})
			.map((drawn) =>
				drawn.liar.name === ONLY_A_DELETION ? { ...drawn, place: 'deletion' as const } : drawn,
			),
		{ maxLength: 5 },
	),
	/** What answers every request to the host, as a gateway does that has lost sight of Symbl. */
	gateways: fc.array(
		fc.record({
			liar: fc.constantFrom(...LIARS.filter(({ from }) => from === 'gateway')),
			times: fc.integer({ min: 1, max: 6 }),
		}),
		{ maxLength: 1, size: 'max' },
	),
	/** Which conversations are held, which are young. */
	held: fc.array(conversation, { maxLength: 3 }),
	young: fc.array(conversation, { maxLength: 3 }),
	guards: fc.constantFrom({}, {}, HOLD, OLD, { ...HOLD, ...OLD }),
	lookUpFirst: fc.boolean(),
	verify: fc.boolean(),
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

const metadataOf = (isHeld: boolean): Record<string, string> => (isHeld ? { hold: 'yes' } : {});

/** @returns all that is wrong with a run of that scenario. */
async function faultsOf(given: Scenario): Promise<string[]> {
	const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
	const sandbox = await startSandbox({
		conversations: Array.from({ length: 12 }, (_, index) => ({
			id: idOf(index),
			type: 'meeting',
			name: '',
			startTime: ago(101),
			endTime: ago(given.young.includes(index) ? 1 : 100),
			members: [],
			metadata: metadataOf(given.held.includes(index)),
		})),
	});
	for (const { conversation: index, answer, ...often } of given.faults) {
		sandbox.play({ match: { method: 'DELETE', conversationId: idOf(index) }, answer, ...often });
	}
	for (const { conversation: index, liar, place, times: often } of given.liars) {
		// A gateway that has no such route has none for any conversation.
		const isRoute = place !== 'deletion' && liar.answers.some(({ status }) => status === 404);
		const at = isRoute ? { path: /^\/v1\/conversations\/./ } : { conversationId: idOf(index) };
		const match = { ...PLACES[place], ...at };
		sandbox.playLiar(liar.name, { match, times: often });
	}
	for (const { liar, times: often } of given.gateways) {
		sandbox.playLiar(liar.name, { match: { path: /^\/v1\// }, times: often });
	}
	const token = sandbox.issueToken();
	// With a token that is refused it would not act, and its second answer would not be so.
	const needsToken = given.liars.some(({ liar }) => liar.name === ONLY_A_DELETION);
	if (given.expiredToken && !needsToken) sandbox.expireTokens();
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
				lookUpFirst: given.lookUpFirst,
				verify: given.verify,
				...given.guards,
			},
			requestOptions: given.requestOptions,
		},
		settings: settingsOf(given),
	});
	await lateDeeds(given);
	const wrong = [
		...contradictions(execution, sandbox, input),
		...breaches(given, sandbox),
		...unnamed(execution, input),
		...excesses(given, sandbox, input),
		...idleness(given, sandbox, execution),
	];
	await sandbox.stop();
	return wrong;
}

/** What a server does after it has answered is done before it is asked what it did. */
async function lateDeeds({ liars: drawn, gateways }: Scenario): Promise<void> {
	const played = [...drawn, ...gateways].map(({ liar }) => liar);
	const isLate = ({ answers }: Liar) => answers.some(({ actAfterMs }) => actAfterMs !== undefined);
	if (played.some(isLate)) await new Promise((resolve) => setTimeout(resolve, 200));
}

/** What a guard holds was not deleted, and no DELETE left without a look right before it. */
function breaches(given: Scenario, sandbox: Sandbox): string[] {
	const { guards, held, young, lookUpFirst } = given;
	const wrong: string[] = [];
	const isHeld = (index: number) =>
		('keepIf' in guards && held.includes(index)) ||
		('onlyIfOlderThan' in guards && young.includes(index));
	for (let index = 0; index < 12; index++) {
		const id = idOf(index);
		const methods = sandbox.requests({ conversationId: id }).map(({ method }) => method);
		if (isHeld(index) && methods.includes('DELETE'))
			wrong.push(`${id} was held, and a DELETE left`);
		if (!lookUpFirst && !('keepIf' in guards) && !('onlyIfOlderThan' in guards)) continue;
		const isUnseen = methods.some((method, at) => method === 'DELETE' && methods[at - 1] !== 'GET');
		// A token that was refused has the same DELETE sent again.
		const isRepeated = sandbox
			.requests({ conversationId: id })
			.some(({ status }) => status === 401);
		if (isUnseen && !isRepeated) wrong.push(`${id} was not looked at before a DELETE`);
	}
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
	const hasListed = sandbox.requests({ path: '/v1/conversations' }).length > 0;
	const asked = new Set(input.map((id) => `/v1/conversations/${id}`));
	const others = sandbox.log.filter(({ method, path }) => {
		if (path === '/oauth2/token:generate') return false;
		if (path === '/v1/conversations') return method !== 'GET';
		// Another conversation may be looked at, to see whether the host leads to Symbl.
		return method === 'GET'
			? !hasListed && !asked.has(path)
			: method !== 'DELETE' || !asked.has(path);
	});
	return [...wrong, ...others.map(({ method, path }) => `${method} ${path} was sent`)];
}

/** Where nothing goes wrong, everything is done. */
function idleness(given: Scenario, sandbox: Sandbox, execution: Execution): string[] {
	const { items, faults, maxDeletions, ifNotFound, guards } = given;
	const isClean =
		faults.length === 0 &&
		given.liars.length === 0 &&
		given.gateways.length === 0 &&
		!items.includes(13) &&
		(ifNotFound === 'output' || !items.includes(12)) &&
		(maxDeletions === 0 || new Set(items).size <= maxDeletions);
	if (!isClean) return [];
	const isHeld = (index: number) =>
		('keepIf' in guards && given.held.includes(index)) ||
		('onlyIfOlderThan' in guards && given.young.includes(index));
	const left = items.filter((index) => sandbox.conversations.has(idOf(index)) && !isHeld(index));
	const wrong = left.map((index) => `${idOf(index)} is still there`);
	return execution.error ? [...wrong, `it ended with: ${execution.error.message}`] : wrong;
}
