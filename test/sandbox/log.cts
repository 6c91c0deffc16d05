import type { IncomingMessage } from 'node:http';

/** One request as the sandbox received and answered it. */
export interface LoggedRequest {
	/** When it arrived and when its answer left, in ms since 1970. */
	at: number;
	endedAt?: number;
	method: string;
	/** As sent, without the query. */
	path: string;
	query: Record<string, string>;
	/** Names in lower case, values as received. */
	headers: Record<string, string>;
	/** Parsed JSON, text, a Buffer or a `ReceivedFile`; undefined where nothing was sent. */
	body: unknown;
	conversationId?: string;
	/** The status it was answered with, if it was. */
	status?: number;
	/** The sandbox cut the connection. */
	cut?: boolean;
	/** This very request removed the conversation, or whatever it names, or began a job. */
	acted?: 'deleted' | 'began a job';
	/** What went wrong on purpose. */
	fault?: string;
	/** The name of the rule that made it go wrong, if it has one. */
	faultName?: string;
}

/** Which requests to pick; a string path is compared exactly. */
export interface RequestFilter {
	method?: string;
	path?: string | RegExp;
	conversationId?: string;
}

/** The log entry of a request that has just arrived, its body still unread. */
export function logEntry(message: IncomingMessage): LoggedRequest {
	const url = message.url ?? '/';
	const mark = url.indexOf('?');
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(message.headers)) headers[name] = String(value);
	return {
		at: Date.now(),
		method: message.method ?? 'GET',
		path: mark < 0 ? url : url.slice(0, mark),
		query: mark < 0 ? {} : Object.fromEntries(new URLSearchParams(url.slice(mark + 1))),
		headers,
		body: undefined,
	};
}

/** Whether `text` is, or matches, what is wanted. */
export function matches(wanted: string | RegExp | undefined, text: string | undefined): boolean {
	if (wanted === undefined) return true;
	if (text === undefined) return false;
	return typeof wanted === 'string' ? wanted === text : text.search(wanted) >= 0;
}

/** The logged requests that pass the filter, in order of arrival. */
export function select(log: LoggedRequest[], filter: RequestFilter = {}): LoggedRequest[] {
	return log.filter(
		(request) =>
			matches(filter.method, request.method) &&
			matches(filter.path, request.path) &&
			matches(filter.conversationId, request.conversationId),
	);
}
