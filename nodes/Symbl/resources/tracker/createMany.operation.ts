import { tracker } from './tracker';
import { creatingMany } from '../../operation/managed';
import type { Operation } from '../../operation/operation';

export const createManyOperation: Operation = {
	option: {
		name: 'Create Many',
		value: 'createMany',
		action: 'Create many trackers',
		description: 'Add a list of trackers in one request',
	},
	...creatingMany(tracker),
};
