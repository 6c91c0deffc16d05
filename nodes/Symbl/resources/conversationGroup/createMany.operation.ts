import { group } from './group';
import { creatingMany } from '../../operation/managed';
import type { Operation } from '../../operation/operation';

export const createManyOperation: Operation = {
	option: {
		name: 'Create Many',
		value: 'createMany',
		action: 'Create many groups',
		description: 'Add a list of groups in one request',
	},
	...creatingMany(group),
};
