import type { OnError } from 'n8n-workflow';
import { runSymbl } from '../engine/engine.cts';
import type { FaultAnswer, Sandbox, SandboxOptions } from '../sandbox/sandbox.cts';
import { credentialKinds, deletionsOf, openSandbox, sent, tokenCalls } from './accounts.cts';
import {
	deletedItem,
	errorModes,
	expectOneFailure,
	goneItem,
	successItem,
	type ExpectedFailure,
} from './errorModes.cts';

const IDS = ['4866329603473401', '4866329603473402', '4866329603473403'];
const UNKNOWN_ID = 'The conversationId is either invalid or does not exist.';
const PAGE = `<!doctype html><html><head><title>Gateway</title><style>b{color:red}</style></head>
<body><h1>Hello &amp; welcome</h1><script>alert('no')</script><p>${'word '.repeat(100)}</p></body></html>`;

/** What is the same for every failure: the conversation, and that it is still there. */
type Failure = Pick<ExpectedFailure, 'message' | 'description' | 'httpCode'> &
	Partial<Pick<ExpectedFailure, 'deleted' | 'outcome'>>;

interface AnswerCase {
	answer: string;
	sandbox?: SandboxOptions;
	/** The conversation does not exist. */
	missing?: true;
	/** What the sandbox is told to play for the conversation. */
	plays?: FaultAnswer;
	/** Which credential is used; both if left out. */
	with?: 'accessToken' | 'appCredentials';
	/** `gone`: Symbl does not know it when it is asked, and the run may be why. */
	becomes: 'deleted' | 'gone' | Failure;
	/** What the item of a success says. */
	message?: string;
	/** The credential holds a token that Symbl accepts for all else. */
	hasToken?: true;
	/** How many requests the item takes. */
	requests?: number;
	/** Symbl is asked for the conversation, since the answer does not tell. */
	asks?: true;
	tokenCalls?: number;
}

const NOT_FOUND: Failure = {
	message: /Conversation ID was not found/,
	description: /Check the ID.*'If Not Found'/,
	httpCode: '404',
};
/** A success that confirms nothing, for a conversation that is still there when Symbl is asked. */
const UNCONFIRMED: Omit<Failure, 'httpCode'> = {
	message: /Conversation ID.*does not confirm the deletion.*still there/,
	description: /'Base URL'/,
};
/** A 404 that nothing shows to be Symbl's, for a conversation that is still there when Symbl is asked. */
const UNCLEAR: Failure = {
	message: /Conversation ID was not found, but nothing shows.*still there/,
	description: /'Base URL'/,
	httpCode: '404',
};
const status = (httpCode: number, message: RegExp, description: RegExp): Failure => ({
	httpCode: String(httpCode),
	message,
	description,
});

