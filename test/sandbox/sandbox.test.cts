import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { callSandbox } from './client.cts';
import { startSandbox, type FaultRule, type Sandbox, type SandboxOptions } from './sandbox.cts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const ID = '4866329603473408';
const UNKNOWN = { message: 'The conversationId is either invalid or does not exist.' };
const DELETED = { message: 'successfully deleted the conversation' };

let sandbox: Sandbox;
let token: string;

async function start(options: SandboxOptions = {}) {
	sandbox = await startSandbox(options);
	token = sandbox.issueToken();
}

afterEach(() => sandbox.stop());

const call = (method: string, path: string, body?: unknown) =>
	callSandbox(sandbox, method, path, body);

const remove = (id = ID) => call('DELETE', `/v1/conversations/${id}`);
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

describe('token', () => {
	const generate = (appSecret: string, type = 'application') =>
		call('POST', '/oauth2/token:generate', { type, appId: sandbox.app.appId, appSecret });

	it('is issued once, cached with the seconds that are left, and looks like a JWT', async () => {
		await start({ tokenLifetime: 100 });
		const first = await generate(sandbox.app.appSecret);
		expect(first).toMatchObject({ status: 200, answer: { expiresIn: 100 } });
		await wait(1_100);
		const second = await generate(sandbox.app.appSecret);
		const accessToken = sandbox.tokens[1];
		expect(second.answer).toEqual({ accessToken, expiresIn: 99 });
		expect(first.answer).toMatchObject({ accessToken });
		const claims: unknown = JSON.parse(
			Buffer.from(accessToken?.split('.')[1] ?? '', 'base64url').toString(),
		);
		expect(claims).toMatchObject({ sub: sandbox.app.appId, exp: expect.any(Number) });
		expect(sandbox.maxOpen).toBe(0);
	});

	it('is refused to a wrong pair or type', async () => {
		await start();
		expect((await generate('wrong')).status).toBe(401);
		expect((await generate(sandbox.app.appSecret, 'password')).status).toBe(400);
	});

	it('is renewed after expireTokens, and the old ones are turned down', async () => {
		await start({ conversations: 1 });
		await generate(sandbox.app.appSecret);
		sandbox.expireTokens();
		expect(await remove()).toMatchObject({
			status: 401,
			answer: { message: 'Token validation failed for provided token.' },
		});
		await generate(sandbox.app.appSecret);
		expect(new Set(sandbox.tokens).size).toBe(3);
	});

	it('ends with its lifetime', async () => {
		await start({ tokenLifetime: 3 });
		expect((await call('GET', '/v1/conversations')).status).toBe(200);
		await wait(3_100);
		expect((await call('GET', '/v1/conversations')).status).toBe(401);
	});
});

describe('delete', () => {
	it.each<[SandboxOptions, number, unknown]>([
		[{}, 200, DELETED],
		[{ deleteAnswer: 'empty' }, 200, ''],
		[{ deleteAnswer: 'noContent' }, 204, ''],
	])('answers %j with %d', async (options, status, answer) => {
		await start(options);
		sandbox.add({ id: ID });
		expect(await remove()).toMatchObject({ status, answer });
		expect(await remove()).toMatchObject({ status: 404, answer: UNKNOWN });
		expect((await call('GET', `/v1/conversations/${ID}`)).answer).toEqual(UNKNOWN);
		expect(sandbox.deletedIds).toEqual([ID]);
		const logged = sandbox.requests({ conversationId: ID });
		expect(logged.map((request) => [request.method, request.status, request.acted])).toEqual([
			['DELETE', status, 'deleted'],
			['DELETE', 404, undefined],
			['GET', 404, undefined],
		]);
	});

	it.each([200, 400, 404] as const)('answers an unknown id with %d', async (unknownId) => {
		await start({ unknownId });
		expect(await remove()).toMatchObject({ status: unknownId, answer: UNKNOWN });
	});

	it.each([
		'/v1/conversations',
		'/v1/conversations/',
		'/v1/conversations//',
		'/v1/conversations/?x=1',
	])('never deletes at %s', async (path) => {
		await start({ conversations: 3 });
		expect((await call('DELETE', path)).status).toBe(404);
		expect(sandbox.conversations.size).toBe(3);
		expect(sandbox.log).toMatchObject([{ method: 'DELETE', path: path.split('?')[0] }]);
	});

	it.each([
		['POST', `/v1/conversations/${ID}`, 405],
		['POST', '/v1/conversations', 405],
		['GET', '/v1/nothing', 404],
		['GET', '/', 404],
		['GET', '/v1/conversations/%zz', 404],
	])('answers %s %s with %d', async (method, path, status) => {
		await start();
		expect(await call(method, path)).toMatchObject({
			status,
			answer: { message: expect.any(String) },
		});
	});
});

