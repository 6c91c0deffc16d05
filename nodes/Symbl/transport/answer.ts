import type { IDataObject } from 'n8n-workflow';

/** What came of one request. */
export type Answer =
	/**
	 * Symbl, or something in its place, answered in full. `body` is the JSON in `text`, undefined where
	 * there is none; `retryAfter` is the header as it came.
	 */
	| { kind: 'answered'; status: number; text: string; body: unknown; retryAfter?: string }
	/** No answer came, and nothing proves that the request did not arrive. */
	| { kind: 'noAnswer'; code: string }
	/** The connection was never made, so nobody can have read the request. */
	| { kind: 'notConnected'; code: string }
	/** No request left, since the token call gave no token; `status` is what it answered, if it did. */
	| { kind: 'noToken'; message: string; status?: number; retryAfter?: string }
	/** No request left: n8n, the credential or the run refused to send it. */
	| { kind: 'notSent'; message: string };

/** An answer that came in full. */
export type Answered = Extract<Answer, { kind: 'answered' }>;

/** How much of an answer is shown, in characters. */
const MAX_SHOWN = 200;

export const isObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** @returns an object as it is, undefined for anything else. */
export const asObject = (value: unknown): IDataObject | undefined =>
	isObject(value) ? value : undefined;

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** The strings and numbers of a JSON text. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

const quoteInexact = (token: string): string =>
	/^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token;

/**
 * Reads JSON without rounding: a whole number that JavaScript cannot hold exactly becomes text, since
 * IDs may come as numbers.
 * @returns undefined where the text is no JSON.
 */
export function parseJson(text: string): unknown {
	const exact = /\d{16}/.test(text) ? text.replace(TOKENS, quoteInexact) : text;
	try {
		return JSON.parse(exact);
	} catch {
		return undefined;
	}
}

/**
 * @returns what the body of an answer says, in at most 200 characters: its `message`, or the text
 * of a page without its tags; '' if it says nothing.
 */
export function messageIn({ text, body }: { text: string; body: unknown }): string {
	const said = isObject(body) ? (body.message ?? body.error) : (body ?? text);
	if (typeof said !== 'string') return '';
	return said
		.slice(0, 20_000)
		.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ')
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim()
		.slice(0, MAX_SHOWN);
}

/**
 * The time that a `Retry-After` header asks for (RFC 9110, 10.2.3).
 * @returns milliseconds from now, undefined where there is none to read.
 */
export function retryAfterMs(header: string | undefined): number | undefined {
	if (!header?.trim()) return undefined;
	const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
	return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
