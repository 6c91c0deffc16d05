import { bookmarksCall } from './bookmark';
import { calling } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { splitOption } from '../../operation/outputs';

export const getBookmarksOperation: Operation = {
	option: {
		name: 'Get Many',
		value: 'getBookmarks',
		action: 'Get many bookmarks',
		description: 'Get all bookmarks of a conversation',
	},
	...calling(bookmarksCall),
	takes: ['conversationId'],
	options: [splitOption],
};