describe('made-up conversations', () => {
	it('look real, repeat with the seed and spread over two years', async () => {
		await start({ conversations: 300, seed: 5 });
		const made = [...sandbox.conversations.values()];
		for (const { id, startTime, endTime, members } of made) {
			expect(id).toMatch(/^[456]\d{15}$/);
			expect(startTime < endTime && endTime < ago(0) && startTime > ago(731 * DAY)).toBe(true);
			for (const member of members)
				expect(member).toMatchObject({ id: expect.stringMatching(/-4/) });
		}
		expect(made.filter(({ name }) => name === 'Weekly').length).toBeGreaterThan(1);
		expect(made.some(({ startTime }) => startTime < ago(500 * DAY))).toBe(true);
		expect(made.some(({ startTime }) => startTime > ago(7 * DAY))).toBe(true);

		const again = await startSandbox({ conversations: 300, seed: 5 });
		await again.stop();
		expect([...again.conversations.keys()]).toEqual([...sandbox.conversations.keys()]);
		expect(again.app).toEqual(sandbox.app);
	});

	it('take what is given', async () => {
		await start({ conversations: [] });
		expect(sandbox.add({})).toMatchObject({ type: 'meeting', members: [], metadata: {} });
		const { id, name } = sandbox.add({ startTime: ago(DAY) });
		expect(name).toBe(id);
		expect((await call('GET', `/v1/conversations/${id}`)).answer).toEqual(
			sandbox.conversations.get(id),
		);
	});
});

