import { BOOKMARK, BOOKMARK_PATH, bookmarkFields, bookmarkOf, theBookmark } from './bookmark';
import { calling } from '../call';
import type { Operation } from '../operation';
import { isObject } from '../../transport/answer';
import { refusal } from '../../transport/failures';

export const updateOperation: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update bookmark',
		description: 'Change a bookmark of a conversation',
		routing: calling({
			method: 'PUT',
			path: BOOKMARK_PATH,
			subject: BOOKMARK,
			// Symbl takes whole bookmarks only.
			change({ context }) {
				const given: unknown = context.getNodeParameter('updateFields', {});
				if (isObject(given) && Object.keys(given).length > 0) return bookmarkOf(given);
				return refusal(
					"'Update Fields' is empty. Nothing was sent for this item",
					"Add what to change under 'Update Fields'.",
				);
			},
			output: theBookmark,
		}),
	},
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
