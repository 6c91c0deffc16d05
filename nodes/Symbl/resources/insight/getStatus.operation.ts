import { calling } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { theObject } from '../../operation/outputs';

export const getStatusOperation: Operation = {
	option: {
		name: 'Get Status',
		value: 'getStatus',
		action: 'Get status of insights',
		description: 'Get whether Symbl has finished the insights of a conversation',
	},
	...calling({
		method: 'GET',
		path: '/v1/conversations/{conversationId}/lm-insights/status',
		subject: 'The status of the insights of conversation {conversationId}',
		output: theObject,
		isProcessed: true,
	}),
	takes: ['conversationId'],
};