describe('list', () => {
	const member = { id: 'a', name: 'Li Na', email: 'li@example.com' };
	const two = 2 * MINUTE;

	beforeEach(async () => {
		await start({ maxListLimit: 30 });
		sandbox.add({ id: 'b', name: 'Bee', startTime: ago(2 * DAY), members: [member] });
		sandbox.add({ id: 'a', name: 'Zed', startTime: ago(DAY), metadata: { team: 'a b', k: 'v' } });
		sandbox.add({ id: 'old', name: 'Abe', startTime: ago(9 * DAY), metadata: { team: 'x' } });
		sandbox.add({ id: 'running', startTime: ago(MINUTE), endTime: ago(-MINUTE) });
	});

	const old = `startTime=${ago(30 * DAY)}`;
	const team = 'conversation.metadata.team==';
	it.each([
		['', ['b', 'a']],
		['order=desc', ['a', 'b']],
		[old, ['old', 'b', 'a']],
		[`${old}&sort=conversation.name`, ['old', 'b', 'a']],
		[`${old}&sort=conversation.name&order=desc`, ['a', 'b', 'old']],
		[`${old}&offset=1&limit=1`, ['b']],
		[`${old}&offset=3`, []],
		['limit=0', []],
		[`${old}&endTime=${ago(DAY + two)}`, ['old', 'b']],
		[`endTime=${ago(8 * DAY)}`, ['old']],
		[`filter=${team}x`, []],
		[`${old}&filter=${team}x`, ['old']],
		[`filter=${team}a b and conversation.metadata.k==v`, ['a']],
		[`filter=${team}"a b" and ${team}'a b'`, ['a']],
		[`filter=${team}x and ${team}a b`, []],
	])('%s gives %j', async (query, ids) => {
		const { status, answer } = await call('GET', `/v1/conversations?${query}`);
		expect(status).toBe(200);
		expect(answer).toMatchObject({ conversations: ids.map((id) => ({ id })) });
	});

	it.each([
		'limit=-1',
		'limit=1.5',
		'limit=65537',
		'limit=',
		'offset=-1',
		'order=DESC',
		'sort=constructor',
		'startTime=yesterday',
		'startTime=2024-13-01',
		`endTime=${ago(-DAY)}`,
		`startTime=${ago(DAY)}&endTime=${ago(2 * DAY)}`,
		`filter=${team}x or ${team}y`,
		`filter=${team}x and%20`,
		'filter=conversation.name==Bee',
		`filter=${team}x and conversation.metadata.b==y and conversation.metadata.c==z`,
	])('refuses %s', async (query) => {
		expect(await call('GET', `/v1/conversations?${query}`)).toMatchObject({
			status: 400,
			answer: { message: expect.any(String) },
		});
	});

	it('holds 20 by default and no more than the server allows', async () => {
		for (let count = 0; count < 50; count += 1) sandbox.add({ startTime: ago(3 * DAY) });
		const length = async (query: string) => {
			const { answer } = await call('GET', `/v1/conversations${query}`);
			return (JSON.stringify(answer).match(/"id"/g) ?? []).length;
		};
		expect([await length(''), await length('?limit=25'), await length('?limit=65536')]).toEqual([
			20, 25, 30,
		]);
	});

	it('names the members without their ids', async () => {
		const { answer } = await call('GET', '/v1/conversations?limit=1');
		const { name, email } = member;
		expect(answer).toEqual({
			conversations: [{ ...sandbox.conversations.get('b'), members: [{ name, email }] }],
		});
	});
});

describe('metadata', () => {
	const put = (body: unknown) => call('PUT', `/v1/conversations/${ID}`, body);

	it.each([
		['replace', { b: '2' }],
		['merge', { a: '1', b: '2' }],
	] as const)('%s', async (metadataUpdate, metadata) => {
		await start({ metadataUpdate });
		sandbox.add({ id: ID, metadata: { a: '1' } });
		expect(await put({ metadata: { b: '2' } })).toMatchObject({
			status: 200,
			answer: { id: ID, metadata },
		});
		expect(sandbox.conversations.get(ID)?.metadata).toEqual(metadata);
	});

	it.each([
		[{}],
		[[]],
		[{ metadata: { a: 1 } }],
		[{ metadata: { a: 'x'.repeat(129) } }],
		[{ metadata: {}, id: '1' }],
	])('refuses %j', async (body) => {
		await start();
		sandbox.add({ id: ID });
		expect((await put(body)).status).toBe(400);
	});
});

