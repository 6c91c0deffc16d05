import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { filtersField, readFilters } from './filters';
import { conversationPages, conversationsIn, type ListedConversation, type Page } from './pages';
import { isSimplified, shownConversation, simplifyField } from './shape';
import { readIdsIn, thingsIn, withIds } from '../../operation/ids';
import type { Item } from '../../operation/item';
import { limitFields, readLimit } from '../../operation/limit';
import type { Operation } from '../../operation/operation';
import type { FailedItem, Task } from '../../run/task';
import { isFailure, type Failure } from '../../transport/failures';

/** The parameters of an operation that lists conversations. */
export const listingFields: INodeProperties[] = [...limitFields, simplifyField, filtersField];

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
 * What an operation is that lists conversations.
 * @param path of the list, with IDs in braces.
 * @param subject what it is about, as a sentence begins; with IDs in braces.
 */
export function listing(path: string, subject: string): Pick<Operation, 'request' | 'plan'> {
	return { request: { method: 'GET', url: path }, plan: (item) => planOf(item, path, subject) };
}

function planOf(item: Item, path: string, subject: string): Task | FailedItem {
	const ids = readIdsIn(path, item);
	if (isFailure(ids)) return { failure: ids, details: {} };
	const filters = readFilters(item);
	if (isFailure(filters)) return { failure: filters, details: { ...ids } };
	const limit = readLimit(item);
	if (isFailure(limit)) return { failure: limit, details: { ...ids } };
	const countsOnly = item.option('countOnly') === true;
	const order = item.option('order') ?? 'desc';

	return {
		async execute({ sender }) {
			let failure: Failure | undefined;
			const readPage = async (page: Page) => {
				const request = item.request('GET', ids);
				const sent = await sender.send({
					options: { ...request, qs: { ...request.qs, ...filters.query, order, ...page } },
					subject: withIds(subject, ids),
					things: thingsIn(path),
					read: conversationsIn,
				});
				if ('value' in sent) return sent.value;
				failure = sent.failure;
				return undefined;
			};
			const found = countsOnly ? new Count() : new Selection(limit, isSimplified(item));
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
