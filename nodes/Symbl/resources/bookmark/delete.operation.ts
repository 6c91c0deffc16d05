import { BOOKMARK, BOOKMARK_PATH } from './bookmark';
import { calling } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { done } from '../../operation/outputs';

export const deleteOperation: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete bookmark',
		description: 'Delete a bookmark permanently. What it marks stays in the conversation.',
	},
	...calling({
		method: 'DELETE',
		path: BOOKMARK_PATH,
		subject: BOOKMARK,
		output: done('deleted'),
	}),
	takes: ['conversationId', 'bookmarkId'],
	fields: [
		{
			displayName: 'This cannot be undone. "Execute step" deletes for real, too.',
			name: 'deleteBookmarkNotice',
			type: 'notice',
			default: '',
		},
	],
};
