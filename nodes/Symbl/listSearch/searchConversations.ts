import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { openAccount, type Account } from '../transport/account';
import { isObject } from '../transport/answer';
import { failureOf, nodeError, refusal } from '../transport/failures';
import { request } from '../transport/request';

const PAGE_SIZE = 100;

/** How many pages one look into the list reads at the most, when a search finds nothing in them. */
const MAX_PAGES = 20;

/**
 * The conversations to pick from, newest first, over all time: without dates Symbl lists the last
 * seven days only. It cannot search by name, so that is done here, page by page.
 * @param paginationToken the offset to go on from.
 * @throws {NodeApiError} when Symbl does not answer with a list.
 */
export async function searchConversations(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const account = await openAccount(this).catch((error: Error) => {
		throw nodeError(this.getNode(), refusal(error.message, 'Check the credential.'), 0);
	});
	let offset = Number(paginationToken ?? 0);
	for (let page = 1; ; page++) {
		const conversations = await readPage(this, account, offset);
		offset += conversations.length;
		const results = conversations.map(toListItem).filter((item) => matches(item, filter));
		const isLast = !isFull(conversations.length);
		if (isLast || results.length > 0 || page === MAX_PAGES) {
			return { results, paginationToken: isLast ? undefined : String(offset) };
		}
	}
}

async function readPage(
	context: ILoadOptionsFunctions,
	account: Account,
	offset: number,
): Promise<IDataObject[]> {
	const qs = { startTime: new Date(0).toISOString(), order: 'desc', limit: PAGE_SIZE, offset };
	const answer = await request(context, account, { method: 'GET', url: '/v1/conversations', qs });
	if (answer.kind === 'answered' && answer.status === 200 && isObject(answer.body)) {
		const { conversations } = answer.body;
		if (Array.isArray(conversations)) return conversations.filter(isObject);
	}
	throw nodeError(context.getNode(), failureOf(answer, 'The list of conversations', account), 0);
}

/** Nobody knows whether Symbl caps `limit`: a page of a round length may be a capped one. */
const isFull = (length: number) => length >= PAGE_SIZE || (length > 0 && length % 5 === 0);

const matches = ({ name, value }: INodeListSearchItems, filter: string) =>
	`${name} ${value}`.toLocaleLowerCase().includes(filter.trim().toLocaleLowerCase());

function toListItem({ id, name, startTime }: IDataObject): INodeListSearchItems {
	const day = typeof startTime === 'string' ? startTime.slice(0, 10) : '';
	return { name: [name || id, day].filter(Boolean).join(' · '), value: String(id) };
}
