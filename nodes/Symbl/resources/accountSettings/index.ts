import type { Resource } from '../../operation/operation';
import { updateOperation } from './update.operation';

export const accountSettings: Resource = {
	name: 'Account Settings',
	value: 'accountSettings',
	operations: [updateOperation],
	defaultOperation: 'update',
};
