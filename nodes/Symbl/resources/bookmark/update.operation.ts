import { BOOKMARK, BOOKMARK_PATH, bookmarkFields, bookmarkOf, theBookmark } from './bookmark';
import { calling } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { isObject } from '../../transport/answer';
import { invalidItem } from '../../transport/failures';

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
			return invalidItem(
				"'Update Fields' is empty",
				"Add what to change under 'Update Fields'.",
			);
		},
		output: theBookmark,
	}),
	takes: ['conversationId', 'bookmarkId'],
	fields: [
		{
			displayName: 'Update Fields',
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			description: 'What to change. All else stays as it is.',
			options: bookmarkFields,
		},
	],
};
