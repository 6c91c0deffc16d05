import { calling } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { theObject } from '../../operation/outputs';

export const getStatusOperation: Operation = {
	option: {
		name: 'Get Status',
		value: 'getStatus',
		action: 'Get status of call score',
		description: 'Get whether Symbl has finished the call score of a conversation',
	},
	...calling({
		method: 'GET',
		path: '/v1/conversations/{conversationId}/callscore/status',
		subject: 'The status of the call score of conversation {conversationId}',
		output: theObject,
		isProcessed: true,
	}),
	takes: ['conversationId'],
};
