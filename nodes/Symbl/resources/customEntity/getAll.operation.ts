import { customEntity } from './customEntity';
import { gettingMany } from '../../operation/managed';
import type { Operation } from '../../operation/operation';

export const getAllOperation: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many custom entities',
		description: 'Get the custom entities of the account',
	},
	...gettingMany(customEntity),
};
