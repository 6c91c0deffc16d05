import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { filtersField, readFilters } from './filters';
import { inOrder, isInOrder, type Order } from './order';
import { conversationPages, type Page } from './pages';
import { conversationsIn, type ListedConversation } from '../../operation/conversationList';
import { ParticipantFinder, participantOptions, readParticipantSearch } from './participant';
import { isSimplified, shownConversation, simplifyField } from './shape';
import { readIdsIn, thingsIn, withIds } from '../../operation/ids';
import type { Item } from '../../operation/item';
import { limitFields, readLimit } from '../../operation/limit';
import type { Operation } from '../../operation/operation';
import { saysMoreFollows } from '../../operation/remainder';
import type { FailedItem, Task } from '../../run/task';
import { isFailure, refusal, type Failure } from '../../transport/failures';

/** The parameters of an operation that lists conversations. */
export const listingFields: INodeProperties[] = [...limitFields, filtersField, simplifyField];

/** The options of an operation that lists conversations. */
export const listingOptions: INodeProperties[] = [
	...participantOptions,
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
	const search = readParticipantSearch(filters.participant, item);
	if (isFailure(search)) return { failure: search, details: { ...ids } };
	const countsOnly = item.option('countOnly') === true;
	const order = item.option('order') === 'asc' ? 'asc' : 'desc';

	return {
		async execute({ sender }) {
			let failure: Failure | undefined;
			let isCut = false;
			const selection = countsOnly ? new Count() : new Selection(limit, order, isSimplified(item));
			const readPage = async (page: Page) => {
				const request = item.request('GET', ids);
				const sent = await sender.send({
					options: { ...request, qs: { ...request.qs, ...filters.query, order, ...page } },
					subject: withIds(subject, ids),
					things: thingsIn(path),
					read: (body) => {
						isCut = saysMoreFollows(body);
						return conversationsIn(body);
					},
				});
				if ('failure' in sent) {
					failure = sent.failure;
					return undefined;
				}
				selection.look(sent.value);
				return sent.value;
			};
			const finder = search && new ParticipantFinder(search, item, sender);
			for await (const page of conversationPages(readPage)) {
				const passing = page.filter((conversation) => filters.passes(conversation));
				const found = finder ? await finder.among(passing) : passing;
				if (isFailure(found)) return { failure: found, details: { ...ids } };
				selection.add(found);
				if (selection.isComplete) return { items: selection.items };
			}
			if (isCut) failure ??= cutOff(withIds(subject, ids));
			return failure ? { failure, details: { ...ids } } : { items: selection.items };
		},
	};
}

/** The conversations that an item gets. */
class Selection {
	private readonly found: ListedConversation[] = [];
	private isInOrder = true;

	constructor(
		private readonly limit: number,
		private readonly order: Order,
		private readonly simplified: boolean,
	) {}

	/** Notices a server that does not keep to the order: the first of its list need not be wanted. */
	look(page: ListedConversation[]): void {
		this.isInOrder &&= isInOrder(page, this.order);
	}

	get isComplete(): boolean {
		return this.isInOrder && this.found.length >= this.limit;
	}

	add(conversations: ListedConversation[]): void {
		this.found.push(...conversations);
	}

	get items(): Array<{ json: IDataObject }> {
		const { found, limit, order, isInOrder } = this;
		return (isInOrder ? found : inOrder(found, order))
			.slice(0, limit)
			.map((conversation) => ({ json: shownConversation(conversation, this.simplified) }));
	}
}

/** How many conversations there are, without keeping any. */
class Count {
	readonly isComplete = false;
	private count = 0;
	private oldest: string | null = null;
	private newest: string | null = null;

	look(): void {}

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

const cutOff = (subject: string): Failure =>
	refusal(
		`${subject} ends, although the answer says that more follows. Nothing was returned, since some would be missing`,
		"Check 'Base URL' in the credential, and whether a proxy or gateway stands in between.",
	);
