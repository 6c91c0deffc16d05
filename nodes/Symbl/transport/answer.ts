import type { IDataObject } from 'n8n-workflow';

/** What came of one request. */
export type Answer =
	/** Symbl, or something in its place, answered in full. `retryAfter` is the header as it came. */
	| { kind: 'answered'; status: number; body: unknown; retryAfter?: string }
	/** The connection gave no answer; `reached` tells whether the request may have been read. */
	| { kind: 'noAnswer'; code: string; reached: boolean }
	/** No request left, since the token call gave no token; `status` is what it answered, if it did. */
	| { kind: 'noToken'; message: string; status?: number; retryAfter?: string }
	/** No request left: n8n or the credential refused to send it. */
	| { kind: 'notSent'; message: string };

/** @returns whether a value is an object with named fields, as nearly every answer of Symbl is. */
export const isObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** @returns an object as it is, undefined for anything else. */
export const asObject = (value: unknown): IDataObject | undefined =>
	isObject(value) ? value : undefined;

/**
 * @returns what the body of an answer says, in at most 200 characters: its `message`, or the text
 * of a page without its tags; '' if it says nothing.
 */
export function messageOf(body: unknown): string {
	const text = isObject(body) ? (body.message ?? body.error) : body;
	if (typeof text !== 'string') return '';
	return text
		.slice(0, 20_000)
		.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ')
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim()
		.slice(0, 200);
}

/**
 * @returns what Symbl says when it has done what it was asked, '' if it says nothing; undefined for a
 * body that is none of Symbl's.
 */
export const receiptOf = (body: unknown): string | undefined =>
	(isObject(body) && !body.error) || body === '' || body === undefined
		? messageOf(body)
		: undefined;

/**
 * The time that a `Retry-After` header asks for (RFC 9110, 10.2.3).
 * @returns milliseconds from now, undefined where there is none to read.
 */
export function retryAfterMs(header: string | undefined): number | undefined {
	if (!header?.trim()) return undefined;
	const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
	return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/**
 * Symbl's documentation shows the answer for an unknown ID without its status, so it may be a 200.
 * @returns such an answer as the 404 that it means, any other as it is.
 */
export function withStatusMeant(answer: Answer): Answer {
	if (answer.kind !== 'answered' || !isSuccess(answer.status) || !isObject(answer.body))
		return answer;
	const { message } = answer.body;
	const isUnknown = typeof message === 'string' && /\b(invalid|does not exist)\b/i.test(message);
	return isUnknown ? { ...answer, status: 404 } : answer;
}

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;
