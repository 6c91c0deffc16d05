import { Socket } from 'node:net';
import { runSymbl } from '../engine/engine.cts';
import { claimsOf, contradictions, inWords } from '../faults/accounting.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import { accessToken, openSandbox } from './accounts.cts';
import { errorModes } from './errorModes.cts';

const ID = '101';

type Fault = (() => Error) | undefined;

/** Fails connections to the sandbox as an operating system does: before they are made, or after. */
function failConnections(sandbox: Sandbox, before: Fault, after: Fault): void {
	const { port } = new URL(sandbox.url);
	const { connect } = Socket.prototype;
	jest.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket, ...given) {
		const isToSandbox = JSON.stringify(given).includes(port);
		if (isToSandbox && before) {
			process.nextTick(() => this.destroy(before()));
			return this;
		}
		if (isToSandbox && after) {
			this.on('ready', () => {
				const timer = setInterval(() => {
					if (sandbox.log.length === 0) return;
					clearInterval(timer);
					this.destroy(after());
				}, 2);
				this.on('close', () => clearInterval(timer));
			});
		}
		return Reflect.apply(connect, this, given);
	});
}

afterEach(() => jest.restoreAllMocks());

const system = (code: string, syscall: string) => () =>
	Object.assign(new Error(`${syscall} ${code}`), { code, syscall, errno: -113 });

async function deleteOne(sandbox: Sandbox, onError: (typeof errorModes)[number]) {
	const execution = await runSymbl({
		items: [{ conversationId: ID }],
		credential: accessToken(sandbox),
		parameters: { options: { maxRetries: 0 } },
		settings: { onError },
	});
	return { execution, claim: inWords(claimsOf(execution).get(ID)) };
}

describe.each(errorModes)('On Error: %s', (onError) => {
	it.each<[string, () => Error]>([
		['connect ECONNREFUSED', system('ECONNREFUSED', 'connect')],
		['connect EHOSTUNREACH', system('EHOSTUNREACH', 'connect')],
		['connect ETIMEDOUT', system('ETIMEDOUT', 'connect')],
		['getaddrinfo ENOTFOUND', system('ENOTFOUND', 'getaddrinfo')],
		['getaddrinfo EAI_AGAIN', system('EAI_AGAIN', 'getaddrinfo')],
	])('%s proves that nothing was sent', async (_, fault) => {
		const sandbox = await openSandbox();
		sandbox.add({ id: ID });
		failConnections(sandbox, fault, undefined);
		const { execution, claim } = await deleteOne(sandbox, onError);
		expect(claim).toBe('failed/false');
		expect(contradictions(execution, sandbox, [ID])).toEqual([]);
		expect(sandbox.log).toEqual([]);
	});

	it.each<[string, () => Error]>([
		['read EHOSTUNREACH', system('EHOSTUNREACH', 'read')],
		['read ENETUNREACH', system('ENETUNREACH', 'read')],
		['read ECONNREFUSED', system('ECONNREFUSED', 'read')],
		['read ETIMEDOUT', system('ETIMEDOUT', 'read')],
		['write EPIPE', system('EPIPE', 'write')],
		['an error without a code', () => new Error('lost')],
		['an error without a code or a word', () => new Error('')],
		['an error that speaks of connecting', () => new Error('could not connect ECONNREFUSED')],
	])('%s proves nothing', async (_, fault) => {
		for (const acts of [true, false]) {
			const sandbox = await openSandbox();
			sandbox.add({ id: ID });
			sandbox.play({ answer: { act: acts, never: true } });
			failConnections(sandbox, undefined, fault);
			const { execution, claim } = await deleteOne(sandbox, onError);
			expect(claim).toBe('unknown/null');
			expect(contradictions(execution, sandbox, [ID])).toEqual([]);
			jest.restoreAllMocks();
		}
	});
});
