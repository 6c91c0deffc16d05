import { group } from './group';
import { creating } from '../../operation/managed';
import type { Operation } from '../../operation/operation';

export const createOperation: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create group',
		description: 'Group the conversations that meet some criteria, now and later',
	},
	...creating(group),
};
