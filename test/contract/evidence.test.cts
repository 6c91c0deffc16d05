import type { INodeParameters, OnError } from 'n8n-workflow';
import { runSymbl, type Execution } from '../engine/engine.cts';
import { claimsOf, contradictions, inWords } from '../faults/accounting.cts';
import { echoForms, withEcho } from '../sandbox/echo.cts';
import { isEndless, liars, type Liar } from '../sandbox/liars.cts';
import type { FaultAnswer, Sandbox } from '../sandbox/sandbox.cts';
import { accessToken, openSandbox } from './accounts.cts';
import { errorModes } from './errorModes.cts';

/** One that Symbl does not delete, one that it does, and one that was never there. */
const [ALIVE, REMOVED, MISSING] = ['5866329603473401', '5866329603473402', '5866329603473403'];
const IDS = [ALIVE, REMOVED, MISSING];

/** What is claimed of the three. */
const CONFIRMED = ['deleted/true', 'deleted/true', 'deleted/true'];
const UNKNOWN_TO_SYMBL = ['notFound/false', 'notFound/false', 'notFound/false'];
const REFUSED = ['failed/false', 'failed/false', 'failed/false'];
const ANSWERED = ['failed/false', 'gone/null', 'gone/null'];
const LOST = ['unknown/null', 'gone/null', 'gone/null'];

interface Evidence {
	why: string;
	claims: string[];
	liars: string[];
}

const EVIDENCE: Evidence[] = [
	{
		why: 'Symbl says that it deleted it, and nothing in the answer speaks against it',
		claims: CONFIRMED,
		liars: [
			'the documented message, not carried out',
			'the documented message in capitals',
			'200 empty, carried out',
			'200 empty, not carried out',
			'204, carried out',
			'204, not carried out',
			'200 deleted true',
			'200 error null beside the documented message',
			'JSON behind a byte order mark',
			'token in a success, carried out',
		],
	},
	{
		why: 'Symbl says that it does not know it',
		claims: UNKNOWN_TO_SYMBL,
		liars: [
			'200 unknown ID',
			'400 unknown ID',
			'404 unknown ID',
			'404 unknown ID in other words',
			'404 unknown ID after acting',
		],
	},
	{
		why: 'a success that says no, or something else: a look tells',
		claims: ANSWERED,
		liars: [
			'200 deleted true with its ID',
			'200 deleted with a skipped bookmark',
			'200 deletion failed',
			'200 success false, although carried out',
			'200 deleted false',
			'200 deleted as text',
			'200 deleted null',
			'200 deleted 0',
			'200 errors',
			'200 errors beside the documented message',
			'200 statusCode 500',
			'200 statusCode 500 beside the documented message',
			'200 code as text',
			'200 status failed',
			'200 not deleted',
			'200 could not be deleted',
			'200 already deleted',
			'200 another thing deleted',
			'200 the conversation itself',
			'200 an empty object',
			'200 a list',
			'200 null',
			'200 true',
			'200 a JSON text',
			'200 the documented message as plain text',
			'201 with the documented message',
			'206 partial',
			'207 multi-status',
			'JSON cut short, but whole by its length',
			'JSON with a key twice',
			'JSON with __proto__',
			'nested 5 000 deep',
			'nested 5 000 deep, but carried out',
			'numeric IDs above 2^53',
			'token as a key',
		],
	},
	{
		why: 'a success of somebody else: a look tells',
		claims: ANSWERED,
		liars: [
			'200 invalid API key',
			'200 login page',
			'200 captive portal',
			'200 maintenance',
			'200 health check',
			'200 n8n webhook, last node',
			'200 GraphQL',
			'200 JSON-RPC',
			'200 wrapped',
			'200 wrapped error',
			'200 result false',
			'200 ok false',
			'200 acknowledged',
			'200 count 0',
			'200 mock',
		],
	},
	{
		why: 'a 404 that nothing shows to be of Symbl: a look tells',
		claims: ANSWERED,
		liars: [
			'404 default backend',
			'404 Go mux',
			'404 Kong',
			'404 Express',
			'404 NestJS',
			'404 Spring',
			'404 FastAPI',
			'404 Tyk',
			'404 Apigee',
			'404 Cloud Foundry',
			'404 nginx',
			'404 empty',
			'404 Not Found',
			'404 tenant does not exist',
			'404 page about a conversation',
			'404 problem+json',
			'404 n8n webhook',
		],
	},
	{
		why: 'a redirect, which is never followed: a look tells',
		claims: ANSWERED,
		liars: [
			'301 moved',
			'302 login',
			'303 see other',
			'303 see other after acting',
			'307 temporary',
			'308 permanent',
			'300 choices',
			'304 not modified',
			'301 without a location',
			'303 to an address that does not parse',
			'token in a redirect',
		],
	},
	{
		why: 'a success that leaves the work for later, so that being there now proves nothing',
		claims: LOST,
		liars: [
			'202 with a job',
			'202 with the documented message',
			'202, carried out later',
			'200 will be deleted',
			'200 deletion scheduled',
			'200 n8n webhook',
		],
	},
	{
		why: 'a server or gateway in trouble may have passed it on, and it may still be under way',
		claims: LOST,
		liars: [
			'500 after acting',
			'500 before acting',
			'500, carried out later',
			'408 timeout',
			'499 client closed',
			'502 nginx before acting',
			'502 nginx after acting',
			'503 nginx',
			'503 with a Retry-After',
			'504 nginx before acting',
			'504 nginx after acting',
			'504, carried out later',
			'504 AWS',
			'520 Cloudflare',
			'530 Cloudflare',
			'status 999',
			'status 600',
			'nested 5 000 deep with a 500',
			'NUL characters and other controls',
			'token in a header and the status text',
			'ingress 503, then its default backend',
			'502 after acting, then the default backend',
		],
	},
	{
		why: 'no answer, or none that is whole',
		claims: LOST,
		liars: [
			'cut before acting',
			'cut after acting',
			'cut, carried out later',
			'reset before acting',
			'reset after acting',
			'cut in the answer',
			'cut in the answer, not carried out',
			'103 early hints, then a cut',
			'no HTTP',
			'half a status line',
			'less than announced, then a cut',
			'more than announced',
			'broken chunks',
			'chunks without an end',
			'two answers to one request',
			'headers above 16 kB',
			'no gzip, although said so',
			'cut, then 200 invalid API key',
		],
	},
	{
		why: 'no answer within the time there is, however much comes',
		claims: LOST,
		liars: [
			'never an answer',
			'never an answer, but carried out',
			'headers, never a body',
			'headers, never a body, but carried out',
			'headers of a 503, never a body',
			'endless trickle',
			'endless trickle, but carried out',
			'endless trickle of an error',
			'101 switching protocols',
			'101 switching protocols, but carried out',
			'102 processing, never an answer',
			'less than announced, then silence',
			'endless flood',
		],
	},
	{
		why: 'a refusal: nothing was done',
		claims: REFUSED,
		liars: [
			'401 as documented',
			'403 AWS',
			'403 CloudFront',
			'403 firewall',
			'405 method',
			'407 proxy',
			'409 conflict',
			'410 gone',
			'411 length',
			'418 teapot',
			'421 misdirected',
			'423 locked',
			'429 as documented',
			'429 with a Retry-After of a day',
			'429 with an unreadable Retry-After',
			'431 headers',
			'451 legal',
		],
	},
	...echoForms.flatMap((as) => [
		{ why: 'a refusal', claims: REFUSED, liars: [`token ${as}, in a 400`] },
		{ why: 'a gateway', claims: LOST, liars: [`Authorization header ${as}, in a page`] },
	]),
];

