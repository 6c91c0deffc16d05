import { inspect } from 'node:util';
import { runSymbl } from '../engine/engine.cts';
import type { StoredCredential } from '../engine/credentials.cts';
import { echoForms, withEcho } from '../sandbox/echo.cts';
import type { FaultAnswer, Sandbox } from '../sandbox/sandbox.cts';
import {
	accessToken,
	appCredentials,
	credentialKinds,
	openSandbox,
	TOKEN_PATH,
} from './accounts.cts';
import { searchList, testCredential } from './editor.cts';
import { errorModes } from './errorModes.cts';

/** So many characters in a row are more than chance, and enough to be worth hiding. */
const PIECE = 12;

/** Without two equal pieces, so that any part of it that shows is found. */
const secretOf = (parts: number) => Array.from({ length: parts }, (_, n) => `${n}kZq`).join('-');

const TOKEN = secretOf(12);

/** As long as Symbl's own tokens are. */
const LONG_TOKEN = secretOf(80);

/** @returns the pieces of a secret that something shows, in whatever place. */
function piecesIn(shown: unknown, secret: string): string[] {
	const deeply = { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null };
	const text = `${JSON.stringify(shown)} ${inspect(shown, deeply)}`;
	const pieces = Array.from({ length: secret.length - PIECE + 1 }, (_, start) =>
		secret.slice(start, start + PIECE),
	);
	return pieces.filter((piece) => text.includes(piece));
}

/** All that is printed while something runs. */
let printed: string[] = [];

beforeEach(() => {
	printed = [];
	for (const stream of [process.stdout, process.stderr]) {
		jest.spyOn(stream, 'write').mockImplementation((chunk) => printed.push(String(chunk)) > 0);
	}
	for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
		jest.spyOn(console, method).mockImplementation((...words) => {
			printed.push(inspect(words, { depth: 20 }));
		});
	}
});

afterEach(() => jest.restoreAllMocks());

async function run(sandbox: Sandbox, credential: StoredCredential, settings = {}, options = {}) {
	const ids = [...sandbox.conversations.keys()];
	const { outputs, error, data } = await runSymbl({
		items: ids.map((conversationId) => ({ conversationId })),
		credential,
		parameters: { options: { maxRetries: 0, ...options } },
		settings,
	});
	const urls = sandbox.log.map(({ path, query }) => [path, query]);
	return { outputs, error, data, urls, printed };
}

/** An answer that says more than it should; `{}` stands for the token. */
const echoes: Array<[string, (token: string) => FaultAnswer]> = [
	['whole', (token) => ({ status: 418, body: { message: `Bearer ${token}` } })],
	...[0, 60, 120, 185].map((before): [string, (token: string) => FaultAnswer] => [
		`after ${before} characters of a page`,
		(token) => ({ status: 418, body: `<p>${'x'.repeat(before)} ${token}</p>` }),
	]),
	['in a success', (token) => ({ status: 200, body: { message: `Thanks, ${token}` } })],
	['as the error of a body', (token) => ({ status: 400, body: { error: token } })],
	['in a header', (token) => ({ status: 400, headers: { 'x-token': token }, body: {} })],
	['where to go on', (token) => ({ status: 302, headers: { location: `/?${token}` }, body: '' })],
	['when to go on', (token) => ({ status: 429, headers: { 'retry-after': token }, body: {} })],
	['on a page between tags', (token) => ({ status: 500, body: `<b>${token}</b><i>no</i>` })],
	['with a 404', (token) => ({ status: 404, body: { message: `Not for ${token}` } })],
];

