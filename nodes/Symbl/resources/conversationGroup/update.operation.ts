import { group } from './group';
import { updating } from '../../operation/managed';
import type { Operation } from '../../operation/operation';

export const updateOperation: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update group',
		description: 'Change a group, and get what Symbl holds afterwards',
	},
	...updating(group),
};
