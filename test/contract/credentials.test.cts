import { runSymbl } from '../engine/engine.cts';
import { textOfRule } from '../engine/n8nTexts.cts';
import type { FaultAnswer, Sandbox } from '../sandbox/sandbox.cts';
import {
	accessToken,
	appCredentials,
	credentialKinds,
	deletionsOf,
	openSandbox,
	sent,
	tokenCalls,
	TOKEN_PATH,
} from './accounts.cts';
import { testCredential } from './editor.cts';
import { deletedItem, errorModes, expectOneFailure } from './errorModes.cts';

const FIFTY = Array.from({ length: 50 }, (_, n) => String(4866329603473400 + n));
const fiftyItems = FIFTY.map((conversationId) => ({ conversationId }));

async function withFifty(): Promise<Sandbox> {
	const sandbox = await openSandbox();
	for (const id of FIFTY) sandbox.add({ id });
	return sandbox;
}

const parameters = { options: { maxRetries: 0, maxConcurrency: 20 } };

describe('app credentials', () => {
	it('get the first token with one call, as documented, and store it', async () => {
		const sandbox = await withFifty();
		const credential = appCredentials(sandbox);
		const { outputs } = await runSymbl({ items: fiftyItems, credential, parameters });
		expect(outputs).toStrictEqual([FIFTY.map((id, item) => deletedItem(id, item))]);
		expect(tokenCalls(sandbox)).toHaveLength(1);
		expect(tokenCalls(sandbox)[0]).toMatchObject({
			method: 'POST',
			path: TOKEN_PATH,
			query: {},
			headers: { 'content-type': expect.stringContaining('application/json') },
			body: { type: 'application', ...sandbox.app },
		});
		expect(tokenCalls(sandbox)[0]?.headers.authorization).toBeUndefined();
		expect(sandbox.log[0]?.path).toBe(TOKEN_PATH);
		expect(credential.data.sessionToken).toBe(sandbox.tokens.at(-1));
	});

	it('make no token call while the stored token works', async () => {
		const sandbox = await withFifty();
		const credential = appCredentials(sandbox, { sessionToken: sandbox.issueToken() });
		await runSymbl({ items: fiftyItems, credential, parameters });
		expect(tokenCalls(sandbox)).toEqual([]);
		expect(sandbox.deletedIds).toHaveLength(50);
	});

	it.each(errorModes)(
		'renew an expired token for 50 items with two calls at most (%s)',
		async (mode) => {
			const sandbox = await withFifty();
			const expired = sandbox.issueToken();
			sandbox.expireTokens();
			const credential = appCredentials(sandbox, { sessionToken: expired });
			const { data } = credential;
			const { outputs, error } = await runSymbl({
				items: fiftyItems,
				credential,
				parameters,
				settings: { onError: mode },
			});
			expect(error).toBeUndefined();
			expect(outputs[0]).toStrictEqual(FIFTY.map((id, item) => deletedItem(id, item)));
			expect(tokenCalls(sandbox).length).toBeGreaterThan(0);
			expect(tokenCalls(sandbox).length).toBeLessThanOrEqual(2);
			expect([...sandbox.deletedIds].sort()).toEqual(FIFTY);
			for (const id of FIFTY) expect(deletionsOf(sandbox, id).length).toBeLessThanOrEqual(2);
			expect(credential.data).toBe(data);
			expect(data.sessionToken).toBe(sandbox.tokens.at(-1));
		},
	);

	it('renew a token that expires half way, with one call', async () => {
		const sandbox = await withFifty();
		const credential = appCredentials(sandbox);
		sandbox.play({
			match: { method: 'DELETE' },
			skip: 20,
			times: 3,
			answer: { status: 401, body: { message: 'Token validation failed for provided token.' } },
		});
		const { outputs } = await runSymbl({ items: fiftyItems, credential, parameters });
		expect(outputs).toStrictEqual([FIFTY.map((id, item) => deletedItem(id, item))]);
		expect(tokenCalls(sandbox)).toHaveLength(2);
		expect(sandbox.requests({ method: 'DELETE' })).toHaveLength(53);
	});

	it('renew it with one call for two runs at the same time', async () => {
		const sandbox = await withFifty();
		const credential = appCredentials(sandbox);
		sandbox.play({ match: { path: TOKEN_PATH }, answer: { act: true, delayMs: 100 } });
		const halves = [fiftyItems.slice(0, 25), fiftyItems.slice(25)];
		const runs = await Promise.all(
			halves.map(async (items) => await runSymbl({ items, credential, parameters })),
		);
		expect(runs.flatMap(({ outputs }) => outputs[0])).toHaveLength(50);
		expect(tokenCalls(sandbox)).toHaveLength(1);
		expect([...sandbox.deletedIds].sort()).toEqual(FIFTY);
	});

	it('go on where Symbl answers the token call with the token that it has cached', async () => {
		const sandbox = await withFifty();
		const credential = appCredentials(sandbox);
		for (const items of [fiftyItems.slice(0, 25), fiftyItems.slice(25)]) {
			credential.data.sessionToken = '';
			const { error } = await runSymbl({ items, credential, parameters });
			expect(error).toBeUndefined();
		}
		expect(tokenCalls(sandbox)).toHaveLength(2);
		expect(sandbox.tokens).toHaveLength(1);
		expect(sandbox.deletedIds).toHaveLength(50);
	});

	it.each([400, 403])('are refused with one token call that answers %d', async (status) => {
		const sandbox = await withFifty();
		sandbox.play({ match: { path: TOKEN_PATH }, answer: { status, body: { message: 'no' } } });
		await runSymbl({
			items: fiftyItems,
			credential: appCredentials(sandbox),
			parameters,
			settings: { onError: 'continueRegularOutput' },
		});
		expect(tokenCalls(sandbox).length).toBeLessThanOrEqual(2);
		expect(sandbox.requests({ method: 'DELETE' })).toEqual([]);
	});

	it.each(errorModes)('with a wrong secret make two token calls at most (%s)', async (mode) => {
		const sandbox = await withFifty();
		const { outputs, error } = await runSymbl({
			items: fiftyItems,
			credential: appCredentials(sandbox, { appSecret: 'wrong' }),
			parameters,
			settings: { onError: mode },
		});
		expect(tokenCalls(sandbox).length).toBeGreaterThan(0);
		expect(tokenCalls(sandbox).length).toBeLessThanOrEqual(2);
		expect(sandbox.requests({ method: 'DELETE' })).toEqual([]);
		expect(sandbox.conversations.size).toBe(50);
		if (mode === 'stopWorkflow') {
			expect(outputs.flat()).toEqual([]);
			expect(error?.message).toMatch(/^Conversation \d+: .*'App ID' and 'App Secret'/);
		} else {
			const items = outputs.at(-1) ?? [];
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(FIFTY.map((_, item) => ({ item })));
			for (const { json } of items) {
				expect(json.error).toMatch(/'App ID' and 'App Secret'/);
				expect(json.details).toMatchObject({ deleted: false });
			}
		}
	});

	it.each(['appId', 'appSecret'])('with an empty %s send nothing, and say so', async (field) => {
		const sandbox = await withFifty();
		const { error } = await runSymbl({
			items: fiftyItems,
			credential: appCredentials(sandbox, { [field]: '  ' }),
			parameters,
		});
		expect(error?.message).toMatch(field === 'appId' ? /'App ID'/ : /'App Secret'/);
		expect(sandbox.log).toEqual([]);
	});

	it.each(errorModes)(
		'whose new token is refused at once end with two token calls at most (%s)',
		async (mode) => {
			for (const sessionToken of ['', 'expired']) {
				const sandbox = await withFifty();
				sandbox.play({
					match: { method: 'DELETE' },
					answer: { status: 401, body: { message: 'Token validation failed for provided token.' } },
				});
				const { outputs, error } = await runSymbl({
					items: fiftyItems,
					credential: appCredentials(sandbox, { sessionToken }),
					parameters,
					settings: { onError: mode },
				});
				expect(tokenCalls(sandbox).length).toBeLessThanOrEqual(2);
				expect(sandbox.conversations.size).toBe(50);
				for (const id of FIFTY) expect(deletionsOf(sandbox, id).length).toBeLessThanOrEqual(2);
				if (mode === 'stopWorkflow') {
					expect(error).toMatchObject({
						httpCode: '401',
						description: expect.stringMatching(/'App ID', 'App Secret' and 'Base URL'/),
					});
				} else {
					expect(outputs.at(-1)).toHaveLength(50);
					expect(outputs.at(-1)?.[0]?.json.error).toMatch(/refused/);
				}
			}
		},
	);

	describe.each<[string, FaultAnswer, RegExp, string | null]>([
		['is down', { cut: true }, /could not be reached for a token/, null],
		['answers 500', { status: 500, body: { message: 'Oops' } }, /no token.*500/, '500'],
		['answers 503 with a page', { status: 503, body: '<html>down</html>' }, /no token.*503/, '503'],
		[
			'redirects',
			{ status: 302, headers: { location: 'http://127.0.0.1:9/' }, body: '' },
			/'Base URL'/,
			'302',
		],
		['answers with a page', { body: '<html>Sign in</html>' }, /'Base URL'/, '200'],
		['answers without a token', { body: { expiresIn: 5 } }, /'Base URL'/, '200'],
		['answers with an empty token', { body: { accessToken: ' ' } }, /'Base URL'/, '200'],
		['answers with a number', { body: { accessToken: 5 } }, /'Base URL'/, '200'],
		['is not there', { status: 404, body: { message: 'Not Found' } }, /'Base URL'/, '404'],
		['answers 400', { status: 400, body: { message: 'bad' } }, /'App ID' and 'App Secret'/, '400'],
		['answers 403', { status: 403, body: { message: 'no' } }, /'App ID' and 'App Secret'/, '403'],
	])('where the token endpoint %s', (_, answer, says, httpCode) => {
		it.each(errorModes)('delete nothing and name the cause (%s)', async (mode) => {
			const sandbox = await openSandbox();
			sandbox.add({ id: '101' });
			sandbox.play({ match: { path: TOKEN_PATH }, answer });
			const items = [{ conversationId: '101', mark: 1 }];
			const execution = await runSymbl({
				items,
				credential: appCredentials(sandbox),
				parameters,
				settings: { onError: mode },
			});
			const failure = {
				message: new RegExp(`^Conversation 101: .*${says.source}`),
				description: /\S/,
				httpCode,
				deleted: false,
				outcome: 'failed',
				conversationId: '101',
			} as const;
			expectOneFailure(execution, mode, items, 0, failure, [{}]);
			expect(tokenCalls(sandbox).length).toBeLessThanOrEqual(2);
			expect(sandbox.requests({ method: 'DELETE' })).toEqual([]);
		});
	});

	it('carry the redirect of a token call to no other host', async () => {
		const sandbox = await openSandbox();
		const other = await openSandbox();
		sandbox.play({
			match: { path: TOKEN_PATH },
			answer: { status: 307, headers: { location: `${other.url}${TOKEN_PATH}` }, body: '' },
		});
		const credential = appCredentials(sandbox);
		const { error } = await runSymbl({ items: fiftyItems, credential, parameters });
		expect(error?.message).toContain("'Base URL'");
		expect(other.log).toEqual([]);
	});
});

