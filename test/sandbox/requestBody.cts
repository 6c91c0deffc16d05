import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What is kept of a file that came in: what it was said to be, and what it was. */
export class ReceivedFile {
	constructor(
		/** Bytes that arrived. */
		readonly length: number,
		/** Lower-case hex. */
		readonly sha256: string,
		/** The header, undefined where the length was not announced. */
		readonly contentLength: number | undefined,
		readonly contentType: string | undefined,
	) {}
}

function hasBody({ headers }: IncomingMessage): boolean {
	const { 'content-length': length, 'transfer-encoding': encoding } = headers;
	return encoding !== undefined || (length !== undefined && length !== '0');
}

/**
 * Reads what a request carries: JSON parsed (text where it is not valid), text, else a Buffer.
 * A request without a body is handed on at once, in the same turn.
 */
export function readBody(message: IncomingMessage, done: (body: unknown) => void): void {
	if (!hasBody(message)) {
		done(undefined);
		return;
	}
	const chunks: Buffer[] = [];
	message.on('data', (chunk: Buffer) => chunks.push(chunk));
	message.on('end', () => done(parse(Buffer.concat(chunks), message.headers['content-type'])));
}

/** Reads a file as it comes, keeping none of it; undefined is handed on where there is none. */
export function readFile(message: IncomingMessage, done: (file?: ReceivedFile) => void): void {
	if (!hasBody(message)) {
		done();
		return;
	}
	const hash = createHash('sha256');
	let length = 0;
	message.on('data', (chunk: Buffer) => {
		length += chunk.length;
		hash.update(chunk);
	});
	message.on('end', () => {
		const { 'content-length': announced, 'content-type': type } = message.headers;
		const contentLength = announced === undefined ? undefined : Number(announced);
		done(new ReceivedFile(length, hash.digest('hex'), contentLength, type));
	});
}

/** Hands on once so many bytes of the body have come in, or all of it, and reads no more. */
export function readUpTo(message: IncomingMessage, bytes: number, done: () => void): void {
	if (bytes <= 0 || !hasBody(message)) {
		done();
		return;
	}
	let length = 0;
	const stop = () => {
		message.removeAllListeners('data').removeAllListeners('end').pause();
		done();
	};
	message.on('data', (chunk: Buffer) => {
		length += chunk.length;
		if (length >= bytes) stop();
	});
	message.on('end', stop);
}

function parse(bytes: Buffer, type = ''): unknown {
	if (type.startsWith('text/')) return bytes.toString();
	if (!type.includes('json')) return bytes;
	try {
		return JSON.parse(bytes.toString());
	} catch {
		return bytes.toString();
	}
}
