import type { IDataObject } from 'n8n-workflow';
import { calling, type Call } from '../../operation/call';
import { isSimplified, shownConversation, simplifyField } from './shape';
import type { Operation } from '../../operation/operation';
import { objectIn } from '../../operation/outputs';

export const conversationCall: Call<IDataObject> = {
	method: 'GET',
	path: '/v1/conversations/{conversationId}',
	subject: 'Conversation {conversationId}',
	output: {
		read: objectIn,
		items: (conversation, { conversationId: id }, item) => [
			{ json: shownConversation({ ...conversation, id }, isSimplified(item)) },
		],
	},
};

export const getOperation: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get conversation',
		description: 'Get the name, times, members and metadata of a conversation',
	},
	...calling(conversationCall),
	takes: ['conversationId'],
	fields: [simplifyField],
};
