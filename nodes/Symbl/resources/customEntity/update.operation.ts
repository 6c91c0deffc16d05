import { customEntity } from './customEntity';
import { updating } from '../../operation/managed';
import type { Operation } from '../../operation/operation';

export const updateOperation: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update custom entity',
		description: 'Change a custom entity, and get what Symbl holds afterwards',
	},
	...updating(customEntity),
};
