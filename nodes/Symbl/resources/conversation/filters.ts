import type { IDataObject, IExecuteSingleFunctions, INodeProperties } from 'n8n-workflow';
import { readMoment } from './moment';
import { metadataField, readPairs } from './pairs';
import { isObject } from '../../transport/answer';
import { isFailure, refusal, type Failure } from '../../transport/failures';

const DAY_MS = 86_400_000;

const UNITS = { days: 1, weeks: 7, months: 30 } as const;

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
		metadataField('Only conversations that have all of these keys with exactly these values'),
		{
			displayName: 'Name Contains',
			name: 'nameContains',
			type: 'string',
			default: '',
			placeholder: 'e.g. weekly',
			description:
				'Only conversations with this text in their name. Upper and lower case are the same.',
		},
		{
			displayName: 'Older Than',
			name: 'olderThan',
			type: 'fixedCollection',
			default: { age: { value: 90, unit: 'days' } },
			options: [
				{
					displayName: 'Age',
					name: 'age',
					values: [
						{
							displayName: 'Value',
							name: 'value',
							type: 'number',
							typeOptions: { minValue: 1 },
							default: 90,
						},
						{
							displayName: 'Unit',
							name: 'unit',
							type: 'options',
							options: [
								{ name: 'Days', value: 'days' },
								{ name: 'Months (30 Days)', value: 'months' },
								{ name: 'Weeks', value: 'weeks' },
							],
							default: 'days',
						},
					],
				},
			],
			description: 'Only conversations that ended at least so long ago',
		},
		{
			displayName: 'Started After',
			name: 'startedAfter',
			type: 'dateTime',
			default: '',
			description: 'Only conversations that started after this moment',
		},
	],
};

/** Which conversations of a list an item asks for. */
export interface Filters {
	/** What Symbl is asked for. */
	query: { startTime: string; endTime?: string; filter?: string };
	/** Looks again, since what passes may be deleted next; and for what Symbl cannot look for. */
	passes(conversation: IDataObject): boolean;
}

/** One filter; times are in ms since 1970. */
interface Filter {
	from?: number;
	until?: number;
	rsql?: string;
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
			rsql: plain.map(([key, its]) => `conversation.metadata.${key}==${its}`).join(' and '),
			passes: ({ metadata }) =>
				isObject(metadata) &&
				pairs.every(([key, its]) => Object.hasOwn(metadata, key) && `${metadata[key]}` === its),
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
		const age: unknown = isObject(value) ? value.age : undefined;
		const { value: count, unit }: { value?: unknown; unit?: unknown } = isObject(age) ? age : {};
		if (typeof count !== 'number' || !(count > 0) || !isUnit(unit)) {
			return refusal(
				`'Older Than' must be a number above 0 and a unit, but it is ${JSON.stringify(age)}. Nothing was sent for this item`,
				"Check 'Older Than' under Filters.",
			);
		}
		return { until: Date.now() - count * UNITS[unit] * DAY_MS };
	},
	rsql(value) {
		if (typeof value !== 'string' || !value.trim()) return empty('Filter (RSQL)');
		return { rsql: value.trim() };
	},
	startedAfter(value, timezone) {
		const from = readMoment(value, 'Started After', timezone);
		return isFailure(from) ? from : { from };
	},
};

/** Reads the item's 'Filters'. */
export function readFilters(context: IExecuteSingleFunctions): Filters | Failure {
	const given: unknown = context.getNodeParameter('filters', {});
	if (!isObject(given)) return empty('Filters');
	const filters: Filter[] = [];
	for (const [name, value] of Object.entries(given)) {
		const filter = READERS[name]?.(value, context.getTimezone()) ?? empty(name);
		if (isFailure(filter)) return filter;
		filters.push(filter);
	}
	const from = Math.max(0, ...filters.flatMap((filter) => filter.from ?? []));
	const until = Math.min(Infinity, ...filters.flatMap((filter) => filter.until ?? []));
	if (from >= Math.min(until, Date.now())) {
		return refusal(
			'The filters leave no time in which a conversation could have started and ended. Nothing was sent for this item',
			"Check 'Started After', 'Ended Before' and 'Older Than' under Filters.",
		);
	}
	// Symbl refuses an end that has not come yet, and takes now for one that is not given.
	const endTime = until < Date.now() ? new Date(until).toISOString() : undefined;
	const filter = given.rsql ?? filters.map(({ rsql }) => rsql).find(Boolean);
	return {
		query: {
			startTime: new Date(from).toISOString(),
			...(endTime && { endTime }),
			...(typeof filter === 'string' && { filter: filter.trim() }),
		},
		passes: (conversation) =>
			(from === 0 || timeOf(conversation.startTime) >= from) &&
			(until === Infinity ||
				(timeOf(conversation.endTime) <= until && !(timeOf(conversation.startTime) > until))) &&
			filters.every(({ passes }) => !passes || passes(conversation)),
	};
}

/** NaN, which is neither before nor after anything, where there is no time to read. */
const timeOf = (time: unknown): number => (typeof time === 'string' ? Date.parse(time) : NaN);

const isUnit = (unit: unknown): unit is keyof typeof UNITS =>
	typeof unit === 'string' && Object.hasOwn(UNITS, unit);

const empty = (name: string): Failure =>
	refusal(
		`'${name}' is empty. Nothing was sent for this item`,
		`Fill in '${name}', or remove it under Filters.`,
	);
