import { bookmarksCall } from './bookmark';
import { calling } from '../call';
import type { Operation } from '../operation';
import { splitOption } from '../outputs';

export const getBookmarksOperation: Operation = {
	option: {
		name: 'Get Many',
		value: 'getBookmarks',
		action: 'Get many bookmarks',
		description: 'Get all bookmarks of a conversation',
		routing: calling(bookmarksCall),
	},
	takes: ['conversationId'],
	options: [splitOption],
};
