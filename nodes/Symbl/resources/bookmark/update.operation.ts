import { BOOKMARK, BOOKMARK_PATH, bookmarkFields, bookmarkOf, theBookmark } from './bookmark';
import { calling } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { nothingToChange, updateFieldsOf } from '../../operation/updateFields';
import { isObject } from '../../transport/answer';

export const updateOperation: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update bookmark',
		description: 'Change a bookmark of a conversation',
	},
	...calling({
		method: 'PUT',
		path: BOOKMARK_PATH,
		subject: BOOKMARK,
		// Symbl takes whole bookmarks only.
		change(item) {
			const given = item.parameter('updateFields', {});
			if (isObject(given) && Object.keys(given).length > 0) return bookmarkOf(given);
			return nothingToChange();
		},
		output: theBookmark,
	}),
	takes: ['conversationId', 'bookmarkId'],
	fields: [updateFieldsOf(bookmarkFields)],
};
