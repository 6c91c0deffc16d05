import type { ApiChoices } from './choices.cts';
import { parseMetadataFilter } from './metadataFilter.cts';
import { Refusal } from './reply.cts';
import type { ConversationRecord } from './store.cts';

const WEEK = 7 * 86_400_000;
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 65_536;
const ISO_8601 = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** A conversation and its times, in ms since 1970: read once, since sorting compares them often. */
interface Entry {
	conversation: ConversationRecord;
	startTime: number;
	endTime: number;
}

type Compare = (one: Entry, other: Entry) => number;

const comparisons = new Map<string, Compare>([
	['conversation.startTime', (one, other) => one.startTime - other.startTime],
	[
		'conversation.name',
		({ conversation: { name: one } }, { conversation: { name: other } }) =>
			one < other ? -1 : Number(one > other),
	],
]);

function wholeNumber(
	name: string,
	text: string | undefined,
	fallback: number,
	max: number,
): number {
	if (text === undefined) return fallback;
	if (!/^\d+$/.test(text) || Number(text) > max) {
		throw new Refusal(400, `"${name}" must be a whole number from 0 to ${max}`);
	}
	return Number(text);
}

function moment(name: string, text: string | undefined, fallback: number): number {
	if (text === undefined) return fallback;
	const time = ISO_8601.test(text) ? Date.parse(text) : NaN;
	if (Number.isNaN(time)) throw new Refusal(400, `"${name}" must be a valid ISO 8601 date`);
	return time;
}

function comparison(query: Record<string, string>): Compare {
	const { sort = 'conversation.startTime', order = 'asc' } = query;
	if (order !== 'asc' && order !== 'desc') {
		throw new Refusal(400, '"order" must be one of [asc, desc]');
	}
	const fields = sort.split(',').map((field) => {
		const compare = comparisons.get(field.trim());
		if (!compare) throw new Refusal(400, `"sort" must not be "${field}"`);
		return compare;
	});
	const direction = order === 'asc' ? 1 : -1;
	return (one, other) =>
		direction * fields.reduce((decided, compare) => decided || compare(one, other), 0);
}

/** A page of conversations, and what some servers say beside it. */
export interface ConversationPage {
	conversations: ConversationRecord[];
	extras: object;
}

/**
 * The page of conversations that a query asks for (Symbl docs: all conversations). Without dates it
 * is one of the last seven days; a filter does not lift that.
 * @throws Refusal (400) for a parameter that is not valid
 */
export function listConversations(
	conversations: Iterable<ConversationRecord>,
	asked: Record<string, string>,
	{ maxListLimit = MAX_LIMIT, listIgnores = [], listExtras = false }: ApiChoices = {},
): ConversationPage {
	const query = { ...asked };
	for (const name of listIgnores) delete query[name];
	const limit = Math.min(wholeNumber('limit', query.limit, DEFAULT_LIMIT, MAX_LIMIT), maxListLimit);
	const offset = wholeNumber('offset', query.offset, 0, Number.MAX_SAFE_INTEGER);
	const now = Date.now();
	const until = moment('endTime', query.endTime, now);
	const since = moment('startTime', query.startTime, until - WEEK);
	if (until > now) throw new Refusal(400, '"endTime" must be before now');
	if (since >= until) throw new Refusal(400, '"startTime" must be before "endTime"');
	const passes = parseMetadataFilter(query.filter ?? '');
	const compare = comparison(query);

	const entries: Entry[] = [];
	for (const conversation of conversations) {
		const startTime = Date.parse(conversation.startTime);
		const endTime = Date.parse(conversation.endTime);
		if (startTime >= since && endTime <= until && passes(conversation)) {
			entries.push({ conversation, startTime, endTime });
		}
	}
	const page = entries.sort(compare).slice(offset, offset + limit);
	const total = entries.length;
	const hasMore = offset + page.length < total;
	return {
		conversations: page.map(({ conversation }) => conversation),
		extras: listExtras ? { total, count: page.length, limit, offset, hasMore } : {},
	};
}
