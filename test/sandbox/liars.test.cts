import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { callSandbox } from './client.cts';
import { echoForms, withEcho } from './echo.cts';
import { liars } from './liars.cts';
import { liarNamed, liarRules } from './liarRules.cts';
import { startSandbox, type FaultAnswer, type Sandbox, type SandboxOptions } from './sandbox.cts';

const ID = '4866329603473408';
const PATH = `/v1/conversations/${ID}`;
const UNKNOWN = { message: 'The conversationId is either invalid or does not exist.' };

let sandbox: Sandbox;

async function start(options: SandboxOptions = {}) {
	sandbox = await startSandbox(options);
	sandbox.add({ id: ID });
}

afterEach(() => sandbox.stop());

const call = (method: string, path: string, body?: unknown) =>
	callSandbox(sandbox, method, path, body);

/** All that comes over the wire for a DELETE, until the connection ends or there is enough of it. */
async function rawDelete(isEnough: (received: string) => boolean): Promise<string> {
	const { port, hostname } = new URL(sandbox.url);
	const socket = connect(Number(port), hostname);
	let received = '';
	let isOver = false;
	socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
	socket.on('error', () => {});
	socket.once('close', () => (isOver = true));
	const head = [`DELETE ${PATH} HTTP/1.1`, 'Host: x', `Authorization: Bearer ${token()}`];
	socket.write(`${head.join('\r\n')}\r\nConnection: close\r\n\r\n`);
	await until(() => isOver || isEnough(received));
	socket.destroy();
	return received;
}

const token = () => sandbox.tokens[0] ?? sandbox.issueToken();

describe('the catalogue', () => {
	beforeEach(() => start());

	it('names each liar once, and has enough of every origin', () => {
		const names = liars.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		for (const from of ['symbl', 'gateway', 'application', 'network', 'echo']) {
			expect(liars.filter((liar) => liar.from === from).length).toBeGreaterThan(10);
		}
		expect(() => liarNamed('nobody')).toThrow('There is no liar "nobody"');
	});

	it.each(liars.map(({ name, answers, acts }) => [name, answers, acts] as const))(
		'%s: its requests reach Symbl as it says',
		async (name, answers, acts) => {
			sandbox.playLiar(name, { match: { conversationId: ID }, times: 1 });
			for (const answer of answers) {
				const before = sandbox.log.length;
				const received = await rawDelete((text) =>
					answer.never ? sandbox.log.length > before : text.includes('\r\n\r\n'),
				);
				expect(received).toMatch(firstBytes(answer));
			}
			expect(sandbox.log.every(({ faultName }) => faultName === name)).toBe(true);
			if (acts) await until(() => sandbox.deletedIds.length === 1);
			expect(sandbox.deletedIds).toEqual(acts ? [ID] : []);
		},
	);
});

function firstBytes({ raw, cut, reset, never, status = 200 }: FaultAnswer): RegExp {
	if (raw !== undefined) return raw.startsWith('HTTP/1.1 1') ? /^HTTP\/1\.1 1/ : /^[HS]/;
	if (cut || reset || never) return /^$/;
	return new RegExp(`^HTTP/1\\.1 ${status} `);
}

async function until(holds: () => boolean): Promise<void> {
	while (!holds()) await wait(5);
}

describe('a liar', () => {
	it('gives its answers one after another, and the last one on', async () => {
		await start();
		sandbox.playLiar('ingress 503, then its default backend');
		const statuses = [];
		for (let time = 0; time < 3; time += 1) statuses.push((await call('DELETE', PATH)).status);
		expect(statuses).toEqual([503, 404, 404]);
		expect((await call('GET', PATH)).status).toBe(200);
	});

	it('stands where it is told to, so often, and acts or not', async () => {
		await start();
		sandbox.playLiar('404 Kong', { match: {}, times: 1 });
		sandbox.playLiar('200 n8n webhook', { times: 1, act: true });
		sandbox.playLiar('the documented message, carried out', { act: false });
		expect((await call('GET', '/v1/manage/groups')).status).toBe(404);
		expect((await call('DELETE', PATH)).answer).toEqual({ message: 'Workflow was started' });
		expect(sandbox.deletedIds).toEqual([ID]);
		sandbox.add({ id: ID });
		expect((await call('DELETE', PATH)).status).toBe(200);
		expect(sandbox.deletedIds).toEqual([ID]);
	});

	it('becomes rules that may be played for one ID', () => {
		const match = { conversationId: 'a' };
		const [first, second] = liarRules(liarNamed('cut, then 200 invalid API key'), { match });
		expect(first).toMatchObject({ match, times: 1, answer: { cut: true } });
		expect(second).toMatchObject({ match, times: undefined, answer: { status: 200 } });
	});
});

