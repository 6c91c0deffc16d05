import type { IDataObject } from 'n8n-workflow';
import { calling, type Call } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { listOf, splitOption } from '../../operation/outputs';

export const followUpsCall: Call<IDataObject[]> = {
	method: 'GET',
	path: '/v1/conversations/{conversationId}/follow-ups',
	subject: 'The list of follow-ups of conversation {conversationId}',
	output: listOf('followUps'),
	isProcessed: true,
};

export const getFollowUpsOperation: Operation = {
	option: {
		name: 'Get Follow-Ups',
		value: 'getFollowUps',
		action: 'Get follow-ups of conversation',
		description: 'Get what is to be followed up, and by whom',
	},
	...calling(followUpsCall),
	takes: ['conversationId'],
	options: [splitOption],
};
