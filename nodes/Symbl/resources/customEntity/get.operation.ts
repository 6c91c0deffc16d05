import { customEntity } from './customEntity';
import { getting } from '../../operation/managed';
import type { Operation } from '../../operation/operation';

export const getOperation: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get custom entity',
		description: 'Get a custom entity of the account',
	},
	...getting(customEntity),
};
