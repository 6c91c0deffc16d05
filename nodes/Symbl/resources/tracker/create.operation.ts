import { tracker } from './tracker';
import { creating } from '../../operation/managed';
import type { Operation } from '../../operation/operation';

export const createOperation: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create tracker',
		description: 'Add a tracker: words and phrases that Symbl shall look for in conversations',
	},
	...creating(tracker),
};
