import type { Resource } from '../../operation/operation';
import { createOperation } from './create.operation';
import { createManyOperation } from './createMany.operation';
import { deleteOperation } from './delete.operation';
import { getOperation } from './get.operation';
import { getAllOperation } from './getAll.operation';
import { getConversationsOperation } from './getConversations.operation';
import { updateOperation } from './update.operation';

export const conversationGroup: Resource = {
	name: 'Conversation Group',
	value: 'conversationGroup',
	operations: [
		createOperation,
		createManyOperation,
		deleteOperation,
		getOperation,
		getAllOperation,
		getConversationsOperation,
		updateOperation,
	],
	defaultOperation: 'getConversations',
};
