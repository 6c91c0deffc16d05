import { inspect } from 'node:util';
import { runSymbl, type Execution } from '../engine/engine.cts';
import type { StoredCredential } from '../engine/credentials.cts';
import { startSandbox, type FaultAnswer, type Sandbox } from '../sandbox/sandbox.cts';

const SECRET = 'secret-0123456789-of-the-app';
const TOKEN = 'token-0123456789-that-nobody-issued';

const html = (text: string) => `<html><body>${text}</body></html>`;

/** What a server may do. `{token}` stands for the token that the request carries. */
const ANSWERS: Record<string, FaultAnswer | undefined> = {
	success: undefined,
	'an echo in the message of a success': { act: true, body: { message: 'Bearer {token}' } },
	'an echo in the message': { status: 400, body: { message: 'Bad header: Bearer {token}' } },
	'an echo on a page': { status: 502, body: html('Authorization: Bearer {token}') },
	'an echo on a page with 200': { status: 200, body: html('Authorization: Bearer {token}') },
	'an echo in a redirect': { status: 302, headers: { location: '/?t={token}' }, body: '' },
	...Object.fromEntries(
		[400, 401, 403, 404, 405, 409, 429, 500, 503].map((status) => [
			`HTTP ${status}`,
			{ status, body: { message: 'no' } },
		]),
	),
	'a cut connection': { cut: true },
	'half an answer': { act: true, cutHalfway: true },
	'no answer': { never: true },
};

/** Puts the token in everything that the server is to send. */
function echoing(answer: FaultAnswer, token: string): FaultAnswer {
	const body = JSON.stringify(answer.body ?? '').replaceAll('{token}', token);
	const headers = Object.entries(answer.headers ?? {}).map(([name, value]) => [
		name,
		value.replaceAll('{token}', token),
	]);
	return {
		...answer,
		...(answer.body === undefined ? {} : { body: JSON.parse(body) }),
		headers: Object.fromEntries(headers),
	};
}

const MODES = [undefined, 'continueRegularOutput', 'continueErrorOutput'] as const;

let sandbox: Sandbox;
let printed: string[];

beforeEach(async () => {
	sandbox = await startSandbox({ conversations: 2 });
	printed = [];
	for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
		jest.spyOn(console, method).mockImplementation((...words) => {
			printed.push(inspect(words));
		});
	}
});

afterEach(async () => {
	jest.restoreAllMocks();
	await sandbox.stop();
});

async function run(
	credential: StoredCredential,
	onError: (typeof MODES)[number],
	ids: string[] = [...sandbox.conversations.keys()],
): Promise<Execution> {
	return await runSymbl({
		items: ids.map((conversationId) => ({ conversationId })),
		credential,
		parameters: { options: { maxRetries: 0 }, requestOptions: { timeout: 300 } },
		settings: onError ? { onError } : {},
	});
}

/** Everywhere that somebody could read. */
function expectNowhere(execution: Execution, secrets: string[]): void {
	const places = [
		JSON.stringify(execution.outputs),
		JSON.stringify(execution.data),
		inspect(execution.error, { depth: 8 }),
		sandbox.log.map(({ path, query }) => `${path} ${JSON.stringify(query)}`).join(),
		printed.join(''),
	];
	const found = secrets.filter((secret) => places.some((place) => place.includes(secret)));
	expect(found).toEqual([]);
}

describe.each(MODES)('no secret shows with On Error %s', (onError) => {
	test.each(Object.entries(ANSWERS))('on %s (access token)', async (_, answer) => {
		const token = sandbox.issueToken();
		if (answer) sandbox.play({ match: { method: 'DELETE' }, answer: echoing(answer, token) });
		const data = { accessToken: token, baseUrl: sandbox.url };
		const execution = await run({ type: 'symblApi', data }, onError);
		expect(sandbox.requests({ method: 'DELETE' }).length).toBeGreaterThan(0);
		expectNowhere(execution, [token]);
	});

	test.each(Object.entries(ANSWERS))('on %s (app credentials)', async (_, answer) => {
		const token = sandbox.issueToken();
		if (answer) sandbox.play({ match: { method: 'DELETE' }, answer: echoing(answer, token) });
		const { appId, appSecret } = sandbox.app;
		const data = { appId, appSecret, baseUrl: sandbox.url, sessionToken: token };
		const execution = await run({ type: 'symblAppApi', data }, onError);
		expectNowhere(execution, [...sandbox.tokens, appSecret]);
	});

	test.each<[string, FaultAnswer | undefined]>([
		['a wrong secret', undefined],
		['an echo by the token call', { status: 500, body: { message: `Secret was ${SECRET}` } }],
		['a page by the token call', { status: 200, body: html(SECRET) }],
		['a cut token call', { cut: true }],
	])('on %s', async (_, answer) => {
		if (answer) sandbox.play({ match: { path: '/oauth2/token:generate' }, answer });
		const data = { appId: 'app', appSecret: SECRET, baseUrl: sandbox.url, sessionToken: '' };
		const execution = await run({ type: 'symblAppApi', data }, onError);
		expect(sandbox.requests({ method: 'DELETE' })).toEqual([]);
		expectNowhere(execution, [SECRET]);
	});

	test.each<[string, string, string[] | undefined]>([
		['a refused connection', 'http://127.0.0.1:1', undefined],
		['a Base URL that is none', 'symbl', undefined],
		['plain HTTP to another machine', 'http://symbl.test', undefined],
		['an ID that is none', '', ['..']],
	])('on %s', async (_, baseUrl, ids) => {
		const data = { accessToken: TOKEN, baseUrl: baseUrl || sandbox.url };
		expectNowhere(await run({ type: 'symblApi', data }, onError, ids), [TOKEN]);
		expect(sandbox.log).toEqual([]);
	});
});

test('the search finds a secret that is there', async () => {
	const token = sandbox.issueToken();
	const data = { accessToken: token, baseUrl: sandbox.url };
	const execution = await run({ type: 'symblApi', data }, 'continueRegularOutput', [token]);
	expect(() => expectNowhere(execution, [token])).toThrow();
});
