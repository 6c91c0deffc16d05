import type { INode, INodeParameters } from 'n8n-workflow';
import { runSymbl, runWorkflow } from '../engine/engine.cts';
import { claimsOf, contradictions, inWords } from '../faults/accounting.cts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.cts';
import {
	accessToken,
	appCredentials,
	closeAfterwards,
	openSandbox,
	sent,
	TOKEN_PATH,
	tokenCalls,
} from './accounts.cts';

const IDS = ['101', '102', '103'];
const MINUTE = 60_000;

const pause = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

/** n8n's own timeout, so that nothing but what is tested can end a wait. */
const run = async (
	sandbox: Sandbox,
	credential = appCredentials(sandbox),
	given: {
		parameters?: INodeParameters;
		settings?: Partial<INode>;
		cancelAfter?: Promise<unknown>;
	} = {},
) =>
	await runSymbl({
		items: IDS.map((conversationId) => ({ conversationId })),
		credential,
		...given,
		parameters: { options: { maxRetries: 0, maxConcurrency: 3 }, ...given.parameters },
	});

/** A sandbox, and a promise for the first request to a path. */
async function withThree(path: string) {
	let arrived = () => {};
	const arrival = new Promise<void>((resolve) => (arrived = resolve));
	const sandbox = await openSandbox();
	for (const id of IDS) sandbox.add({ id });
	const timer = setInterval(() => {
		if (sandbox.requests({ path }).length > 0) arrived();
	}, 2);
	closeAfterwards(async () => clearInterval(timer));
	return { sandbox, arrival };
}

afterEach(() => jest.restoreAllMocks());

