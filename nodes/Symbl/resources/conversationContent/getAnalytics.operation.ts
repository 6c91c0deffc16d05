import type { IDataObject } from 'n8n-workflow';
import { calling, type Call } from '../call';
import type { Operation } from '../operation';
import { theObject } from '../outputs';

export const analyticsCall: Call<IDataObject> = {
	method: 'GET',
	path: '/v1/conversations/{conversationId}/analytics',
	subject: 'The analytics of conversation {conversationId}',
	output: theObject,
	isProcessed: true,
};

export const getAnalyticsOperation: Operation = {
	option: {
		name: 'Get Analytics',
		value: 'getAnalytics',
		action: 'Get analytics of conversation',
		description: 'Get how long each member talked, listened and was silent',
		routing: calling(analyticsCall),
	},
	takes: ['conversationId'],
};