describe.each(errorModes)('a server that echoes the token (%s)', (onError) => {
	it.each(echoes)('%s', async (_, answer) => {
		const sandbox = await openSandbox({ conversations: 2 });
		sandbox.play({ answer: answer(TOKEN) });
		const credential = accessToken(sandbox, { accessToken: TOKEN });
		const shown = await run(sandbox, credential, { onError });
		expect(sandbox.log.length).toBeGreaterThan(0);
		expect(piecesIn(shown, TOKEN)).toEqual([]);
	});

	it.each<[string, FaultAnswer]>([
		['a message', { status: 400, body: { message: `Bad token ${LONG_TOKEN}` } }],
		['a page', { status: 502, body: `<p>Bad token ${LONG_TOKEN}</p>` }],
		['a success', { body: { message: LONG_TOKEN } }],
	])('that is longer than what is shown of %s', async (_, answer) => {
		const sandbox = await openSandbox({ conversations: 2 });
		sandbox.play({ answer });
		const credential = accessToken(sandbox, { accessToken: LONG_TOKEN });
		expect(piecesIn(await run(sandbox, credential, { onError }), LONG_TOKEN)).toEqual([]);
	});

	it.each([
		['Bearer', `Bearer ${TOKEN}`],
		['blanks', `  ${TOKEN}\n`],
	])('that was pasted with %s around it', async (_, pasted) => {
		const sandbox = await openSandbox({ conversations: 2 });
		sandbox.play({ answer: { status: 400, body: { message: `Bad token ${TOKEN}` } } });
		const credential = accessToken(sandbox, { accessToken: pasted });
		expect(piecesIn(await run(sandbox, credential, { onError }), TOKEN)).toEqual([]);
	});

	it('that has been replaced by a new one meanwhile', async () => {
		const sandbox = await openSandbox();
		for (const id of ['101', '102']) sandbox.add({ id });
		const echo = { status: 418, body: { message: `Bearer ${TOKEN}` }, delayMs: 400 };
		sandbox.play({ match: { conversationId: '101' }, answer: echo });
		const credential = appCredentials(sandbox, { sessionToken: TOKEN });
		const shown = await run(sandbox, credential, { onError });
		expect(credential.data.sessionToken).not.toBe(TOKEN);
		expect(piecesIn(shown, TOKEN)).toEqual([]);
	});

	it.each<[string, FaultAnswer]>([
		['an error', { status: 500, body: { message: TOKEN } }],
		['a page', { body: `<p>${TOKEN}</p>` }],
		['a redirect', { status: 302, headers: { location: `/?${TOKEN}` }, body: '' }],
		['a cut connection', { cut: true }],
	])('or the secret in the token call, with %s', async (_, answer) => {
		const sandbox = await openSandbox({ conversations: 2 });
		sandbox.play({ match: { path: TOKEN_PATH }, answer });
		const credential = appCredentials(sandbox, { appSecret: TOKEN });
		expect(piecesIn(await run(sandbox, credential, { onError }), TOKEN)).toEqual([]);
	});
});

it('shows no token that is in the conversation that a dry run looks up', async () => {
	const sandbox = await openSandbox({ conversations: 1 });
	sandbox.play({ match: { method: 'GET' }, answer: { body: { id: '1', name: `For ${TOKEN}` } } });
	const credential = accessToken(sandbox, { accessToken: TOKEN });
	const shown = await run(sandbox, credential, {}, { dryRun: true });
	expect(piecesIn(shown, TOKEN)).toEqual([]);
});

describe.each(Object.entries(credentialKinds))('in the editor, with %s', (kind, credential) => {
	const secretIn = ({ data }: StoredCredential) =>
		String(kind === 'accessToken' ? data.accessToken : data.appSecret);

	it.each(echoes)('the list shows no echo %s', async (_, answer) => {
		const sandbox = await openSandbox();
		const account = credential(sandbox, { accessToken: TOKEN, sessionToken: TOKEN });
		sandbox.play({ match: { path: '/v1/conversations' }, answer: answer(TOKEN) });
		const shown = await searchList(account).catch((error: unknown) => error);
		expect(piecesIn([shown, printed], TOKEN)).toEqual([]);
	});

	it.each([401, 404, 500, 302])(
		'the test of the credential shows none after %d',
		async (status) => {
			const sandbox = await openSandbox();
			const account = credential(sandbox);
			const secret = secretIn(account);
			const body = { message: secret };
			sandbox.play({ answer: { status, body, headers: { location: '/' } } });
			const { message } = await testCredential(account);
			expect(piecesIn([message, printed], secret)).toEqual([]);
		},
	);
});

describe.each(['k7Q', 'p-4/x', '1234567'])(
	'a token of a few characters, %s, is hidden',
	(token) => {
		it.each(echoForms)('%s', async (as) => {
			const headers = { 'content-type': 'application/json' };
			const body = '{"message":"The token {{secret}} is not valid"}';
			const sandbox = await openSandbox({ conversations: 1 });
			sandbox.play({ answer: { status: 400, headers, body, echo: { as } } });
			const execution = await run(sandbox, accessToken(sandbox, { accessToken: token }));
			const [request] = sandbox.log;
			const echoed = request && withEcho('The token {{secret}} is', request, { as });
			expect(execution.error?.message).toMatch(/The token \*{3}=* is not valid/);
			expect(JSON.stringify(execution)).not.toContain(echoed);
		});
	},
);

it('finds a piece of a secret that shows', () => {
	expect(piecesIn({ deep: [new Error(`no ${TOKEN.slice(20, 40)}`)] }, TOKEN)).not.toEqual([]);
});
