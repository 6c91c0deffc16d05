import { customEntity } from './customEntity';
import { creatingMany } from '../../operation/managed';
import type { Operation } from '../../operation/operation';

export const createManyOperation: Operation = {
	option: {
		name: 'Create Many',
		value: 'createMany',
		action: 'Create many custom entities',
		description: 'Add a list of custom entities in one request',
	},
	...creatingMany(customEntity),
};
