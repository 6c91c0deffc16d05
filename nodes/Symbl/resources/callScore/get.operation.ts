import { calling } from '../call';
import type { Operation } from '../operation';
import { theObject } from '../outputs';

export const getOperation: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get call score',
		description: 'Get the score of a call, by the criteria of a scorecard',
		routing: calling({
			method: 'GET',
			path: '/v1/conversations/{conversationId}/callscore',
			subject: 'The call score of conversation {conversationId}',
			output: theObject,
			isProcessed: true,
		}),
	},
	takes: ['conversationId'],
};
