import type {
	IDataObject,
	IExecuteSingleFunctions,
	INodeProperties,
	INodePropertyRouting,
} from 'n8n-workflow';
import { filtersField, readFilters } from './filters';
import { conversationPages, conversationsIn, type ListedConversation, type Page } from './pages';
import { isSimplified, shownConversation, simplifyField } from './shape';
import { readIdsIn } from '../ids';
import { performing, withIds, type Item } from '../performing';
import type { FailedItem, Task } from '../../run/run';
import { isFailure, refusal, type Failure } from '../../transport/failures';

/** The parameters of an operation that lists conversations. */
export const listingFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
	simplifyField,
	filtersField,
];

/** The options of an operation that lists conversations. */
export const listingOptions: INodeProperties[] = [
	{
		displayName: 'Count Only',
		name: 'countOnly',
		type: 'boolean',
		default: false,
		description:
			'Whether to return a single item with how many conversations there are, whatever the limit, and when the oldest and the newest of them started',
	},
	{
		displayName: 'Order',
		name: 'order',
		type: 'options',
		options: [
			{ name: 'Newest First', value: 'desc' },
			{ name: 'Oldest First', value: 'asc' },
		],
		default: 'desc',
		description: 'In which order of their start to return them',
	},
];

/**
 * The routing of an operation that lists conversations.
 * @param path of the list, with IDs in braces.
 * @param subject what it is about, as a sentence begins; with IDs in braces.
 */
export function listing(path: string, subject: string): INodePropertyRouting {
	return performing('GET', path, (item) => planned(item, path, subject));
}

function planned(item: Item, path: string, subject: string): Task | FailedItem {
	const { context } = item;
	const ids = readIdsIn(path, context);
	if (isFailure(ids)) return { failure: ids, details: {} };
	const filters = readFilters(context);
	if (isFailure(filters)) return { failure: filters, details: { ...ids } };
	const limit = readLimit(context);
	if (isFailure(limit)) return { failure: limit, details: { ...ids } };
	const countsOnly = context.getNodeParameter('options.countOnly', false) === true;
	const order = context.getNodeParameter('options.order', 'desc');

	return {
		async perform(sender) {
			let failure: Failure | undefined;
			const readPage = async (page: Page) => {
				const request = item.request('GET', ids);
				const sent = await sender.send({
					options: { ...request, qs: { ...request.qs, ...filters.query, order, ...page } },
					subject: withIds(subject, ids),
					read: conversationsIn,
				});
				if ('value' in sent) return sent.value;
				failure = sent.failure;
				return undefined;
			};
			const found = countsOnly ? new Count() : new Selection(limit, isSimplified(context));
			for await (const page of conversationPages(readPage)) {
				found.add(page.filter((conversation) => filters.passes(conversation)));
				if (found.isComplete) break;
			}
			return failure ? { failure, details: { ...ids } } : { items: found.items };
		},
	};
}

/** The conversations that an item gets. */
class Selection {
	readonly items: Array<{ json: IDataObject }> = [];

	constructor(
		private readonly limit: number,
		private readonly simplified: boolean,
	) {}

	get isComplete(): boolean {
		return this.items.length === this.limit;
	}

	add(conversations: ListedConversation[]): void {
		const wanted = conversations.slice(0, this.limit - this.items.length);
		this.items.push(...wanted.map((its) => ({ json: shownConversation(its, this.simplified) })));
	}
}

/** How many conversations there are, without keeping any. */
class Count {
	readonly isComplete = false;
	private count = 0;
	private oldest: string | null = null;
	private newest: string | null = null;

	add(conversations: ListedConversation[]): void {
		this.count += conversations.length;
		for (const { startTime } of conversations) {
			if (typeof startTime !== 'string') continue;
			if (this.oldest === null || Date.parse(startTime) < Date.parse(this.oldest))
				this.oldest = startTime;
			if (this.newest === null || Date.parse(startTime) > Date.parse(this.newest))
				this.newest = startTime;
		}
	}

	get items() {
		const { count, oldest, newest } = this;
		return [{ json: { count, oldest, newest } }];
	}
}

/** @returns how many conversations the item asks for at most, Infinity for all. */
function readLimit(context: IExecuteSingleFunctions): number | Failure {
	if (context.getNodeParameter('returnAll', false) === true) return Infinity;
	const limit: unknown = context.getNodeParameter('limit', 50);
	if (typeof limit === 'number' && Number.isInteger(limit) && limit > 0) return limit;
	return refusal(
		`'Limit' must be a whole number above 0, but it is ${JSON.stringify(limit)}. Nothing was sent for this item`,
		"Check 'Limit', or turn on 'Return All'.",
	);
}
