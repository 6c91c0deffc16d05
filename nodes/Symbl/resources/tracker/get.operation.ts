import { tracker } from './tracker';
import { getting } from '../../operation/managed';
import type { Operation } from '../../operation/operation';

export const getOperation: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get tracker',
		description: 'Get a tracker of the account',
	},
	...getting(tracker),
};