describe('a token call that nobody answers', () => {
	it('ends at once when the execution is cancelled, and a later execution goes on', async () => {
		const { sandbox, arrival } = await withThree(TOKEN_PATH);
		sandbox.play({ match: { path: TOKEN_PATH }, times: 1, answer: { never: true } });
		const began = performance.now();
		await run(sandbox, appCredentials(sandbox), { cancelAfter: arrival });
		expect(performance.now() - began).toBeLessThan(MINUTE / 2);
		expect(sent(sandbox)).toEqual([`POST ${TOKEN_PATH}`]);

		const { error } = await run(sandbox);
		expect(error).toBeUndefined();
		expect(sandbox.deletedIds).toHaveLength(3);
		expect(performance.now() - began).toBeLessThan(MINUTE / 2);
	});

	it('does not hold up another execution that has begun meanwhile', async () => {
		const { sandbox, arrival } = await withThree(TOKEN_PATH);
		sandbox.play({ match: { path: TOKEN_PATH }, times: 1, answer: { never: true } });
		let done = () => {};
		const isDone = new Promise<void>((resolve) => (done = resolve));
		const dead = run(sandbox, appCredentials(sandbox), { cancelAfter: isDone });
		await arrival;
		const began = performance.now();
		const { error } = await run(sandbox);
		expect(error).toBeUndefined();
		expect(performance.now() - began).toBeLessThan(MINUTE / 2);
		expect(sandbox.deletedIds).toHaveLength(3);
		done();
		await dead;
		expect(tokenCalls(sandbox)).toHaveLength(2);
	});

	it('ends with the time there is', async () => {
		const { sandbox } = await withThree(TOKEN_PATH);
		for (const answer of [
			{ never: true },
			{ headersOnly: true, status: 200, body: {} },
			{ trickle: { chunkMs: 20, endless: true }, status: 200, body: {} },
			{ raw: 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n' },
		]) {
			sandbox.clearFaults();
			sandbox.play({ match: { path: TOKEN_PATH }, answer });
			const { error } = await run(sandbox, appCredentials(sandbox), {
				parameters: { requestOptions: { timeout: 1_000 } },
			});
			expect(error?.message).toMatch(/for a token|in time/);
		}
		expect(sandbox.requests({ method: 'DELETE' })).toEqual([]);
	});
});

describe('a DELETE whose token call is under way', () => {
	it('does not leave once the execution is cancelled', async () => {
		const { sandbox, arrival } = await withThree(TOKEN_PATH);
		sandbox.play({ match: { path: TOKEN_PATH }, answer: { act: true, delayMs: 3_000 } });
		await run(sandbox, appCredentials(sandbox), { cancelAfter: arrival });
		while (tokenCalls(sandbox)[0]?.endedAt === undefined) await pause(20);
		await pause(500);
		expect(sent(sandbox)).toEqual([`POST ${TOKEN_PATH}`]);
		expect(sandbox.conversations.size).toBe(3);
	});

	it('does not leave once another item has ended the run', async () => {
		const { sandbox } = await withThree(TOKEN_PATH);
		const credential = appCredentials(sandbox, { sessionToken: sandbox.issueToken() });
		const unauthorized = { status: 401, body: {} };
		sandbox.play({ match: { conversationId: '101' }, times: 1, answer: unauthorized });
		sandbox.play({ match: { path: TOKEN_PATH }, answer: { act: true, delayMs: 6_000 } });
		sandbox.play({ match: { conversationId: '102' }, answer: { status: 403, delayMs: 300 } });
		const execution = await run(sandbox, credential);
		expect(execution.error?.message).toContain('102');
		expect(sandbox.requests({ conversationId: '101' })).toHaveLength(1);
		expect(sandbox.conversations.has('101')).toBe(true);
		expect(contradictions(execution, sandbox, IDS)).toEqual([]);
		expect(claimsOf(execution).get('101')?.deleted).toBe(false);
	});
});

it('a clock that is set back does not stretch what a 429 holds back', async () => {
	const { sandbox } = await withThree('/');
	const answer = { status: 429, headers: { 'retry-after': '1' }, body: '' };
	sandbox.play({ match: { conversationId: '101' }, times: 1, answer });
	const { now } = Date;
	const throttled = () => sandbox.log.some(({ status, endedAt }) => status === 429 && endedAt);
	jest.spyOn(Date, 'now').mockImplementation(() => now() - (throttled() ? 3_600_000 : 0));
	const began = performance.now();
	const { error } = await run(sandbox, accessToken(sandbox), {
		parameters: { options: { maxRetries: 1, maxConcurrency: 1 } },
	});
	expect(error).toBeUndefined();
	expect(performance.now() - began).toBeLessThan(MINUTE / 2);
	expect(sandbox.deletedIds).toHaveLength(3);
});

it.each(['101 switching protocols', 'endless trickle', 'never an answer', 'headers, never a body'])(
	'cancelling ends a request at once: %s',
	async (name) => {
		const { sandbox, arrival } = await withThree('/v1/conversations/101');
		sandbox.playLiar(name, { match: { conversationId: '101' } });
		const began = performance.now();
		await run(sandbox, accessToken(sandbox), { cancelAfter: arrival });
		expect(performance.now() - began).toBeLessThan(MINUTE / 2);
	},
);

it('nothing is asked for any more once the execution is cancelled', async () => {
	const { sandbox, arrival } = await withThree('/v1/conversations/101');
	sandbox.play({ match: { method: 'DELETE' }, answer: { act: true, never: true } });
	await run(sandbox, accessToken(sandbox), { cancelAfter: arrival });
	await pause(500);
	expect(sandbox.requests({ method: 'GET' })).toEqual([]);
});

it('a message that is long to read holds nobody up', async () => {
	const { sandbox } = await withThree('/');
	const digits = '1'.repeat(2_000_000);
	for (const message of [`conversation ${digits}`, `no conversation ${digits} x`]) {
		sandbox.clearFaults();
		sandbox.play({
			match: { method: 'DELETE', conversationId: '101' },
			answer: { body: { message } },
		});
		const execution = await run(sandbox, accessToken(sandbox), {
			settings: { onError: 'continueRegularOutput' },
		});
		expect(inWords(claimsOf(execution).get('101'))).toBe('failed/false');
	}
});

it('a page that is long to read holds nobody up, and 200 characters of it are shown', async () => {
	const { sandbox } = await withThree('/');
	const body = `${'word '.repeat(60)}${'<script '.repeat(200_000)}`;
	sandbox.play({ match: { method: 'DELETE' }, answer: { status: 404, body } });
	const { error } = await run(sandbox, accessToken(sandbox));
	const description = error && 'description' in error ? `${error.description}` : '';
	expect(description).toMatch(/What came back begins: “(word ){40}”$/);
});

describe('what earlier tries and rounds of a run left', () => {
	it('a try that cannot read the credential still names what was deleted', async () => {
		let failed = 0;
		const sandbox = await startSandbox({
			onEnd({ status }) {
				if (status === 403 && failed++ === 0) credential.data.baseUrl = 'no address';
			},
		});
		closeAfterwards(async () => await sandbox.stop());
		for (const id of IDS) sandbox.add({ id });
		const credential = accessToken(sandbox);
		sandbox.play({ match: { conversationId: '103' }, answer: { status: 403, body: '' } });
		const execution = await run(sandbox, credential, {
			parameters: { options: { maxRetries: 0, maxConcurrency: 1 } },
			settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
		});
		expect(execution.error?.message).toContain('Deleted: 2');
		expect(contradictions(execution, sandbox, IDS)).toEqual([]);
		expect(inWords(claimsOf(execution).get('101'))).toBe('deleted/true');
	});

	it('a try whose options cannot be read still names what was deleted', async () => {
		const { sandbox } = await withThree('/');
		sandbox.play({ match: { conversationId: '103' }, answer: { status: 403, body: '' } });
		const execution = await run(sandbox, accessToken(sandbox), {
			parameters: {
				options: { maxRetries: 0, maxConcurrency: 1 },
				requestOptions: { timeout: "={{ $('nowhere').first().json.timeout }}" },
			},
			settings: { onError: 'continueRegularOutput' },
		});
		expect(execution.outputs.flat().map(({ json }) => json.details)).toMatchObject(
			IDS.map((conversationId) => ({ conversationId, deleted: false, outcome: 'failed' })),
		);
		expect(sandbox.log).toEqual([]);
	});

	it('a round of a loop that ends well forgets nothing of another', async () => {
		const { sandbox } = await withThree('/');
		const lost = { cut: true };
		sandbox.play({
			match: { method: 'DELETE', conversationId: '101' },
			times: 1,
			answer: { act: true, ...lost },
		});
		sandbox.play({ match: { method: 'GET', conversationId: '101' }, times: 1, answer: lost });
		const passing = (name: string): INode => ({
			id: name,
			name,
			type: 'test.passThrough',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		});
		const to = (...names: string[]) => ({
			main: [names.map((node) => ({ node, type: 'main' as const, index: 0 }))],
		});
		const rounds = ['One', 'Two', 'Three'];
		const { data } = await runWorkflow({
			workflow: {
				nodes: [
					passing('Start'),
					...rounds.map(passing),
					{
						...passing('Symbl.ai'),
						type: 'n8n-nodes-symbl.symbl',
						credentials: { symblApi: { id: 'credential-1', name: 'Symbl' } },
						onError: 'continueRegularOutput',
						parameters: {
							authentication: 'accessToken',
							resource: 'conversation',
							operation: 'delete',
							conversationId: {
								__rl: true,
								mode: 'id',
								value: "={{ ['101','102','101'][$runIndex] }}",
							},
							options: { maxRetries: 0, ifNotFound: 'output' },
						},
					},
				],
				connections: {
					Start: to(...rounds),
					...Object.fromEntries(rounds.map((name) => [name, to('Symbl.ai')])),
				},
			},
			from: 'Start',
			symbl: 'Symbl.ai',
			items: [{ json: {} }],
			credential: accessToken(sandbox),
		});
		const claims = (data.resultData.runData['Symbl.ai'] ?? []).map((round) =>
			[...claimsOf({ outputs: [round.data?.main?.[0] ?? []] }).values()].map(inWords),
		);
		expect(claims).toEqual([['unknown/null'], ['deleted/true'], ['gone/null']]);
	});

	it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
		'%s is an ID like any other',
		async (id) => {
			const { sandbox } = await withThree('/');
			sandbox.add({ id });
			sandbox.play({
				match: { conversationId: '102' },
				times: 1,
				answer: { status: 403, body: '' },
			});
			const execution = await runSymbl({
				items: [id, id, '102', id].map((conversationId) => ({ conversationId })),
				credential: accessToken(sandbox),
				parameters: { options: { maxRetries: 0, maxConcurrency: 1 } },
				settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
			});
			expect(execution.error).toBeUndefined();
			expect(sandbox.requests({ method: 'DELETE', conversationId: id })).toHaveLength(1);
			expect(contradictions(execution, sandbox, [id, '102'])).toEqual([]);
		},
	);
});
