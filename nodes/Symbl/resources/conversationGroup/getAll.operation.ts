import { group } from './group';
import { gettingMany } from '../../operation/managed';
import type { Operation } from '../../operation/operation';

export const getAllOperation: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many groups',
		description: 'Get the groups of the account',
	},
	...gettingMany(group),
};
