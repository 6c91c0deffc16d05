import type { Resource } from '../../operation/operation';
import { getMembersOperation } from './getMembers.operation';
import { updateOperation } from './update.operation';

export const member: Resource = {
	name: 'Member',
	value: 'member',
	operations: [getMembersOperation, updateOperation],
	defaultOperation: 'getMembers',
};
