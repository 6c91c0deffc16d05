import { listing, listingFields, listingOptions } from './listing';
import type { Operation } from '../../operation/operation';

export const getAllOperation: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many conversations',
		description: 'Get conversations of all time, or those that filters let through',
	},
	...listing('/v1/conversations', 'The list of conversations'),
	fields: listingFields,
	options: listingOptions,
};
