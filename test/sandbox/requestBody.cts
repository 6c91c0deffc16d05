import type { IncomingMessage } from 'node:http';

/**
 * Reads what a request carries: JSON parsed (text where it is not valid), text, else a Buffer.
 * A request without a body is handed on at once, in the same turn.
 */
export function readBody(message: IncomingMessage, done: (body: unknown) => void): void {
	const { 'content-length': length, 'transfer-encoding': encoding } = message.headers;
	if (encoding === undefined && (length === undefined || length === '0')) {
		done(undefined);
		return;
	}
	const chunks: Buffer[] = [];
	message.on('data', (chunk: Buffer) => chunks.push(chunk));
	message.on('end', () => done(parse(Buffer.concat(chunks), message.headers['content-type'])));
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
