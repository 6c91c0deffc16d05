import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { closeAfterwards } from './accounts.cts';

/** Something between n8n and the sandbox. */
export interface Relay {
	url: string;
	/** The hosts that it was asked for, one for each request. */
	asked: string[];
}

/** Listens on loopback until the test at hand is over. */
async function open(server: Server, protocol: string, asked: string[]): Promise<Relay> {
	const sockets = new Set<Duplex>();
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('error', () => socket.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	closeAfterwards(
		async () =>
			await new Promise((resolve) => {
				server.close(resolve);
				for (const socket of sockets) socket.destroy();
			}),
	);
	return { url: `${protocol}://127.0.0.1:${portOf(server.address())}`, asked };
}

function portOf(address: AddressInfo | string | null): number {
	if (address === null || typeof address === 'string') throw new Error('The relay has no port');
	return address.port;
}

/** Hands a request on to another server, and its answer back. */
function handOn(to: string, message: IncomingMessage, response: ServerResponse): void {
	const { pathname, search } = new URL(message.url ?? '/', to);
	const { method, headers } = message;
	const onward = request(`${to}${pathname}${search}`, { method, headers }, (answer) => {
		response.writeHead(answer.statusCode ?? 500, answer.headers);
		answer.pipe(response);
	});
	onward.on('error', () => response.destroy());
	message.pipe(onward);
}

/** An HTTP proxy that takes whatever it is asked for to the same server. */
export async function openProxy(to: string): Promise<Relay> {
	const asked: string[] = [];
	const server = createServer((message, response) => {
		asked.push(new URL(message.url ?? '/', 'http://not.proxied').host);
		handOn(to, message, response);
	});
	server.on('connect', (message, socket: Duplex) => {
		asked.push(message.url ?? '');
		const { hostname, port } = new URL(to);
		const target = connect(Number(port), hostname, () => {
			socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
			target.pipe(socket).pipe(target);
		});
		target.on('error', () => socket.destroy());
		socket.on('error', () => target.destroy());
	});
	return await open(server, 'http', asked);
}

/** The same server over TLS, with a certificate that nobody vouches for. */
export async function openSelfSigned(to: string): Promise<Relay> {
	const asked: string[] = [];
	const server = createTlsServer(selfSigned(), (message, response) => {
		asked.push(message.headers.host ?? '');
		handOn(to, message, response);
	});
	return await open(server, 'https', asked);
}

/** A key and a certificate of its own making (X.509 version 1), put together in DER. */
function selfSigned() {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const ecdsaWithSha256 = Buffer.from('300a06082a8648ce3d040302', 'hex');
	const commonName = Buffer.from('0603550403', 'hex');
	const name = der(0x30, der(0x31, der(0x30, commonName, der(0x0c, Buffer.from('relay.test')))));
	const validity = ['200101000000Z', '491231235959Z'].map((time) => der(0x17, Buffer.from(time)));
	const content = der(
		0x30,
		der(0x02, Buffer.from([1])),
		ecdsaWithSha256,
		name,
		der(0x30, ...validity),
		name,
		publicKey.export({ type: 'spki', format: 'der' }),
	);
	const signature = der(0x03, Buffer.from([0]), sign('sha256', content, privateKey));
	const base64 = der(0x30, content, ecdsaWithSha256, signature).toString('base64');
	return {
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
		cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
	};
}

/** One value in DER: its tag, its length, its content. */
function der(tag: number, ...parts: Buffer[]): Buffer {
	const content = Buffer.concat(parts);
	const { length } = content;
	const size =
		length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
	return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
