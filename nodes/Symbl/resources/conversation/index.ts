import type { Resource } from '../operation';
import { deleteOperation } from './delete.operation';

export const conversation: Resource = {
	name: 'Conversation',
	value: 'conversation',
	operations: [deleteOperation],
	defaultOperation: 'delete',
};
