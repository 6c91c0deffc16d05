import type { IDataObject } from 'n8n-workflow';
import { calling, type Call } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { listOf, splitOption } from '../../operation/outputs';

export const membersCall: Call<IDataObject[]> = {
	method: 'GET',
	path: '/v1/conversations/{conversationId}/members',
	subject: 'The list of members of conversation {conversationId}',
	output: listOf('members', (member) => ({ memberId: member.id, ...member })),
	isProcessed: true,
};

export const getMembersOperation: Operation = {
	option: {
		name: 'Get Many',
		value: 'getMembers',
		action: 'Get many members',
		description: 'Get who took part in a conversation',
	},
	...calling(membersCall),
	takes: ['conversationId'],
	options: [splitOption],
};