const cases: AnswerCase[] = [
	{ answer: '200 with a message', becomes: 'deleted' },
	{
		answer: '200 with an object that has no message',
		plays: { act: true, body: {} },
		becomes: 'gone',
	},
	{
		answer: '201 with an object',
		plays: { act: true, status: 201, body: { message: 'ok' } },
		becomes: 'gone',
	},
	{
		answer: '299 with an object',
		plays: { act: true, status: 299, body: { message: 'ok' } },
		becomes: 'gone',
	},
	{ answer: '200 empty', sandbox: { deleteAnswer: 'empty' }, becomes: 'deleted', message: '' },
	{ answer: '204', sandbox: { deleteAnswer: 'noContent' }, becomes: 'deleted', message: '' },
	{ answer: '404', missing: true, becomes: NOT_FOUND },
	{
		answer: '404 with a page',
		plays: { status: 404, body: PAGE },
		becomes: { ...UNCLEAR, description: /'Base URL'.*Hello/ },
		asks: true,
	},
	{ answer: '404 with nothing', plays: { status: 404, body: '' }, becomes: UNCLEAR, asks: true },
	{
		answer: '200 that says the ID does not exist',
		sandbox: { unknownId: 200 },
		missing: true,
		becomes: NOT_FOUND,
	},
	{
		answer: '200 that says so in capitals',
		plays: { body: { message: 'CONVERSATION DOES NOT EXIST' } },
		becomes: NOT_FOUND,
	},
	{
		answer: '200 that says the ID is invalid',
		plays: { body: { message: 'Invalid conversationId' } },
		becomes: NOT_FOUND,
	},
	{
		answer: "200 with a proxy's page",
		plays: { body: PAGE },
		becomes: { ...UNCONFIRMED, httpCode: '200' },
		asks: true,
	},
	{
		answer: '200 with a bare string',
		plays: { body: '"ok"', headers: { 'content-type': 'application/json' } },
		becomes: { ...UNCONFIRMED, httpCode: '200' },
		asks: true,
	},
	{
		answer: '200 with a list',
		plays: { body: [{ deleted: true }] },
		becomes: { ...UNCONFIRMED, httpCode: '200' },
		asks: true,
	},
	{
		answer: '200 with an empty list',
		plays: { body: [] },
		becomes: { ...UNCONFIRMED, httpCode: '200' },
		asks: true,
	},
	...['null', 'true', '0', '{"message":'].map(
		(body): AnswerCase => ({
			answer: `200 with the JSON ${body}`,
			plays: { body, headers: { 'content-type': 'application/json' } },
			becomes: { ...UNCONFIRMED, httpCode: '200' },
			asks: true,
		}),
	),
	{
		answer: '200 with blanks only',
		plays: { act: true, body: ' \n ' },
		becomes: 'deleted',
		message: '',
	},
	...[301, 302, 303, 307, 308].map(
		(code): AnswerCase => ({
			answer: `${code} to another path`,
			plays: { status: code, headers: { location: '/v1/conversations/moved' }, body: '' },
			becomes: status(code, /Conversation ID.*redirects.*still there/, /'Base URL'/),
			asks: true,
		}),
	),
	{
		answer: '300 without a target',
		plays: { status: 300, body: '' },
		becomes: status(300, /Conversation ID.*redirects.*still there/, /'Base URL'/),
		asks: true,
	},
	{
		answer: '400',
		plays: { status: 400, body: { message: 'conversationId must be a number' } },
		becomes: status(400, /Conversation ID.*conversationId must be a number/, /Check/),
	},
	{
		answer: '400 for an unknown ID',
		sandbox: { unknownId: 400 },
		missing: true,
		becomes: { ...NOT_FOUND, message: new RegExp(`Conversation ID was not found.*${UNKNOWN_ID}`) },
	},
	{
		answer: '401',
		with: 'accessToken',
		plays: { status: 401, body: { message: 'Token validation failed for provided token.' } },
		becomes: status(401, /Conversation ID.*refused/, /'Access Token'/),
	},
	{
		answer: '401 again and again',
		with: 'appCredentials',
		plays: { status: 401, body: { message: 'Token validation failed for provided token.' } },
		becomes: status(401, /Conversation ID.*refused/, /'App ID'.*'App Secret'/),
		hasToken: true,
		requests: 2,
		tokenCalls: 1,
	},
	...[402, 405, 406, 409, 410, 418, 422, 451].map(
		(code): AnswerCase => ({
			answer: `${code}`,
			plays: { status: code, body: { message: 'Not like this' } },
			becomes: status(code, new RegExp(`Conversation ID.*${code}.*Not like this`), /./),
		}),
	),
	{
		answer: '403',
		plays: { status: 403, body: { message: 'Not your conversation' } },
		becomes: status(403, /Conversation ID.*403.*Not your conversation/, /account/),
	},
	{
		answer: '418 with a page',
		plays: { status: 418, body: PAGE },
		becomes: status(418, /Conversation ID.*418[^<]*$/, /Hello[^<>]*$/),
	},
	{
		answer: '409 with plain text',
		plays: { status: 409, body: 'busy', headers: { 'content-type': 'text/plain' } },
		becomes: status(409, /Conversation ID.*409/, /busy/),
	},
	{
		answer: '409 with a list',
		plays: { status: 409, body: ['busy'] },
		becomes: status(409, /Conversation ID.*409/, /./),
	},
	{
		answer: '400 with a nested message',
		plays: { status: 400, body: { message: { text: 'deep' }, error: null } },
		becomes: status(400, /Conversation ID/, /Check/),
	},
	{
		answer: '409 that is no valid JSON',
		plays: { status: 409, body: '{"message": ', headers: { 'content-type': 'application/json' } },
		becomes: status(409, /Conversation ID.*409/, /./),
	},
];

/** Puts the conversation into what a message must match. */
const withId = (wanted: string | RegExp, id: string) =>
	typeof wanted === 'string' ? wanted : new RegExp(wanted.source.replace(/\bID\b/, id), 's');

const rows = cases.flatMap((row) =>
	(['accessToken', 'appCredentials'] as const)
		.filter((kind) => (row.with ?? kind) === kind)
		.flatMap((kind) => errorModes.map((mode) => ({ ...row, kind, mode }))),
);

