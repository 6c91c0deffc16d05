import { calling } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { theObject } from '../../operation/outputs';

export const getOperation: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get call score',
		description: 'Get the score of a call, by the criteria of a scorecard',
	},
	...calling({
		method: 'GET',
		path: '/v1/conversations/{conversationId}/callscore',
		subject: 'The call score of conversation {conversationId}',
		output: theObject,
		isProcessed: true,
	}),
	takes: ['conversationId'],
};
