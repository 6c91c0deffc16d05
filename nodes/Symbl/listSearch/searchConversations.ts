import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { matches, readList } from './readList';
import {
	BEGINNING,
	conversationsIn,
	mayBeFull,
	PAGE_SIZE,
	type ListedConversation,
} from '../resources/conversation/pages';
import { namesOf } from '../resources/conversation/shape';

/** How many pages one look into the list reads at the most, when a search finds nothing in them. */
const MAX_PAGES = 20;

/** How many members are named to tell one "Weekly" from another. */
const NAMED = 3;

/**
 * The conversations to pick from, newest first, over all time. Symbl cannot search by name, so that
 * is done here, page by page.
 * @param paginationToken the offset to go on from.
 * @throws {NodeApiError} when Symbl does not answer with a list.
 */
export async function searchConversations(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	let offset = Number(paginationToken ?? 0);
	for (let read = 1; ; read++) {
		const page = await readList(this, {
			url: '/v1/conversations',
			qs: { startTime: BEGINNING, order: 'desc', limit: PAGE_SIZE, offset },
			subject: 'The list of conversations',
			read: conversationsIn,
		});
		offset += page.length;
		const results = page.map(listItem).filter((item) => matches(item, filter));
		const isLast = !mayBeFull(page);
		if (isLast || results.length > 0 || read === MAX_PAGES) {
			return { results, paginationToken: isLast ? undefined : String(offset) };
		}
	}
}

function listItem({ id, name, startTime, members }: ListedConversation): INodeListSearchItems {
	const day = typeof startTime === 'string' ? startTime.slice(0, 10) : '';
	const names = namesOf(members);
	const more = names.length > NAMED ? ` +${names.length - NAMED}` : '';
	const people = `${names.slice(0, NAMED).join(', ')}${more}`;
	return { name: [name || id, day, people].filter(Boolean).join(' · '), value: id };
}