describe.each(rows)('$answer ($kind, $mode)', ({ kind, mode, ...row }) => {
	it.each([0, 1, 2])('for the item at index %d of three', async (index) => {
		const sandbox = await openSandbox(row.sandbox);
		const id = IDS[index] ?? '';
		for (const other of IDS) if (!row.missing || other !== id) sandbox.add({ id: other });
		if (row.plays) {
			sandbox.play({ match: { method: 'DELETE', conversationId: id }, answer: row.plays });
		}
		const items = IDS.map((conversationId, mark) => ({ conversationId, mark }));

		const credential = credentialKinds[kind](sandbox);
		if (row.hasToken) credential.data.sessionToken = sandbox.issueToken();

		const execution = await runSymbl({
			items,
			credential,
			parameters: { options: { maxRetries: 0 } },
			settings: { onError: mode },
		});

		const usual = row.sandbox?.deleteAnswer ? '' : undefined;
		const deleted = IDS.map((other, item) => deletedItem(other, item, usual));
		if (row.becomes === 'deleted' || row.becomes === 'gone') {
			deleted[index] =
				row.becomes === 'gone' ? goneItem(id, index) : deletedItem(id, index, row.message);
			expect(execution.error).toBeUndefined();
			expect(execution.outputs[0]).toStrictEqual(deleted);
			expect(execution.outputs.slice(1).flat()).toEqual([]);
		} else {
			const failure = {
				conversationId: id,
				deleted: false,
				outcome: 'failed',
				...row.becomes,
				message: withId(row.becomes.message, id),
			} as const;
			expectOneFailure(execution, mode, items, index, failure, deleted);
		}

		expect(deletionsOf(sandbox, id)).toHaveLength(row.requests ?? 1);
		const lookUps = sandbox.requests({ method: 'GET' }).map(({ path }) => path);
		expect(lookUps).toEqual(row.asks || row.becomes === 'gone' ? [`/v1/conversations/${id}`] : []);
		expect(tokenCalls(sandbox)).toHaveLength(kind === 'accessToken' ? 0 : (row.tokenCalls ?? 1));
		// Those who wait for the token that the first item brings do not start once it has ended the run.
		const mayWait = kind === 'appCredentials' && mode === 'stopWorkflow' && index === 0;
		const isDone = row.becomes === 'deleted' || row.becomes === 'gone';
		const others = IDS.filter((each) => each !== id);
		const started = others.filter((other) => deletionsOf(sandbox, other).length === 1);
		if (!mayWait || isDone) expect(started).toEqual(others);
		const gone = isDone ? IDS : started;
		expect([...sandbox.deletedIds].sort()).toEqual(gone);
		for (const request of sandbox.requests({ method: 'DELETE' })) {
			expect(request.query).toEqual({});
			expect(request.body).toBeUndefined();
			expect(request.headers.authorization).toMatch(/^Bearer \S+$/);
		}
	});
});

describe('a body that is no JSON', () => {
	it.each(errorModes)('ends up in the description, 200 characters at most (%s)', async (mode) => {
		const sandbox = await openSandbox({ conversations: [] });
		sandbox.play({ answer: { status: 418, body: PAGE } });
		const execution = await runSymbl({
			items: [{ conversationId: '101' }],
			credential: credentialKinds.accessToken(sandbox),
			settings: { onError: mode },
		});
		const { message, description } = textsOf(execution, mode);
		const shown = `Gateway Hello &amp; welcome ${'word '.repeat(100)}`.slice(0, 200).trim();
		expect(description).toContain(shown);
		expect(description).not.toContain(`${shown} word`);
		expect(description).not.toMatch(/[<>]|alert|color:red/);
		expect(message).not.toContain('Hello');
	});
});

/** What a person reads of the one item that failed. */
function textsOf(
	{ outputs, error }: Awaited<ReturnType<typeof runSymbl>>,
	mode: OnError,
): { message: unknown; description: unknown } {
	if (mode === 'stopWorkflow') {
		return {
			message: error?.message,
			description: error && 'description' in error && error.description,
		};
	}
	const json = outputs.flat().find((item) => 'error' in item.json)?.json;
	const details: unknown = json?.details;
	const hasDescription =
		typeof details === 'object' && details !== null && 'description' in details;
	return { message: json?.error, description: hasDescription && details.description };
}

describe('a redirect', () => {
	it.each(
		[301, 302, 303, 307, 308].flatMap((code) => errorModes.map((mode) => [code, mode] as const)),
	)('with %d takes neither request nor token to another host (%s)', async (code, mode) => {
		const sandbox = await openSandbox();
		const other = await openSandbox();
		other.add({ id: '101' });
		sandbox.add({ id: '101' });
		sandbox.play({
			answer: {
				status: code,
				headers: { location: `${other.url}/v1/conversations/101` },
				body: '',
			},
		});
		const items = [{ conversationId: '101' }];
		const execution = await runSymbl({
			items,
			credential: credentialKinds.accessToken(sandbox),
			settings: { onError: mode },
		});
		const failure = {
			message: /^Conversation 101: the address redirects.*It may be gone/,
			description: "'Base URL'",
			httpCode: String(code),
			deleted: null,
			outcome: 'unknown',
			conversationId: '101',
		} as const;
		expectOneFailure(execution, mode, items, 0, failure, [{}]);
		expect(other.log).toEqual([]);
		expect(sent(sandbox)).toEqual(['DELETE /v1/conversations/101', 'GET /v1/conversations/101']);
		expect(other.conversations.has('101')).toBe(true);
	});
});

