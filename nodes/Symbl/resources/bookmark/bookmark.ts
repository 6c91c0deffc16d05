import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Call } from '../../operation/call';
import { isId } from '../../operation/ids';
import { listOf, objectIn, type Output } from '../../operation/outputs';
import { isObject } from '../../transport/answer';
import { invalidItem, isFailure, type Failure } from '../../transport/failures';

export const BOOKMARK_PATH = '/v1/conversations/{conversationId}/bookmarks/{bookmarkId}';
export const BOOKMARK = 'Bookmark {bookmarkId} of conversation {conversationId}';

export const bookmarksCall: Call<IDataObject[]> = {
	method: 'GET',
	path: '/v1/conversations/{conversationId}/bookmarks',
	subject: 'The list of bookmarks of conversation {conversationId}',
	output: listOf('bookmarks', named),
	isProcessed: true,
};

export const theBookmark: Output<IDataObject> = {
	read: objectIn,
	items: (bookmark, ids) => [{ json: { ...ids, ...named(bookmark), ...ids } }],
};

/** Its ID under the name of the parameter that takes it. */
function named(bookmark: IDataObject): IDataObject {
	return { bookmarkId: bookmark.id, ...bookmark };
}

/** What a bookmark is made of. */
export const bookmarkFields: INodeProperties[] = [
	{
		displayName: 'Label',
		name: 'label',
		type: 'string',
		default: '',
		placeholder: 'e.g. Price',
	},
	{
		displayName: 'Description',
		name: 'description',
		type: 'string',
		default: '',
		placeholder: 'e.g. The customer asks for a discount',
	},
	{
		displayName: 'Begin (Seconds)',
		name: 'beginTimeOffset',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description: 'Where the marked passage begins, in seconds from the start of the conversation',
	},
	{
		displayName: 'Duration (Seconds)',
		name: 'duration',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 60,
		description: 'How long the marked passage is, in seconds',
	},
	{
		displayName: 'Message IDs',
		name: 'messageIds',
		type: 'string',
		default: '',
		placeholder: 'e.g. 5815170693595136, 6749556955938816',
		description:
			'The messages to mark, separated by commas, instead of a passage by Begin and Duration',
	},
	{
		displayName: 'User Email',
		name: 'userEmail',
		type: 'string',
		default: '',
		placeholder: 'e.g. nathan@example.com',
		description: 'The address of the person who makes the bookmark',
	},
	{
		displayName: 'User ID',
		name: 'userId',
		type: 'string',
		default: '',
		placeholder: 'e.g. nathan',
		description: 'An ID of your own for this person',
	},
	{
		displayName: 'User Name',
		name: 'userName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Nathan Smith',
		description: 'The name of this person',
	},
];

/**
 * @param given the values of some of `bookmarkFields`, by name.
 * @returns what makes a whole bookmark of those values and, for what they leave out, of another one.
 */
export function bookmarkOf(given: IDataObject): ((current: IDataObject) => IDataObject) | Failure {
	const messageRefs = readMessageRefs(given.messageIds);
	if (isFailure(messageRefs)) return messageRefs;
	return (current) => {
		const user = isObject(current.user) ? current.user : {};
		return {
			label: given.label ?? current.label,
			description: given.description ?? current.description,
			user: {
				name: given.userName ?? user.name,
				userId: given.userId ?? user.userId,
				email: given.userEmail ?? user.email,
			},
			...passageOf(given, messageRefs, current),
		};
	};
}

/** Symbl takes either messages or a span of time. */
function passageOf(
	given: IDataObject,
	messageRefs: IDataObject[],
	current: IDataObject,
): IDataObject {
	if (messageRefs.length > 0) return { messageRefs };
	const { beginTimeOffset, duration } = given;
	const marksMessages = Array.isArray(current.messageRefs) && current.messageRefs.length > 0;
	if (marksMessages && beginTimeOffset === undefined && duration === undefined) {
		return { messageRefs: current.messageRefs };
	}
	return {
		beginTimeOffset: beginTimeOffset ?? current.beginTimeOffset,
		duration: duration ?? current.duration,
	};
}

/** Reads IDs from a text with commas between them, or from a list. */
function readMessageRefs(value: unknown): Array<{ id: string }> | Failure {
	const ids: unknown[] = Array.isArray(value) ? value : String(value ?? '').split(',');
	const texts = ids.map((id) => String(id).trim()).filter((id) => id !== '');
	const isInexact = (id: unknown) => typeof id === 'number' && !Number.isSafeInteger(id);
	const invalid = texts.find((id) => !isId(id)) ?? ids.filter(isInexact).map(String)[0];
	if (invalid === undefined) return texts.map((id) => ({ id }));
	return invalidItem(
		`'Message IDs' has something that is not an ID: “${invalid.slice(0, 70)}”`,
		"Check 'Message IDs': IDs as text, separated by commas.",
	);
}
