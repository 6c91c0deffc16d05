import type { IDataObject } from 'n8n-workflow';
import { calling, type Call } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { theObject } from '../../operation/outputs';

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
	},
	...calling(analyticsCall),
	takes: ['conversationId'],
};