describe('If Not Found', () => {
	const items = [
		{ conversationId: '101', ifNotFound: 'output' },
		{ conversationId: '102', ifNotFound: 'error' },
		{ conversationId: '103', ifNotFound: 'output' },
	];
	const parameters = { options: { ifNotFound: '={{ $json.ifNotFound }}', maxRetries: 0 } };
	const notFoundItem = (conversationId: string, item: number) =>
		successItem(
			{
				conversationId,
				deleted: false,
				outcome: 'notFound',
				message: expect.stringContaining(conversationId),
			},
			item,
		);

	it.each([404, 200] as const)(
		'may differ from item to item (unknown ID: %d)',
		async (unknownId) => {
			for (const mode of errorModes) {
				const sandbox = await openSandbox({ unknownId });
				sandbox.add({ id: '103' });
				const execution = await runSymbl({
					items,
					credential: credentialKinds.accessToken(sandbox),
					parameters,
					settings: { onError: mode },
				});
				const failure = {
					message: /^Conversation 102 was not found/,
					description: "'If Not Found'",
					httpCode: '404',
					deleted: false,
					outcome: 'failed',
					conversationId: '102',
				} as const;
				const others = [notFoundItem('101', 0), {}, deletedItem('103', 2)];
				expectOneFailure(execution, mode, items, 1, failure, others);
				expect(sandbox.deletedIds).toEqual(['103']);
				expect(sandbox.log).toHaveLength(3);
			}
		},
	);

	it.each(errorModes)('puts out an item for each if it says so (%s)', async (mode) => {
		const sandbox = await openSandbox();
		const execution = await runSymbl({
			items,
			credential: credentialKinds.accessToken(sandbox),
			parameters: { options: { ifNotFound: 'output' } },
			settings: { onError: mode },
		});
		expect(execution.error).toBeUndefined();
		expect(execution.outputs[0]).toStrictEqual(
			items.map(({ conversationId }, item) => notFoundItem(conversationId, item)),
		);
		expect(sandbox.log).toHaveLength(3);
	});

	it.each(errorModes)('sends nothing for a value that is neither (%s)', async (mode) => {
		const sandbox = await openSandbox({ conversations: [] });
		const input = [{ conversationId: '101', ifNotFound: 'ignore' }];
		sandbox.add({ id: '101' });
		const execution = await runSymbl({
			items: input,
			credential: credentialKinds.accessToken(sandbox),
			parameters,
			settings: { onError: mode },
		});
		const failure = {
			message: /'If Not Found'.*"ignore"/,
			description: "'If Not Found'",
			httpCode: null,
			deleted: false,
			outcome: 'failed',
			conversationId: '101',
		} as const;
		expectOneFailure(execution, mode, input, 0, failure, [{}]);
		expect(sandbox.log).toEqual([]);
	});
});

it('gives the items back in input order, however the answers come in', async () => {
	const sandbox = await openSandbox();
	for (const id of IDS) sandbox.add({ id });
	const delayMs = 60;
	sandbox.play({ match: { conversationId: IDS[0] }, answer: { act: true, delayMs } });
	const { outputs } = await runSymbl({
		items: IDS.map((conversationId) => ({ conversationId })),
		credential: credentialKinds.accessToken(sandbox),
	});
	expect(outputs).toStrictEqual([IDS.map((id, item) => deletedItem(id, item))]);
	expect(sandbox.deletedIds).toHaveLength(3);
	expect(endedInOrder(sandbox)[0]).not.toBe(IDS[0]);
});

const endedInOrder = (sandbox: Sandbox) =>
	[...sandbox.log]
		.sort((one, other) => (one.endedAt ?? 0) - (other.endedAt ?? 0))
		.map(({ conversationId }) => conversationId);

it('asks for one conversation by DELETE, with nothing but its path', async () => {
	const sandbox = await openSandbox();
	sandbox.add({ id: '101' });
	const credential = credentialKinds.accessToken(sandbox);
	await runSymbl({ items: [{ conversationId: '101' }], credential });
	expect(sent(sandbox)).toEqual(['DELETE /v1/conversations/101']);
	expect(sandbox.log[0]?.headers).toMatchObject({
		accept: 'application/json',
		authorization: `Bearer ${credential.data.accessToken}`,
	});
});
