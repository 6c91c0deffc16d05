import { isObject } from '../transport/answer';

/** Fields with which APIs say that an answer is not all there is. Symbl documents none of them. */
const FLAGS = ['hasMore', 'has_more', 'hasNext', 'hasNextPage', 'isTruncated', 'truncated'];
const LINKS = ['next', 'nextPage', 'next_page', 'nextPageToken', 'nextToken', 'nextCursor'];
const TOTALS = ['total', 'totalCount', 'total_count', 'totalResults', 'totalItems'];

/** Where such fields stand, besides the top. */
const PLACES = ['pagination', 'paging', 'pageInfo', 'page', 'meta', 'links', '_links'];

/**
 * Whether an answer says that more follows than it holds.
 * @param count how many entries it holds; without it, totals are not looked at.
 */
export function saysMoreFollows(body: unknown, count = Infinity): boolean {
	if (!isObject(body)) return false;
	return [body, ...PLACES.map((place) => body[place])]
		.filter(isObject)
		.some(
			(fields) =>
				FLAGS.some((name) => fields[name] === true || fields[name] === 'true') ||
				LINKS.some((name) => isLink(fields[name])) ||
				TOTALS.some((name) => typeof fields[name] === 'number' && fields[name] > count),
		);
}

const isLink = (value: unknown): boolean =>
	(typeof value === 'string' && value !== '') ||
	(typeof value === 'number' && value > 0) ||
	isObject(value);
