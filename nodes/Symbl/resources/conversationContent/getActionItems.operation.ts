import type { IDataObject } from 'n8n-workflow';
import { calling, type Call } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { listOf, splitOption } from '../../operation/outputs';

export const actionItemsCall: Call<IDataObject[]> = {
	method: 'GET',
	path: '/v1/conversations/{conversationId}/action-items',
	subject: 'The list of action items of conversation {conversationId}',
	output: listOf('actionItems'),
	isProcessed: true,
};

export const getActionItemsOperation: Operation = {
	option: {
		name: 'Get Action Items',
		value: 'getActionItems',
		action: 'Get action items of conversation',
		description: 'Get the tasks that came up, and who is to do them',
	},
	...calling(actionItemsCall),
	takes: ['conversationId'],
	options: [splitOption],
};
