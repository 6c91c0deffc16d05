import { group } from './group';
import { getting } from '../../operation/managed';
import type { Operation } from '../../operation/operation';

export const getOperation: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get group',
		description: 'Get the name and criteria of a group',
	},
	...getting(group),
};