/** Liars that cannot be told to act or not, each with the claims that come of what they do. */
const OF_THEIR_OWN: Evidence[] = [
	{
		why: 'Symbl says so',
		claims: ['deleted/true'],
		liars: ['the documented message, carried out'],
	},
	{
		why: 'an attempt whose answer was lost may be why Symbl does not know it',
		claims: ['gone/null'],
		liars: ['cut after acting, then unknown ID'],
	},
	{
		why: 'it never arrived, and nobody can tell',
		claims: ['unknown/null'],
		liars: ['cut while the request comes in'],
	},
	{ why: 'a refusal', claims: ['failed/false'], liars: ['413 too large, while it comes in'] },
	{ why: 'a refusal, whatever was done', claims: ['failed/false'], liars: ['401 after acting'] },
];

const liarOf = (name: string): Liar => {
	const found = liars.find((liar) => liar.name === name);
	if (!found) throw new Error(`There is no liar "${name}"`);
	return found;
};

async function deleteIn(
	sandbox: Sandbox,
	ids: string[],
	{ answers }: Pick<Liar, 'answers'>,
	onError: OnError | undefined,
	parameters: INodeParameters = {},
): Promise<Execution> {
	return await runSymbl({
		items: ids.map((conversationId) => ({ conversationId })),
		credential: accessToken(sandbox),
		parameters: {
			options: { maxRetries: answers.length > 1 ? 1 : 0, ifNotFound: 'output' },
			...parameters,
		},
		settings: { onError },
	});
}

