import { BOOKMARK_PATH } from './bookmark';
import { calling } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { listOf, splitOption } from '../../operation/outputs';

export const getSummaryOperation: Operation = {
	option: {
		name: 'Get Summary',
		value: 'getSummary',
		action: 'Get summary of bookmark',
		description: 'Get a summary of what a bookmark marks',
	},
	...calling({
		method: 'GET',
		path: `${BOOKMARK_PATH}/summary`,
		subject: 'The summary of bookmark {bookmarkId} of conversation {conversationId}',
		output: listOf('summary'),
	}),
	takes: ['conversationId', 'bookmarkId'],
	options: [splitOption],
};
