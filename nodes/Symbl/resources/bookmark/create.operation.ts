import { bookmarkFields, bookmarkOf, bookmarksCall, theBookmark } from './bookmark';
import { calling } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { isFailure } from '../../transport/failures';

const REQUIRED = ['label', 'description', 'userName', 'userId', 'userEmail'];

export const createOperation: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create bookmark',
		description: 'Mark a passage or some messages of a conversation',
	},
	...calling({
		method: 'POST',
		path: bookmarksCall.path,
		subject: 'The new bookmark of conversation {conversationId}',
		body(item) {
			const given = bookmarkFields.map(({ name }) => [name, item.parameter(name)]);
			const bookmark = bookmarkOf(Object.fromEntries(given));
			return isFailure(bookmark) ? bookmark : bookmark({});
		},
		output: theBookmark,
	}),
	takes: ['conversationId'],
	fields: bookmarkFields.map((field) =>
		REQUIRED.includes(field.name) ? { ...field, required: true } : field,
	),
};
