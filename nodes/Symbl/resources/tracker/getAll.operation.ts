import { tracker } from './tracker';
import { gettingMany } from '../../operation/managed';
import type { Operation } from '../../operation/operation';

export const getAllOperation: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many trackers',
		description: 'Get the trackers of the account',
	},
	...gettingMany(tracker, [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			placeholder: 'e.g. Price objection',
			description: 'Get the tracker of exactly this name alone',
			routing: { send: { type: 'query', property: 'name' } },
		},
	]),
};