describe('an access token', () => {
	it.each(errorModes)('that is refused is not sent again (%s)', async (mode) => {
		const sandbox = await openSandbox();
		sandbox.add({ id: '101' });
		const items = [{ conversationId: '101', mark: 1 }];
		const execution = await runSymbl({
			items,
			credential: accessToken(sandbox, { accessToken: 'no-such-token' }),
			parameters: { options: { maxRetries: 3 } },
			settings: { onError: mode },
		});
		const failure = {
			message: /^Conversation 101: .*refused/,
			description: "'Access Token'",
			httpCode: '401',
			deleted: false,
			outcome: 'failed',
			conversationId: '101',
		} as const;
		expectOneFailure(execution, mode, items, 0, failure, [{}]);
		expect(sent(sandbox)).toEqual(['DELETE /v1/conversations/101']);
	});

	it.each(['', '   ', 'Bearer ', 'two words', 'naïve-tøken', 'line\nbreak'])(
		'that cannot be one (%j) is not sent at all',
		async (token) => {
			const sandbox = await openSandbox();
			const { error } = await runSymbl({
				items: [{ conversationId: '101' }],
				credential: accessToken(sandbox, { accessToken: token }),
				parameters,
			});
			expect(error?.message).toContain("'Access Token'");
			if (token.trim()) expect(error?.message).not.toContain(token);
			expect(sandbox.log).toEqual([]);
		},
	);
});

