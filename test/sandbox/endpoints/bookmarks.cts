import type { Account } from '../account.cts';
import {
	isList,
	isNumber,
	isObject,
	isString,
	objectWith,
	optional,
	required,
} from '../jsonFields.cts';
import { ok, Refusal } from '../reply.cts';
import type { ApiCall, Route } from '../routes.cts';
import type { Bookmark, ConversationRecord } from '../store.cts';
import { summarize } from '../summarize.cts';

const fields = ['label', 'description', 'user', 'beginTimeOffset', 'duration', 'messageRefs'];

function filledText(from: Record<string, unknown>, name: string): string {
	const text = required(from, name, isString);
	if (text === '') throw new Refusal(400, `"${name}" is not allowed to be empty`);
	return text;
}

function messageRefs(value: unknown[]): Array<{ id: string }> {
	return value.map((ref) => ({ id: required(objectWith(ref, ['id']), 'id', isString) }));
}

function bookmarkFrom(id: string, body: unknown): Bookmark {
	const given = objectWith(body, fields);
	const user = required(given, 'user', isObject);
	const bookmark: Bookmark = {
		id,
		label: filledText(given, 'label'),
		description: filledText(given, 'description'),
		user: {
			name: required(user, 'name', isString),
			userId: required(user, 'userId', isString),
			email: required(user, 'email', isString),
		},
		messageRefs: messageRefs(optional(given, 'messageRefs', isList) ?? []),
	};
	if (bookmark.messageRefs.length > 0) return bookmark;
	return {
		...bookmark,
		beginTimeOffset: required(given, 'beginTimeOffset', isNumber),
		duration: required(given, 'duration', isNumber),
	};
}

/** Marked passages and their summaries (Symbl docs: bookmarks). */
export function bookmarkRoutes(account: Account): Route[] {
	const bookmarksOf = (conversation: ConversationRecord) =>
		account.store.content(conversation).bookmarks;
	const find = (conversation: ConversationRecord, { params }: ApiCall) => {
		const bookmark = bookmarksOf(conversation).get(params.bookmarkId ?? '');
		if (!bookmark) throw new Refusal(404, 'The bookmarkId is either invalid or does not exist.');
		return bookmark;
	};
	const summary = (conversation: ConversationRecord, bookmark: Bookmark) => {
		const { beginTimeOffset = Infinity, duration = 0 } = bookmark;
		const marked = account
			.messages(conversation)
			.filter(
				({ id, timeOffset }) =>
					bookmark.messageRefs.some((ref) => ref.id === id) ||
					(timeOffset >= beginTimeOffset && timeOffset < beginTimeOffset + duration),
			);
		const bookmarkReference = { id: bookmark.id };
		return summarize(conversation, marked).map((part) => ({ ...part, bookmarkReference }));
	};
	const one = '/bookmarks/{bookmarkId}';
	return [
		account.conversationRoute('GET', '/bookmarks', (conversation) =>
			ok({ bookmarks: [...bookmarksOf(conversation).values()] }),
		),
		account.conversationRoute('POST', '/bookmarks', (conversation, { body }) => {
			const bookmark = bookmarkFrom(account.newId(), body);
			bookmarksOf(conversation).set(bookmark.id, bookmark);
			return { status: 201, body: bookmark };
		}),
		account.conversationRoute('GET', one, (conversation, call) => ok(find(conversation, call))),
		account.conversationRoute('PUT', one, (conversation, call) => {
			const bookmark = bookmarkFrom(find(conversation, call).id, call.body);
			bookmarksOf(conversation).set(bookmark.id, bookmark);
			return ok(bookmark);
		}),
		account.conversationRoute('DELETE', one, (conversation, call) => {
			bookmarksOf(conversation).delete(find(conversation, call).id);
			return { status: 204 };
		}),
		account.conversationRoute('GET', `${one}/summary`, (conversation, call) =>
			ok({ summary: summary(conversation, find(conversation, call)) }),
		),
		account.conversationRoute('GET', '/bookmarks-summary', (conversation) => {
			const bookmarksSummary = [...bookmarksOf(conversation).values()].map((bookmark) => ({
				bookmarkId: bookmark.id,
				summary: summary(conversation, bookmark),
			}));
			return ok({ bookmarksSummary });
		}),
	];
}
