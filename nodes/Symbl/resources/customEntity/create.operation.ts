import { customEntity } from './customEntity';
import { creating } from '../../operation/managed';
import type { Operation } from '../../operation/operation';

export const createOperation: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create custom entity',
		description:
			'Add an entity of your own: words that Symbl shall find in conversations, and mask if you like',
	},
	...creating(customEntity),
};
