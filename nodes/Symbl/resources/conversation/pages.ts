import { ApplicationError } from 'n8n-workflow';
import type { ListedConversation } from '../../operation/conversationList';

/** Symbl's documentation allows more, but no client of it was ever seen to ask for more. */
export const PAGE_SIZE = 100;

/** Without a limit Symbl gives so many (its documentation); a server may give fewer. */
export const USUAL_PAGE_SIZE = 20;

/** A list that repeats itself for so many pages has no end. */
const LONGEST_REPETITION = 10;

const ENDLESS =
	"The list of conversations repeats itself without an end. Check 'Base URL' in the credential, and whether a proxy or gateway stands in between";

export interface Page {
	offset: number;
	limit: number;
}

/**
 * Reads a list of conversations, each once and none left out, however many come and go meanwhile:
 * Symbl has no cursor, only an offset, which shifts when something before it is deleted or added.
 * Therefore each page begins with the last entry of the one before. Where an unknown entry stands
 * there instead, earlier ones are gone, and it steps back until it meets one that it knows. From
 * then on pages overlap by as much as that took, since more may go in the same way.
 *
 * How many a server gives at a time is not known, so no page is the last for being short: the list
 * ends with one that brings nothing new, and is the overlap alone or shorter than others were. Where a server gives one at a time, there is no
 * overlap, and entries that go meanwhile may hide others.
 * @param read reads a page; `undefined` ends the reading.
 * @returns what is new on each page.
 * @throws {ApplicationError} when the list repeats itself without an end.
 */
export async function* conversationPages(
	read: (page: Page) => Promise<ListedConversation[] | undefined>,
): AsyncGenerator<ListedConversation[]> {
	const known = new Set<string>();
	let first = '';
	let fullPage = 0;
	let offset = 0;
	let overlap = 1;
	let overlapped = 0;
	let repetitions = 0;
	for (;;) {
		const page = await read({ offset, limit: PAGE_SIZE });
		if (!page) return;
		fullPage = Math.max(fullPage, page.length);

		const begins = page[0]?.id;
		const follows = offset === 0 || overlapped === 0 || (begins !== undefined && known.has(begins));
		if (!follows) {
			overlap = Math.min(2 * overlap, fullPage);
			offset = Math.max(0, offset - overlap);
			// One that reaches as far as the page before is no proof that nothing follows.
			overlapped = overlap - 1;
			continue;
		}
		const news = page.filter(({ id }) => !known.has(id));
		news.forEach(({ id }) => known.add(id));
		repetitions = news.length > 0 ? 0 : repetitions + 1;
		if (repetitions === LONGEST_REPETITION) throw new ApplicationError(ENDLESS);
		if (news.length > 0) yield news;
		else if (page.length <= overlapped || page.length < fullPage) return;
		else if (offset > 0 && isWholeList(page, first)) return;

		if (offset === 0) first = idsIn(page);
		overlapped = Math.min(overlap, Math.floor(page.length / 2));
		offset += page.length - overlapped;
	}
}

/** A server that does not look at the offset gives all that it has of a short list again. */
const isWholeList = (page: ListedConversation[], first: string): boolean =>
	page.length < USUAL_PAGE_SIZE && idsIn(page) === first;

const idsIn = (page: ListedConversation[]): string => page.map(({ id }) => id).join('\n');
