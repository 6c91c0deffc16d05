import type { IDataObject } from 'n8n-workflow';
import { calling, type Call } from '../call';
import { isSimplified, shownConversation, simplifyField } from './shape';
import type { Operation } from '../operation';
import { asObject } from '../../transport/answer';

export const conversationCall: Call<IDataObject> = {
	method: 'GET',
	path: '/v1/conversations/{conversationId}',
	subject: 'Conversation {conversationId}',
	output: {
		read: asObject,
		items: (conversation, { conversationId: id }, { context }) => [
			{ json: shownConversation({ ...conversation, id }, isSimplified(context)) },
		],
	},
};

export const getOperation: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get conversation',
		description: 'Get the name, times, members and metadata of a conversation',
		routing: calling(conversationCall),
	},
	takes: ['conversationId'],
	fields: [simplifyField],
};
