import type { ServerResponse } from 'node:http';

/** An answer before it is sent. Text goes out as text/html, anything else as JSON. */
export interface Reply {
	status: number;
	statusText?: string;
	body?: unknown;
	headers?: Record<string, string>;
	/** The answer does not leave before this is settled. */
	after?: Promise<unknown>;
}

/** The usual answer. */
export function ok(body: unknown): Reply {
	return { status: 200, body };
}

/** The way in which an answer is sent. */
export interface Manner {
	/** Destroy the socket instead of answering. */
	cut?: boolean;
	/** Destroy the socket with a TCP reset instead of answering. */
	reset?: boolean;
	/** Send the headers and half of the body, then destroy the socket. */
	cutHalfway?: boolean;
	/** Send the headers, announce the body, and leave the client waiting for it. */
	headersOnly?: boolean;
	/** Send the body `chunkBytes` (1) every `chunkMs`; `endless` lets blanks follow it for ever. */
	trickle?: { chunkMs: number; chunkBytes?: number; endless?: boolean };
	/** Leave the client waiting. */
	never?: boolean;
	/** What goes over the wire instead of an HTTP answer; `cut` closes the connection behind it. */
	raw?: string;
}

/** A call that the API turns down with `{ message }`, or with the body given in its place. */
export class Refusal extends Error {
	constructor(
		readonly status: number,
		message: string,
		private readonly instead?: { body?: unknown },
	) {
		super(message);
	}

	get reply(): Reply {
		const { body } = this.instead ?? { body: { message: this.message } };
		return { status: this.status, body };
	}
}

/** The body as it goes over the wire. */
export function textOf(body: unknown): string {
	return body === undefined || typeof body === 'string' ? (body ?? '') : JSON.stringify(body);
}

/** What a body is sent as, if nothing else is said. */
export function contentTypeOf(body: unknown): string {
	return `${typeof body === 'string' ? 'text/html' : 'application/json'}; charset=utf-8`;
}

function withoutBody(status: number): boolean {
	return status === 204 || status === 304;
}

/**
 * Sends an answer. `leaving` is called once, before the last byte is handed over or the connection
 * is cut, so that no client can act on an answer before it is counted.
 */
export function send(
	response: ServerResponse,
	reply: Reply,
	manner: Manner,
	leaving: (left: { status?: number; cut?: boolean }) => void,
): void {
	if (manner.never) return;
	if (manner.raw !== undefined) {
		sendRaw(response, manner.raw, manner.cut ?? false, leaving);
		return;
	}
	if (manner.cut || manner.reset) {
		leaving({ cut: true });
		if (manner.reset) response.socket?.resetAndDestroy();
		else response.destroy();
		return;
	}
	const { status, statusText, body } = reply;
	const bytes = Buffer.from(withoutBody(status) ? '' : textOf(body));
	for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
	if (bytes.length > 0 && !response.hasHeader('content-type')) {
		response.setHeader('content-type', contentTypeOf(body));
	}
	if (!withoutBody(status) && !manner.trickle?.endless) {
		response.setHeader('content-length', bytes.length);
	}
	response.statusCode = status;
	if (statusText !== undefined) response.statusMessage = statusText;

	if (manner.headersOnly) {
		leaving({ status });
		response.flushHeaders();
	} else if (manner.cutHalfway) {
		response.write(bytes.subarray(0, bytes.length / 2), () => {
			leaving({ status, cut: true });
			response.destroy();
		});
	} else if (manner.trickle) {
		trickle(response, bytes, manner.trickle, () => leaving({ status }));
	} else {
		leaving({ status });
		response.end(bytes);
	}
}

function sendRaw(
	response: ServerResponse,
	raw: string,
	close: boolean,
	leaving: (left: { status?: number; cut?: boolean }) => void,
): void {
	const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(raw)?.[1]);
	leaving({ ...(status && { status }), ...(close && { cut: true }) });
	if (close) response.socket?.end(raw, 'latin1');
	else response.socket?.write(raw, 'latin1');
}

function trickle(
	response: ServerResponse,
	bytes: Buffer,
	{ chunkMs, chunkBytes = 1, endless = false }: NonNullable<Manner['trickle']>,
	leaving: () => void,
) {
	const blanks = Buffer.alloc(chunkBytes, ' ');
	let sent = 0;
	response.flushHeaders();
	const timer = setInterval(() => {
		if (response.writableNeedDrain) return;
		if (sent < bytes.length - chunkBytes || (endless && sent < bytes.length)) {
			response.write(bytes.subarray(sent, (sent += chunkBytes)));
			return;
		}
		if (endless) {
			response.write(blanks);
			return;
		}
		clearInterval(timer);
		leaving();
		response.end(bytes.subarray(sent));
	}, chunkMs);
	response.once('close', () => clearInterval(timer));
}