describe('faults', () => {
	const play = async (answer: FaultRule['answer'], options: SandboxOptions = {}) => {
		await start(options);
		sandbox.add({ id: ID });
		sandbox.play({ match: { conversationId: ID }, times: 1, answer });
	};

	it.each<[FaultRule['answer'], number, unknown, boolean]>([
		[{ status: 503 }, 503, { message: 'Service Unavailable' }, false],
		[{ status: 502, body: '<h1>Bad Gateway</h1>' }, 502, '<h1>Bad Gateway</h1>', false],
		[{ status: 500, body: '', act: true }, 500, '', true],
		[{ act: true, delayMs: 60 }, 200, DELETED, true],
		[{ act: true, trickle: { chunkMs: 1 } }, 200, DELETED, true],
		[{ status: 204 }, 204, '', false],
	])('%j', async (answer, status, body, acted) => {
		await play(answer);
		expect(await remove()).toMatchObject({ status, answer: body });
		expect(sandbox.deletedIds).toEqual(acted ? [ID] : []);
		const [logged] = sandbox.log;
		expect(logged).toMatchObject({ status, fault: expect.any(String) });
		const lasted = (logged?.endedAt ?? 0) - (logged?.at ?? 0);
		expect(lasted).toBeGreaterThanOrEqual(answer.delayMs ? 59 : 0);
		expect((await remove()).status).toBe(acted ? 404 : 200);
	});

	it.each<[FaultRule['answer'], boolean]>([
		[{ cut: true }, false],
		[{ cut: true, act: true }, true],
		[{ cutHalfway: true, act: true }, true],
	])('%j breaks the connection', async (answer, acted) => {
		await play(answer);
		await expect(remove()).rejects.toThrow();
		expect(sandbox.deletedIds).toEqual(acted ? [ID] : []);
		expect(sandbox.log).toMatchObject([{ cut: true }]);
	});

	it('never answers, yet stops at once', async () => {
		await play({ never: true });
		const pending = remove();
		pending.catch(() => {});
		await expect(Promise.race([pending, wait(100, 'waiting')])).resolves.toBe('waiting');
		await sandbox.stop();
		await expect(pending).rejects.toThrow();
		expect(sandbox.log[0]?.status).toBeUndefined();
	});

	it('are tried in order, skip and count down, and match by all that is given', async () => {
		await start();
		for (const id of ['a1', 'a2', 'b']) sandbox.add({ id });
		const path = /^\/v1\/conversations\/a/g;
		sandbox.play({ match: { path, method: 'GET' }, skip: 1, times: 1, answer: { status: 501 } });
		sandbox.play({ match: { conversationId: /^a/ }, times: 1, answer: { status: 502 } });
		sandbox.play({ match: { conversationId: 'b', host: 'elsewhere' }, answer: { status: 503 } });
		const headers = { 'retry-after': '7' };
		const path2 = '/oauth2/token:generate';
		sandbox.play({ match: { path: path2 }, answer: { status: 429, headers } });
		const statuses = [];
		for (const id of ['a1', 'a1', 'a2', 'b']) {
			statuses.push((await call('GET', `/v1/conversations/${id}`)).status);
		}
		expect(statuses).toEqual([502, 501, 200, 200]);
		expect((await call('POST', path2, {})).headers.get('retry-after')).toBe('7');
		sandbox.clearFaults();
		expect((await call('POST', path2, {})).status).toBe(400);
	});
});

describe('open requests', () => {
	const removeAll = () =>
		Promise.all([...sandbox.conversations.keys()].map(async (id) => (await remove(id)).status));

	it('are counted while they last', async () => {
		await start({ conversations: 6, latencyMs: 60 });
		const begun = Date.now();
		expect(await removeAll()).toEqual(Array(6).fill(200));
		expect(Date.now() - begun).toBeGreaterThanOrEqual(59);
		expect(sandbox.maxOpen).toBe(6);
	});

	it('above the limit get 429', async () => {
		await start({ conversations: 6, latencyMs: 60, rateLimit: { maxOpen: 4, retryAfter: '2' } });
		expect((await removeAll()).sort()).toEqual([200, 200, 200, 200, 429, 429]);
		sandbox.play({ times: 4, answer: { delayMs: 200 } });
		const others = Promise.all([1, 2, 3, 4].map(() => remove()));
		await wait(50);
		const refused = await remove();
		expect(refused).toMatchObject({ status: 429, answer: { statusCode: 429 } });
		expect(refused.headers.get('retry-after')).toBe('2');
		await others;
	});
});

it('logs what came in', async () => {
	await start();
	await call('PUT', `/v1/conversations/${ID}?a=1&b=%20`, { metadata: {} });
	expect(sandbox.log).toMatchObject([
		{
			method: 'PUT',
			path: `/v1/conversations/${ID}`,
			query: { a: '1', b: ' ' },
			headers: { authorization: `Bearer ${token}` },
			body: { metadata: {} },
			conversationId: ID,
			status: 404,
		},
	]);
	expect(sandbox.requests({ method: 'PUT', path: /conv/ })).toHaveLength(1);
	expect(sandbox.requests({ path: '/v1/conversations' })).toHaveLength(0);
});

