import { bookmarksCall } from './bookmark';
import { calling } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { listOf, splitOption } from '../../operation/outputs';

export const getSummariesOperation: Operation = {
	option: {
		name: 'Get Many Summaries',
		value: 'getSummaries',
		action: 'Get many summaries of bookmarks',
		description: 'Get a summary of what each bookmark of a conversation marks',
	},
	...calling({
		method: 'GET',
		path: `${bookmarksCall.path}-summary`,
		subject: 'The list of bookmark summaries of conversation {conversationId}',
		output: listOf('bookmarksSummary'),
		isProcessed: true,
	}),
	takes: ['conversationId'],
	options: [splitOption],
};
