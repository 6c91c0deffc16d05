import type { INodeParameters } from 'n8n-workflow';
import { runSymbl } from '../engine/engine.cts';
import type { StoredCredential } from '../engine/credentials.cts';
import { appCredentials, credentialKinds, openSandbox, sent, TOKEN_PATH } from './accounts.cts';
import { deletedItem, errorModes, expectOneFailure } from './errorModes.cts';
import { openProxy, openSelfSigned } from './relay.cts';

const IDS = ['101', '102', '103'];
const kinds = Object.entries(credentialKinds);
const deletions = IDS.map((id) => `DELETE /v1/conversations/${id}`);
const items = IDS.map((conversationId) => ({ conversationId }));
const done = [IDS.map((id, item) => deletedItem(id, item))];

async function withThree() {
	const sandbox = await openSandbox();
	for (const id of IDS) sandbox.add({ id });
	return sandbox;
}

const run = async (credential: StoredCredential, requestOptions: INodeParameters, settings = {}) =>
	await runSymbl({
		items,
		credential,
		parameters: { options: { maxRetries: 0 }, requestOptions },
		settings,
	});

describe('Timeout', () => {
	it.each(errorModes)('ends a deletion whose fate nobody knows (%s)', async (onError) => {
		const sandbox = await withThree();
		sandbox.play({ match: { conversationId: '102' }, answer: { never: true } });
		const began = Date.now();
		// Long enough for every other answer on a busy machine.
		const execution = await run(
			credentialKinds.accessToken(sandbox),
			{ timeout: 4_000 },
			{ onError },
		);
		expect(Date.now() - began).toBeLessThan(40_000);
		const failure = {
			message: /^Conversation 102: .*in time.*It may be gone/,
			description: "'Timeout'",
			httpCode: null,
			deleted: null,
			outcome: 'unknown',
			conversationId: '102',
		} as const;
		expectOneFailure(execution, onError, items, 1, failure, done[0] ?? []);
		expect(sent(sandbox).sort()).toEqual([...deletions, 'GET /v1/conversations/102']);
	});

	it('ends a token call, too, and nothing is deleted', async () => {
		const sandbox = await withThree();
		sandbox.play({ match: { path: TOKEN_PATH }, answer: { never: true } });
		const began = Date.now();
		const { error } = await run(appCredentials(sandbox), { timeout: 2_000 });
		expect(Date.now() - began).toBeLessThan(40_000);
		expect(error?.message).toMatch(/could not be reached for a token|did not answer in time/);
		expect(new Set(sent(sandbox))).toEqual(new Set([`POST ${TOKEN_PATH}`]));
		expect(sandbox.conversations.size).toBe(3);
	});
});

it('Batching spaces the starts', async () => {
	const sandbox = await withThree();
	const batching = { batch: { batchSize: 1, batchInterval: 600 } };
	const { outputs } = await run(credentialKinds.accessToken(sandbox), { batching });
	expect(outputs).toStrictEqual(done);
	expect(sent(sandbox)).toEqual(deletions);
	const starts = sandbox.log.map(({ at }) => at);
	expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBeGreaterThanOrEqual(300);
	expect((starts[2] ?? 0) - (starts[1] ?? 0)).toBeGreaterThanOrEqual(300);
});

describe.each(kinds)('with %s', (kind, credential) => {
	const expected = kind === 'appCredentials' ? [`POST ${TOKEN_PATH}`, ...deletions] : deletions;

	it('Proxy takes every request, to a host that only the proxy knows', async () => {
		const sandbox = await withThree();
		const proxy = await openProxy(sandbox.url);
		const baseUrl = 'http://symbl.test';
		const account = credential(sandbox, { baseUrl, allowHttp: true });
		const { outputs } = await run(account, { proxy: proxy.url });
		expect(outputs).toStrictEqual(done);
		expect(sent(sandbox).sort()).toEqual([...expected].sort());
		expect(proxy.asked).toHaveLength(expected.length);
		for (const host of proxy.asked) expect(host).toMatch(/^symbl\.test(:80)?$/);
	});

	it('Ignore SSL Issues accepts a certificate that nobody vouches for', async () => {
		const sandbox = await withThree();
		const { url } = await openSelfSigned(sandbox.url);
		const account = credential(sandbox, { baseUrl: url });
		const { outputs } = await run(account, { allowUnauthorizedCerts: true });
		expect(outputs).toStrictEqual(done);
		expect(sent(sandbox).sort()).toEqual([...expected].sort());
	});

	it('such a certificate is refused without it, and nothing is sent', async () => {
		const sandbox = await withThree();
		const relay = await openSelfSigned(sandbox.url);
		const { error } = await run(credential(sandbox, { baseUrl: relay.url }), {});
		const description = error && 'description' in error ? error.description : '';
		expect(`${error?.message} ${description}`).toMatch(/^Conversation \d+: .*'Base URL'/);
		expect(relay.asked).toEqual([]);
		expect(sandbox.log).toEqual([]);
	});
});
