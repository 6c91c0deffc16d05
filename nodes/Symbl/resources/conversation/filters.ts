import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { ageField, readAge } from './age';
import { heldByMetadata } from './guards';
import { readMoment } from './moment';
import { pairsField, readPairs } from './pairs';
import { endOf, timeOf } from './times';
import type { Item } from '../../operation/item';
import { isObject } from '../../transport/answer';
import { invalidItem, isFailure, type Failure } from '../../transport/failures';

/** How many metadata keys a filter of Symbl's may name (its documentation). */
const MOST_KEYS = 2;

/** What Symbl's documentation shows of keys and values in a filter; others are only looked at here. */
const PLAIN = /^[\w.-]+$/;

/** What a list of conversations may be narrowed down to. */
export const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	description: 'Without a filter, conversations of all time are returned',
	options: [
		{
			displayName: 'Ended Before',
			name: 'endedBefore',
			type: 'dateTime',
			default: '',
			description: 'Only conversations that ended before this moment',
		},
		{
			displayName: 'Filter (RSQL)',
			name: 'rsql',
			type: 'string',
			default: '',
			placeholder: 'e.g. conversation.metadata.team==sales',
			description: "A filter in Symbl's own language, which is passed on as it is",
		},
		pairsField({
			displayName: 'Metadata',
			name: 'metadata',
			description: 'Only conversations that have all of these keys with exactly these values',
		}),
		{
			displayName: 'Name Contains',
			name: 'nameContains',
			type: 'string',
			default: '',
			placeholder: 'e.g. weekly',
			description:
				'Only conversations with this text in their name. Upper and lower case are the same.',
		},
		ageField('Older Than', 'olderThan', 'Only conversations that ended at least so long ago'),
		{
			displayName: 'Participant',
			name: 'participant',
			type: 'string',
			default: '',
			placeholder: 'e.g. priya@example.com',
			description:
				"Only conversations that have a member with exactly this name or email. Upper and lower case are the same. People who are only talked about are not found. See also 'Also in Messages' in Options.",
		},
		{
			displayName: 'Started After',
			name: 'startedAfter',
			type: 'dateTime',
			default: '',
			description: 'Only conversations that started after this moment',
		},
		pairsField({
			displayName: 'Without Metadata',
			name: 'withoutMetadata',
			description: 'Only conversations that have none of these keys with these values',
			valueDescription: 'Leave it empty to leave a conversation out whatever the value is',
		}),
	],
};

/** Which conversations of a list an item asks for. */
export interface Filters {
	/** What Symbl is asked for. */
	query: { startTime: string; endTime?: string; filter?: string };
	/** Looks again, since what passes may be deleted next; and for what Symbl cannot look for. */
	passes(conversation: IDataObject): boolean;
	/** Who has to be in a conversation, which `passes` does not look at. */
	participant?: string;
}

/** One filter; times are in ms since 1970. */
interface Filter {
	from?: number;
	until?: number;
	rsql?: string;
	participant?: string;
	passes?(conversation: IDataObject): boolean;
}

/** How each filter is read. None of them may be empty: what it was to keep may be deleted next. */
const READERS: Record<string, (value: unknown, timezone: string) => Filter | Failure> = {
	endedBefore(value, timezone) {
		const until = readMoment(value, 'Ended Before', timezone);
		return isFailure(until) ? until : { until };
	},
	metadata(value) {
		const pairs = readPairs(value, 'Metadata');
		if (isFailure(pairs)) return pairs;
		if (pairs.length === 0) return empty('Metadata');
		const plain = pairs
			.filter((pair) => pair.every((text) => PLAIN.test(text)))
			.slice(0, MOST_KEYS);
		return {
			rsql: plain.map(([key, value]) => `conversation.metadata.${key}==${value}`).join(' and '),
			passes: ({ metadata }) =>
				isObject(metadata) && pairs.every(([key, wanted]) => textOf(metadata, key) === wanted),
		};
	},
	nameContains(value) {
		if (typeof value !== 'string' || !value.trim()) return empty('Name Contains');
		const wanted = value.trim().toLocaleLowerCase();
		return {
			passes: ({ name }) => typeof name === 'string' && name.toLocaleLowerCase().includes(wanted),
		};
	},
	olderThan(value) {
		const age = readAge(value, 'Older Than');
		return isFailure(age) ? age : { until: Date.now() - age };
	},
	participant(value) {
		if (typeof value !== 'string' || !value.trim()) return empty('Participant');
		return { participant: value.trim() };
	},
	rsql(value) {
		if (typeof value !== 'string' || !value.trim()) return empty('Filter (RSQL)');
		return { rsql: value.trim() };
	},
	startedAfter(value, timezone) {
		const from = readMoment(value, 'Started After', timezone);
		return isFailure(from) ? from : { from };
	},
	withoutMetadata(value) {
		const pairs = readPairs(value, 'Without Metadata');
		if (isFailure(pairs)) return pairs;
		if (pairs.length === 0) return empty('Without Metadata');
		return { passes: (conversation) => heldByMetadata(pairs, conversation) === undefined };
	},
};

/** Reads the item's 'Filters'. */
export function readFilters(item: Pick<Item, 'parameter' | 'timezone'>): Filters | Failure {
	const given = item.parameter('filters', {});
	if (!isObject(given)) return empty('Filters');
	const filters: Filter[] = [];
	for (const [name, value] of Object.entries(given)) {
		const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
		const filter = read?.(value, item.timezone) ?? unknownFilter(name);
		if (isFailure(filter)) return filter;
		filters.push(filter);
	}
	const from = Math.max(0, ...filters.flatMap((filter) => filter.from ?? []));
	const until = Math.min(Infinity, ...filters.flatMap((filter) => filter.until ?? []));
	if (from >= Math.min(until, Date.now())) {
		return invalidItem(
			'The filters leave no time in which a conversation could have started and ended',
			"Check 'Started After', 'Ended Before' and 'Older Than' under Filters.",
		);
	}
	const now = Date.now();
	// Symbl refuses an end that has not come yet, and takes now for one that is not given.
	const endTime = until < now ? new Date(until).toISOString() : undefined;
	const filter = given.rsql ?? filters.map(({ rsql }) => rsql).find(Boolean);
	return {
		query: {
			startTime: new Date(from).toISOString(),
			...(endTime && { endTime }),
			...(typeof filter === 'string' && { filter: filter.trim() }),
		},
		passes: (conversation) =>
			(from === 0 || (timeOf(conversation.startTime) ?? -Infinity) > from) &&
			(until === Infinity || (endOf(conversation) ?? Infinity) < Math.min(until, now)) &&
			filters.every(({ passes }) => !passes || passes(conversation)),
		participant: filters.map(({ participant }) => participant).find(Boolean),
	};
}

/** @returns the value of a metadata key as text, undefined where it is missing or no single value. */
function textOf(metadata: IDataObject, key: string): string | undefined {
	const value = Object.hasOwn(metadata, key) ? metadata[key] : undefined;
	const isSingle = ['string', 'number', 'boolean'].includes(typeof value);
	return isSingle ? String(value) : undefined;
}

const unknownFilter = (name: string): Failure =>
	invalidItem(`There is no filter named '${name.slice(0, 70)}'`, 'Check the names under Filters.');

const empty = (name: string): Failure =>
	invalidItem(`'${name}' is empty`, `Fill in '${name}', or remove it under Filters.`);
