import { isDay } from './times';
import { invalidItem, type Failure } from '../../transport/failures';

const MOMENT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Reads a moment that an item gives: an ISO 8601 date, as n8n's date picker, its date objects and
 * Symbl write it. Without a time zone it is one of the workflow's.
 * @param displayName of the parameter, for what is no moment.
 * @returns milliseconds since 1970.
 */
export function readMoment(
	value: unknown,
	displayName: string,
	timezone: string,
): number | Failure {
	const text = value instanceof Date ? value.toISOString() : String(value ?? '').trim();
	const [, date = '', time = '00:00:00', zone] = MOMENT.exec(text) ?? [];
	const ms = zone ? Date.parse(`${date}T${time}${zone}`) : inZone(`${date}T${time}`, timezone);
	if (isDay(date) && !Number.isNaN(ms)) return ms;
	return invalidItem(
		`'${displayName}' is ${text ? `not a date: “${text.slice(0, 70)}”` : 'empty'}`,
		`Set '${displayName}' to a date such as 2026-01-31 or 2026-01-31T09:00:00Z.`,
	);
}

/** The moment at which the clocks of a time zone show that time. */
function inZone(time: string, timezone: string): number {
	const utc = Date.parse(`${time}Z`);
	if (Number.isNaN(utc)) return NaN;
	const offsetAt = (ms: number) => {
		const shown = new Date(ms).toLocaleString('sv-SE', { timeZone: timezone });
		return Date.parse(`${shown.replace(' ', 'T')}Z`) - Math.floor(ms / 1000) * 1000;
	};
	// Once more from there, since the clocks may have been changed in between.
	return utc - offsetAt(utc - offsetAt(utc));
}
