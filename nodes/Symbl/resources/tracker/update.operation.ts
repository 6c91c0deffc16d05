import { tracker } from './tracker';
import { updating } from '../../operation/managed';
import type { Operation } from '../../operation/operation';

export const updateOperation: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update tracker',
		description: 'Change a tracker, and get what Symbl holds afterwards',
	},
	...updating(tracker),
};
