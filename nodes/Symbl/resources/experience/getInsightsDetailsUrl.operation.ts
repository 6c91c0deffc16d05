import { includeCallScoreOption } from './includeCallScore';
import { calling } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { theObject } from '../../operation/outputs';

export const getInsightsDetailsUrlOperation: Operation = {
	option: {
		name: 'Get Insights Details URL',
		value: 'getInsightsDetailsUrl',
		action: 'Get URL of insights details',
		description: 'Get the address of the web page of Symbl with the insights of a conversation',
	},
	...calling({
		method: 'GET',
		path: '/v1/conversations/experiences/insights/details/{conversationId}',
		subject: 'The insights page of conversation {conversationId}',
		output: theObject,
	}),
	takes: ['conversationId'],
	options: [includeCallScoreOption],
};