describe.each(Object.entries(credentialKinds))('the test of %s', (kind, credential) => {
	const listing = 'GET /v1/conversations';
	const expected = kind === 'appCredentials' ? [`POST ${TOKEN_PATH}`, listing] : [listing];

	it('lists one conversation and says that all is well', async () => {
		const sandbox = await openSandbox({ conversations: 3 });
		const result = await testCredential(credential(sandbox));
		expect(result).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(sent(sandbox)).toEqual(expected);
		expect(sandbox.log.at(-1)).toMatchObject({
			query: { limit: '1' },
			headers: { authorization: `Bearer ${sandbox.tokens.at(-1)}` },
		});
	});

	it('takes a Base URL with /v1/', async () => {
		const sandbox = await openSandbox();
		const result = await testCredential(credential(sandbox, { baseUrl: `${sandbox.url}/v1/` }));
		expect(result.status).toBe('OK');
		expect(sent(sandbox)).toEqual(expected);
	});

	it.each([
		[401, kind === 'accessToken' ? /'Access Token'/ : /'App ID', 'App Secret'/],
		[403, kind === 'accessToken' ? /'Access Token'/ : /'App ID', 'App Secret'/],
		[404, /'Base URL'/],
		[302, /'Base URL'/],
		[308, /'Base URL'/],
	])('names the field to check after a %d', async (status, message) => {
		const sandbox = await openSandbox();
		const other = await openSandbox();
		sandbox.play({
			match: { method: 'GET' },
			answer: { status, headers: { location: `${other.url}/v1/conversations` }, body: '<p>no</p>' },
		});
		const result = await testCredential(credential(sandbox));
		expect(result).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(textOfRule(message)),
		});
		expect(other.log).toEqual([]);
	});

	it.each([500, 503])('says what it was after a %d', async (status) => {
		const sandbox = await openSandbox();
		sandbox.play({ match: { method: 'GET' }, answer: { status } });
		const result = await testCredential(credential(sandbox));
		expect(result).toMatchObject({ status: 'Error', message: expect.stringMatching(/\w/) });
	});

	it.each([
		['a page', '<html>Sign in</html>'],
		['something else', { hello: 'world' }],
	])('does not take %s for Symbl', async (_, body) => {
		const sandbox = await openSandbox();
		sandbox.play({ match: { method: 'GET' }, answer: { body } });
		const result = await testCredential(credential(sandbox));
		expect(result).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/'Base URL'/),
		});
	});

	it.each([
		['plain HTTP to another host', 'http://sandbox.test', /'Base URL'.*http:/],
		['no address', 'symbl', /'Base URL'/],
	])('names Base URL for %s, and sends nothing', async (_, baseUrl, message) => {
		const sandbox = await openSandbox();
		const result = await testCredential(credential(sandbox, { baseUrl }));
		expect(result).toMatchObject({ status: 'Error', message: expect.stringMatching(message) });
		expect(sandbox.log).toEqual([]);
	});

	it('names Base URL where nobody listens', async () => {
		const sandbox = await openSandbox();
		await sandbox.stop();
		const result = await testCredential(credential(sandbox));
		expect(result).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(textOfRule(/'Base URL'|ECONNREFUSED/)),
		});
	});
});

