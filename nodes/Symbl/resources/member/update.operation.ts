import { calling } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { done } from '../../operation/outputs';

export const updateOperation: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update member',
		description: 'Change the name and email address of somebody who took part in a conversation',
	},
	...calling({
		method: 'PUT',
		path: '/v1/conversations/{conversationId}/members/{memberId}',
		subject: 'Member {memberId} of conversation {conversationId}',
		body: (_, { memberId }) => ({ id: memberId }),
		output: done('updated'),
	}),
	takes: ['conversationId', 'memberId'],
	fields: [
		{
			displayName: 'Name',
			name: 'memberName',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. Nathan Smith',
			routing: { send: { type: 'body', property: 'name' } },
		},
	],
	options: [
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			placeholder: 'e.g. nathan@example.com',
			default: '',
			description:
				'If another member of the conversation has this address, Symbl merges the two into one',
			routing: { send: { type: 'body', property: 'email' } },
		},
	],
};
