import type { IDataObject } from 'n8n-workflow';
import { calling, type Call } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { listOf, splitOption } from '../../operation/outputs';

export const insightsCall: Call<IDataObject[]> = {
	method: 'GET',
	path: '/v1/conversations/{conversationId}/insights',
	subject: 'The list of insights of conversation {conversationId}',
	output: listOf('insights'),
	isProcessed: true,
};

export const getInsightsOperation: Operation = {
	option: {
		name: 'Get Insights',
		value: 'getInsights',
		action: 'Get insights of conversation',
		description: 'Get questions, action items and follow-ups in one list',
	},
	...calling(insightsCall),
	takes: ['conversationId'],
	options: [splitOption],
};