/** Each ID with what is said of it. */
const said = (execution: Execution, ids: string[]) => {
	const claims = claimsOf(execution);
	return ids.map((id) => inWords(claims.get(id)));
};

/** A sandbox with two conversations, one of which the liar lets through to Symbl. */
async function withLiar(name: string): Promise<Sandbox> {
	const sandbox = await openSandbox();
	sandbox.add({ id: ALIVE });
	sandbox.add({ id: REMOVED });
	for (const id of IDS) {
		const match = { method: 'DELETE', conversationId: id };
		sandbox.playLiar(name, { match, act: id === REMOVED });
	}
	return sandbox;
}

/** What is said with each setting of On Error. */
async function claimsIn(name: string, parameters: INodeParameters = {}) {
	const liar = liarOf(name);
	return await Promise.all(
		errorModes.flatMap((mode) =>
			(mode === 'stopWorkflow' ? IDS.map((id) => [id]) : [IDS]).map(async (ids) => {
				const sandbox = await withLiar(name);
				const execution = await deleteIn(sandbox, ids, liar, mode, parameters);
				expectNoSecret(execution, sandbox);
				return { mode, ids, claims: said(execution, ids) };
			}),
		),
	);
}

function expectNoSecret({ outputs, data, error }: Execution, { log }: Sandbox): void {
	const texts = JSON.stringify([outputs, data, error?.message, error]);
	for (const request of log) {
		const shown = echoForms.map((as) => withEcho('{{secret}}', request, { as }));
		expect(shown.filter((text) => texts.includes(text))).toEqual([]);
	}
}

const expected = (claims: string[], ids: string[]) => ids.map((id) => claims[IDS.indexOf(id)]);

const rows = EVIDENCE.flatMap(({ why, claims, liars: names }) =>
	names.map((name) => ({ name, why, claims })),
);

it('knows what every liar of the catalogue proves', () => {
	const named = [...EVIDENCE, ...OF_THEIR_OWN].flatMap(({ liars: names }) => names);
	expect(named.sort()).toEqual(liars.map(({ name }) => name).sort());
});

describe.each(rows.filter(({ name }) => !isEndless(liarOf(name))))('$name', (row) => {
	it(`${row.why}: ${row.claims.join(', ')}`, async () => {
		for (const { mode, ids, claims } of await claimsIn(row.name)) {
			expect([mode, ...claims]).toEqual([mode, ...expected(row.claims, ids)]);
		}
	});
});

describe.each(OF_THEIR_OWN)('$liars', ({ why, claims, liars: [name = ''] }) => {
	it.each(errorModes)(`${why}: ${claims.join()} (%s)`, async (mode) => {
		const sandbox = await openSandbox();
		sandbox.add({ id: ALIVE });
		sandbox.playLiar(name);
		const execution = await deleteIn(sandbox, [ALIVE], liarOf(name), mode);
		expect(said(execution, [ALIVE])).toEqual(claims);
	});
});

it('what never ends, ends with the time there is', async () => {
	// Long enough for every other answer on a busy machine.
	const requestOptions = { timeout: 6_000 };
	const endless = rows.filter(({ name }) => isEndless(liarOf(name)) && name !== 'endless flood');
	const results = await Promise.all(
		endless.map(async ({ name, claims }) => ({
			name,
			claims,
			found: await claimsIn(name, { requestOptions }),
		})),
	);
	for (const { name, claims, found } of results) {
		for (const { mode, ids, claims: claimed } of found) {
			expect([name, mode, ...claimed]).toEqual([name, mode, ...expected(claims, ids)]);
		}
	}
});

it('a flood ends with the time there is', async () => {
	const sandbox = await withLiar('endless flood');
	const requestOptions = { timeout: 3_000 };
	const execution = await deleteIn(
		sandbox,
		[ALIVE],
		liarOf('endless flood'),
		'continueRegularOutput',
		{ requestOptions },
	);
	expect(said(execution, [ALIVE])).toEqual(['unknown/null']);
});

