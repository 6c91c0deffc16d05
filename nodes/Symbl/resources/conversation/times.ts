import type { IDataObject } from 'n8n-workflow';

/** What Symbl writes: an ISO 8601 time with a zone. Without one it would be read in the server's own. */
const STRICT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/** @returns a time of Symbl's in milliseconds since 1970, undefined where there is none to read. */
export function timeOf(time: unknown): number | undefined {
	if (typeof time !== 'string' || !STRICT.test(time)) return undefined;
	const ms = Date.parse(time.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
	return Number.isNaN(ms) || ms <= 0 ? undefined : ms;
}

/** @returns when a conversation ended; one that ends before it starts has no end. */
export function endOf({ startTime, endTime }: IDataObject): number | undefined {
	const end = timeOf(endTime);
	const start = timeOf(startTime);
	return end === undefined || (start !== undefined && end < start) ? undefined : end;
}