describe('faults', () => {
	const remove = () => call('DELETE', PATH);
	const play = (answer: FaultAnswer) => sandbox.play({ match: { conversationId: ID }, answer });

	it('act after they have answered', async () => {
		await start();
		play({ actAfterMs: 30, status: 503 });
		expect((await remove()).status).toBe(503);
		expect(sandbox.deletedIds).toEqual([]);
		await until(() => sandbox.deletedIds.length === 1);
		expect(sandbox.log[0]).toMatchObject({ status: 503, acted: 'deleted' });
	});

	it('announce a body that never comes, or never ends', async () => {
		await start();
		play({ headersOnly: true, status: 200, body: UNKNOWN });
		const head = await rawDelete((text) => text.includes('\r\n\r\n'));
		expect(head).toMatch(/content-length: 69\r\n/i);
		expect(head).toMatch(/\r\n\r\n$/);
		sandbox.clearFaults();
		play({ trickle: { chunkMs: 1, chunkBytes: 10, endless: true }, status: 200, body: UNKNOWN });
		const endless = await rawDelete((text) => text.endsWith(' '.repeat(10) + '\r\n'));
		expect(endless).toContain(' is either');
		expect(endless).not.toMatch(/content-length|\r\n0\r\n/i);
		expect(sandbox.log[1]?.status).toBeUndefined();
	});

	it('switch protocols', async () => {
		await start();
		sandbox.playLiar('101 switching protocols');
		const status = await new Promise((resolve, reject) => {
			const headers = { authorization: `Bearer ${token()}` };
			const request = httpRequest(sandbox.url + PATH, { method: 'DELETE', headers });
			request.on('upgrade', (response, socket) => {
				socket.destroy();
				resolve(response.statusCode);
			});
			request.on('error', reject).end();
		});
		expect(status).toBe(101);
		expect(sandbox.log[0]).toMatchObject({ status: 101 });
	});

	it('answer while the body still comes in', async () => {
		await start();
		sandbox.play({ answer: { afterBytes: 10, status: 413, act: true } });
		const { port, hostname } = new URL(sandbox.url);
		const socket = connect(Number(port), hostname);
		let received = '';
		socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
		socket.write(
			`POST /v1/process/audio HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(20)}`,
		);
		await until(() => received.includes('413'));
		socket.destroy();
		expect(sandbox.conversations.size).toBe(1);
	});
});

describe('echoes', () => {
	it.each(echoForms)('%s', async (as) => {
		await start();
		sandbox.play({ answer: { status: 400, body: 'Bad {{secret}}', echo: { as } } });
		const { answer } = await call('DELETE', PATH);
		const [logged] = sandbox.log;
		expect(answer).toBe(logged && `Bad ${withEcho('{{secret}}', logged, { as })}`);
	});

	it('give the whole header, the app secret, and stand in headers and status text', async () => {
		await start();
		const answer: FaultAnswer = {
			status: 500,
			statusText: 'Bad {{secret}}',
			headers: { 'x-seen': '{{secret}}' },
			body: '',
			echo: { as: 'plain' },
		};
		sandbox.play({ match: { path: '/oauth2/token:generate' }, answer });
		const body = { appId: 'a', appSecret: 'hush' };
		const { headers } = await call('POST', '/oauth2/token:generate', body);
		expect(headers.get('x-seen')).toBe('hush');
		sandbox.play({ answer: { ...answer, echo: { as: 'plain', of: 'authorization' } } });
		expect(await rawDelete(() => false)).toContain(`HTTP/1.1 500 Bad Bearer ${token()}\r\n`);
	});

	it('change form as it says', async () => {
		await start();
		await call('GET', PATH);
		const [logged] = sandbox.log;
		const headers = { authorization: 'Bearer a.B/c' };
		const echoed = (as: (typeof echoForms)[number]) =>
			logged && withEcho('{{secret}}', { ...logged, headers }, { as });
		expect(echoForms.map(echoed)).toEqual([
			'a.B/c',
			'a.B%2Fc',
			'%61%2e%42%2f%63',
			'YS5CL2M=',
			'YS5CL2M',
			'612e422f63',
			'a&#x2e;B&#x2f;c',
			'&#x61;&#x2e;&#x42;&#x2f;&#x63;',
			'\\u0061\\u002e\\u0042\\u002f\\u0063',
			'A.B/C',
			'a.b/c',
		]);
	});
});

describe('control', () => {
	const control = (method: string, path: string, body?: unknown) =>
		call(method, `/__sandbox/${path}`, body);

	it('lists and plays liars', async () => {
		await start();
		expect((await control('GET', 'liars')).answer).toContainEqual({
			name: '202 with a job',
			from: 'symbl',
			acts: false,
		});
		const play = { name: '202 with a job', match: { method: 'DELETE' }, times: 1, act: true };
		expect((await control('POST', 'liars', play)).status).toBe(204);
		expect((await call('DELETE', PATH)).status).toBe(202);
		expect(sandbox.deletedIds).toEqual([ID]);
		expect((await control('POST', 'liars', { name: 'nobody' })).status).toBe(404);
		expect((await control('POST', 'liars', { name: '404 Kong', often: 1 })).status).toBe(400);
	});

	it('plays every kind of fault', async () => {
		await start();
		const answer = {
			status: 500,
			statusText: 'No',
			body: '{{secret}}',
			echo: { as: 'hex', of: 'authorization' },
			trickle: { chunkMs: 1, chunkBytes: 500 },
		};
		expect((await control('POST', 'faults', { name: 'mine', answer })).status).toBe(204);
		expect((await call('GET', PATH)).answer).toBe(Buffer.from(`Bearer ${token()}`).toString('hex'));
		expect(sandbox.log[0]).toMatchObject({ faultName: 'mine', fault: expect.any(String) });
		for (const wrong of [{ echo: { as: 'rot13' } }, { echo: { as: 'hex', of: 'x' } }, { raw: 1 }]) {
			expect((await control('POST', 'faults', { answer: wrong })).status).toBe(400);
		}
	});
});