describe('the test of app credentials', () => {
	it('fetches a token even where there is one, since the fields may have changed', async () => {
		const sandbox = await openSandbox();
		const sessionToken = sandbox.issueToken();
		const credential = appCredentials(sandbox, { sessionToken, appSecret: 'changed' });
		const result = await testCredential(credential);
		expect(result.status).toBe('Error');
		expect(tokenCalls(sandbox)).toHaveLength(1);
	});

	it.each([
		['App Secret', { appSecret: 'wrong' }],
		['App ID', { appId: 'wrong' }],
	])('names the fields for a wrong %s', async (_, changes) => {
		const sandbox = await openSandbox();
		const result = await testCredential(appCredentials(sandbox, changes));
		expect(result).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/'App ID' and 'App Secret'/),
		});
		expect(tokenCalls(sandbox).length).toBeLessThanOrEqual(2);
		expect(sandbox.requests({ method: 'GET' })).toEqual([]);
	});

	it.each([
		['App Secret', { appSecret: '' }],
		['App ID', { appId: ' ' }],
	])('names %s where it is empty, and sends nothing', async (name, changes) => {
		const sandbox = await openSandbox();
		const result = await testCredential(appCredentials(sandbox, changes));
		expect(result).toMatchObject({
			status: 'Error',
			message: expect.stringContaining(`'${name}'`),
		});
		expect(sandbox.log).toEqual([]);
	});

	it.each<[string, FaultAnswer, RegExp]>([
		['404', { status: 404, body: '<h1>Not here</h1>' }, /'Base URL'/],
		['a redirect', { status: 302, headers: { location: '/' }, body: '' }, /'Base URL'/],
		['a page', { body: '<html>Sign in</html>' }, /'Base URL'/],
		['500', { status: 500 }, /500/],
	])('says what to check where the token call is answered with %s', async (_, answer, message) => {
		const sandbox = await openSandbox();
		sandbox.play({ match: { path: TOKEN_PATH }, answer });
		const result = await testCredential(appCredentials(sandbox));
		expect(result).toMatchObject({ status: 'Error', message: expect.stringMatching(message) });
		expect(sandbox.requests({ method: 'GET' })).toEqual([]);
	});
});

describe('the test of an access token', () => {
	it('names the field for a token that Symbl does not know, after one or two requests', async () => {
		const sandbox = await openSandbox();
		const result = await testCredential(accessToken(sandbox, { accessToken: 'no-such-token' }));
		expect(result).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(textOfRule(/'Access Token'/)),
		});
		expect(sandbox.log.length).toBeLessThanOrEqual(2);
	});

	it('names the field where it is empty', async () => {
		const sandbox = await openSandbox();
		const result = await testCredential(accessToken(sandbox, { accessToken: '' }));
		expect(result).toMatchObject({
			status: 'Error',
			message: expect.stringContaining("'Access Token'"),
		});
		expect(sandbox.log).toEqual([]);
	});
});
