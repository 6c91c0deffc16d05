import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { FaultAnswer } from './faults.cts';

/** An answer before it is sent. Text goes out as text/html, anything else as JSON. */
export interface Reply {
	status: number;
	body?: unknown;
	headers?: Record<string, string>;
}

/** The usual answer. */
export function ok(body: unknown): Reply {
	return { status: 200, body };
}

/** The way in which an answer is sent. */
export type Manner = Pick<FaultAnswer, 'cut' | 'cutHalfway' | 'trickle' | 'never'>;

/** A call that the API turns down with `{ message }`. */
export class Refusal extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

/** The answer of a struck request; `real` is what it would have been, where the work was done. */
export function faultReply(fault: FaultAnswer, real?: Reply): Reply {
	const status = fault.status ?? real?.status ?? 200;
	const body = fault.body ?? real?.body ?? { message: STATUS_CODES[status] };
	return { status, body, headers: { ...real?.headers, ...fault.headers } };
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
	if (manner.cut) {
		leaving({ cut: true });
		response.destroy();
		return;
	}
	const { status, body } = reply;
	const text = body === undefined || typeof body === 'string' ? (body ?? '') : JSON.stringify(body);
	const bytes = Buffer.from(withoutBody(status) ? '' : text);
	for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
	if (bytes.length > 0 && !response.hasHeader('content-type')) {
		const type = typeof body === 'string' ? 'text/html' : 'application/json';
		response.setHeader('content-type', `${type}; charset=utf-8`);
	}
	if (!withoutBody(status)) response.setHeader('content-length', bytes.length);
	response.statusCode = status;

	if (manner.cutHalfway) {
		response.write(bytes.subarray(0, bytes.length / 2), () => {
			leaving({ status, cut: true });
			response.destroy();
		});
	} else if (manner.trickle) {
		trickle(response, bytes, manner.trickle.chunkMs, () => leaving({ status }));
	} else {
		leaving({ status });
		response.end(bytes);
	}
}

function trickle(response: ServerResponse, bytes: Buffer, chunkMs: number, leaving: () => void) {
	let sent = 0;
	response.flushHeaders();
	const timer = setInterval(() => {
		if (sent < bytes.length - 1) {
			response.write(bytes.subarray(sent, ++sent));
			return;
		}
		clearInterval(timer);
		leaving();
		response.end(bytes.subarray(sent));
	}, chunkMs);
	response.once('close', () => clearInterval(timer));
}