describe('a sentence counts for the conversation that it is about, and as a whole', () => {
	const deleted = (message: string, more: object = {}): FaultAnswer => ({
		act: true,
		status: 200,
		body: { message, ...more },
	});
	const unknown = (status: number, message: string): FaultAnswer => ({ status, body: { message } });
	it.each<[string, string, FaultAnswer]>([
		['deleted/true', REMOVED, deleted('The conversation has been deleted.')],
		['deleted/true', REMOVED, deleted('Conversation deleted successfully')],
		['deleted/true', REMOVED, deleted(`Successfully deleted conversation ${REMOVED}`)],
		['deleted/true', REMOVED, deleted('Deleted', { conversationId: REMOVED })],
		['gone/null', REMOVED, deleted(`Successfully deleted conversation ${ALIVE}`)],
		['gone/null', REMOVED, deleted('Deleted', { conversationId: ALIVE })],
		['gone/null', REMOVED, deleted('The conversation has been deleted, or so it seems')],
		['gone/null', REMOVED, deleted('Deleted the conversation of yesterday')],
		['gone/null', REMOVED, deleted('Deleted', { success: 'false' })],
		['gone/null', REMOVED, deleted('Deleted', { warnings: ['1 file is left'] })],
		['notFound/false', MISSING, unknown(404, `Conversation ${MISSING} not found`)],
		['notFound/false', MISSING, unknown(404, `No conversation found with id "${MISSING}"`)],
		['notFound/false', MISSING, unknown(400, 'Invalid conversationId')],
		['failed/false', ALIVE, unknown(404, `Conversation ${MISSING} not found`)],
		['failed/false', ALIVE, unknown(404, `No conversation found with id ${MISSING}`)],
		['failed/false', ALIVE, unknown(404, 'Conversation not found or service unavailable')],
		['failed/false', ALIVE, unknown(404, 'No conversation found, since the store is down')],
		['failed/false', ALIVE, unknown(404, 'Conversation service not found')],
		['failed/false', ALIVE, unknown(200, 'The bookmark does not exist')],
		['failed/false', ALIVE, unknown(410, 'The conversation does not exist')],
	])('%s %s %j', async (claim, id, answer) => {
		const sandbox = await openSandbox();
		for (const each of [ALIVE, REMOVED]) sandbox.add({ id: each });
		sandbox.play({ match: { method: 'DELETE' }, answer });
		const execution = await deleteIn(sandbox, [id], { answers: [] }, 'continueRegularOutput');
		expect(said(execution, [id])).toEqual([claim]);
		expect(contradictions(execution, sandbox, [id])).toEqual([]);
	});
});

/** What a gateway that lets the list through, and no conversation, answers. */
const withoutRoute = liars.filter(
	({ from, answers }) =>
		['gateway', 'application'].includes(from) && answers.some(({ status }) => status === 404),
);

it.each(withoutRoute.map((liar) => [liar.name, liar] as const))(
	'a host that knows no conversation by its ID proves nothing: %s',
	async (name, liar) => {
		for (const mode of errorModes) {
			const sandbox = await openSandbox();
			sandbox.add({ id: REMOVED });
			sandbox.add({ id: ALIVE });
			sandbox.playLiar(name, { match: { path: /^\/v1\/conversations\/./ }, act: false });
			const execution = await deleteIn(sandbox, [ALIVE, MISSING], liar, mode);
			expect(contradictions(execution, sandbox, [ALIVE, MISSING])).toEqual([]);
			expect(said(execution, [ALIVE])).toEqual(['unknown/null']);
		}
	},
);

it.each([
	['an empty answer', { status: 404, body: '' }],
	['no word of a conversation', { status: 404, body: { message: 'Nothing here' } }],
])('a 404 of a host that leads to Symbl is one of Symbl: %s', async (_, answer) => {
	for (const others of [[], [ALIVE]]) {
		const sandbox = await openSandbox();
		for (const id of others) sandbox.add({ id });
		sandbox.play({ match: { conversationId: MISSING }, answer });
		const execution = await deleteIn(sandbox, [MISSING], { answers: [] }, 'stopWorkflow');
		expect(said(execution, [MISSING])).toEqual(['notFound/false']);
		expect(contradictions(execution, sandbox, [MISSING])).toEqual([]);
	}
});

/** It ends at once in all versions of n8n but 2.0. */
const UNPACKABLE = 'no gzip, although said so';

describe('where the same answers every request, nothing is claimed that it does not prove', () => {
	const everywhere = liars.filter(
		(liar) => (!isEndless(liar) || liar.name === UNPACKABLE) && liar.from !== 'echo',
	);
	it.each(everywhere.map((liar) => [liar.name, liar] as const))('%s', async (name, liar) => {
		await Promise.all(
			errorModes.map(async (mode) => {
				const sandbox = await openSandbox();
				sandbox.add({ id: ALIVE });
				sandbox.playLiar(name, { match: {} });
				const parameters = name === UNPACKABLE ? { requestOptions: { timeout: 6_000 } } : {};
				const execution = await deleteIn(sandbox, [ALIVE], liar, mode, parameters);
				expect(contradictions(execution, sandbox, [ALIVE])).toEqual([]);
				expect(said(execution, [ALIVE])[0]).not.toBe('not named');
			}),
		);
	});
});
