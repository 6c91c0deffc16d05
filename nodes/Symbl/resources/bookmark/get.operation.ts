import { BOOKMARK, BOOKMARK_PATH, theBookmark } from './bookmark';
import { calling } from '../../operation/call';
import type { Operation } from '../../operation/operation';

export const getOperation: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get bookmark',
		description: 'Get a bookmark of a conversation',
	},
	...calling({
		method: 'GET',
		path: BOOKMARK_PATH,
		subject: BOOKMARK,
		output: theBookmark,
	}),
	takes: ['conversationId', 'bookmarkId'],
};
