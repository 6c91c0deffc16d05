import type { IDataObject } from 'n8n-workflow';

/** What Symbl writes: an ISO 8601 time with a zone. Without one it would be read in the server's own. */
const STRICT = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/** No conversation is of 1970: 0, -1 and seconds taken for milliseconds all come to that year. */
const EARLIEST = Date.UTC(1971, 0);

/** @returns a time of Symbl's in milliseconds since 1970, undefined where there is none to read. */
export function timeOf(time: unknown): number | undefined {
	const [text, day] = typeof time === 'string' ? (STRICT.exec(time) ?? []) : [];
	if (text === undefined || day === undefined || !isDay(day)) return undefined;
	const ms = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
	return Number.isNaN(ms) || ms < EARLIEST ? undefined : ms;
}

/**
 * Whether a calendar has that day: JavaScript takes the 30th of February for the 2nd of March.
 * @param date such as 2026-01-31.
 */
export function isDay(date: string): boolean {
	const ms = Date.parse(date);
	return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
}

/** @returns when a conversation ended; one that ends before it starts has no end. */
export function endOf({ startTime, endTime }: IDataObject): number | undefined {
	const end = timeOf(endTime);
	const start = timeOf(startTime);
	return end === undefined || (start !== undefined && end < start) ? undefined : end;
}
