import type { Resource } from '../../operation/operation';
import { getConversationsOperation } from './getConversations.operation';

export const conversationGroup: Resource = {
	name: 'Conversation Group',
	value: 'conversationGroup',
	operations: [getConversationsOperation],
	defaultOperation: 'getConversations',
};
