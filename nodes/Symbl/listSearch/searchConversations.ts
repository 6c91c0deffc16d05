import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { matches, readList } from './readList';
import { PAGE_SIZE, USUAL_PAGE_SIZE } from '../resources/conversation/pages';
import { BEGINNING, conversationsIn, type ListedConversation } from '../operation/conversationList';
import { namesOf } from '../resources/conversation/shape';
import { timeOf } from '../resources/conversation/times';

/** How many pages one look into the list reads at the most, when a search finds nothing in them. */
const MAX_PAGES = 20;

/** How many members are named to tell one "Weekly" from another. */
const NAMED = 3;

/** How many characters of an ID are shown to tell two apart. */
const SHOWN_OF_ID = 6;

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
	const seen = new Set<string>();
	const found: ListedConversation[] = [];
	const timezone = this.getTimezone();
	let offset = Number(paginationToken ?? 0);
	for (let read = 1; ; read++) {
		const page = await readList(this, {
			url: '/v1/conversations',
			qs: { startTime: BEGINNING, order: 'desc', limit: PAGE_SIZE, offset },
			subject: 'The list of conversations',
			read: conversationsIn,
		});
		offset += page.length;
		const news = page.filter(({ id }) => !seen.has(id));
		news.forEach(({ id }) => seen.add(id));
		found.push(...news.filter((conversation) => matches(listItem(conversation, timezone), filter)));
		// A server may give few at a time, so that a short page alone does not tell that it is the last.
		const isLast = news.length === 0;
		const isEnough = found.length > 0 && page.length >= USUAL_PAGE_SIZE;
		if (isLast || isEnough || read === MAX_PAGES) {
			const results = toldApart(found.map((conversation) => listItem(conversation, timezone)));
			return { results, paginationToken: isLast ? undefined : String(offset) };
		}
	}
}

function listItem(conversation: ListedConversation, timezone: string): INodeListSearchItems {
	const { id, name, startTime, members } = conversation;
	const start = timeOf(startTime);
	const names = namesOf(members);
	const more = names.length > NAMED ? ` +${names.length - NAMED}` : '';
	const people = `${names.slice(0, NAMED).join(', ')}${more}`;
	const label = [name || id, start === undefined ? '' : shownTime(start, timezone), people];
	return { name: label.filter(Boolean).join(' · '), value: id };
}

/** @returns a time on the clocks of a time zone, such as 2026-03-01 23:30. */
const shownTime = (ms: number, timeZone: string): string =>
	new Date(ms).toLocaleString('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });

/** @returns the items; where two would look the same, with the end of their IDs. */
function toldApart(items: INodeListSearchItems[]): INodeListSearchItems[] {
	const count = new Map<string, number>();
	for (const { name } of items) count.set(name, (count.get(name) ?? 0) + 1);
	return items.map(({ name, value }) => {
		const isAlone = count.get(name) === 1 || name === value;
		return { name: isAlone ? name : `${name} · …${String(value).slice(-SHOWN_OF_ID)}`, value };
	});
}