it('deletes ten thousand conversations', async () => {
	const count = 10_000;
	await start({ conversations: count });
	const agent = new Agent({ keepAlive: true, maxSockets: 20 });
	const ids = [...sandbox.conversations.keys()];
	const removeQuickly = (id: string) =>
		new Promise<void>((resolve, reject) => {
			const options = { method: 'DELETE', agent, headers: { authorization: `Bearer ${token}` } };
			httpRequest(`${sandbox.url}/v1/conversations/${id}`, options, (response) => {
				response.resume().on('end', resolve);
			})
				.on('error', reject)
				.end();
		});
	await Promise.all(ids.map(removeQuickly));
	agent.destroy();
	expect(sandbox.deletedIds).toHaveLength(count);
	expect(sandbox.maxOpen).toBeLessThanOrEqual(20);
});

describe('control', () => {
	it('plays, clears, adds, expires and tells, and is not logged', async () => {
		await start();
		const control = (method: string, path: string, body?: unknown) =>
			call(method, `/__sandbox/${path}`, body);
		const added = await control('POST', 'conversations', [{ id: ID, name: 'Weekly' }, {}]);
		expect(added).toMatchObject({ status: 201, answer: [{ id: ID, name: 'Weekly' }, {}] });
		await control('POST', 'faults', {
			match: { path: { pattern: '/486' } },
			answer: { status: 500 },
		});
		expect((await remove()).status).toBe(500);
		await control('DELETE', 'faults');
		expect((await remove()).status).toBe(200);
		await control('POST', 'expire-tokens');
		expect((await remove()).status).toBe(401);
		expect((await control('GET', 'state')).answer).toMatchObject({
			log: [{ status: 500 }, { status: 200, acted: 'deleted' }, { status: 401 }],
			conversations: [expect.any(String)],
			deletedIds: [ID],
			maxOpen: 1,
			tokens: [token],
		});
		await control('DELETE', 'log');
		expect(sandbox.log).toEqual([]);
	});

	it.each([
		['faults', { answer: { staus: 500 } }],
		['faults', { match: { path: 5 }, answer: {} }],
		['faults', { match: { path: { pattern: '(' } }, answer: {} }],
		['faults', 'status 500'],
		['conversations', {}],
		['conversations', [{ id: 5 }]],
		['conversations', [{ members: [{ name: 'Li Na' }] }]],
	])('%s refuses %j', async (path, body) => {
		await start();
		expect((await call('POST', `/__sandbox/${path}`, body)).status).toBe(400);
	});
});

describe('serve', () => {
	let child: ChildProcessWithoutNullStreams;

	afterEach(() => child.kill('SIGKILL'));

	it.each([true, false])('starts from the command line (--json: %s)', async (json) => {
		await start();
		const script = join(__dirname, 'serve.cts');
		const args = [
			'--import',
			'tsx',
			script,
			'--port',
			'0',
			'--conversations',
			'3',
			...(json ? ['--json', '--choices', '{"generation":"old","separateLabs":true}'] : []),
		];
		child = spawn(process.execPath, args);
		let output = '';
		child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
		while (!/(\}|everything\.)\n/.test(output)) await once(child.stdout, 'data');
		if (json) {
			expect(JSON.parse(output)).toMatchObject({
				url: expect.stringContaining('http://127.0.0.1:'),
				labsUrl: expect.stringContaining('http://127.0.0.1:'),
				appId: expect.any(String),
				appSecret: expect.any(String),
				accessToken: expect.any(String),
				conversationIds: Array(3).fill(expect.stringMatching(/^\d{16}$/)),
			});
		} else {
			const [url] = /http:\S+/.exec(output) ?? [];
			await fetch(`${url}/v1/conversations/${ID}?token=secret`, { method: 'DELETE' });
			while (!output.includes('DELETE')) await once(child.stdout, 'data');
			expect(output).toMatch(new RegExp(`DELETE /v1/conversations/${ID}  401\n`));
		}
		child.kill();
		expect(await once(child, 'exit')).toEqual([0, null]);
	});
});
