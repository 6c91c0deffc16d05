import type { INodeProperties } from 'n8n-workflow';
import type { Item } from './item';
import { invalidValue, type Failure } from '../transport/failures';

/** The parameters that say how much of a list is wanted. */
export const limitFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
];

/** @returns how many entries the item asks for at most, Infinity for all. */
export function readLimit(item: Item): number | Failure {
	if (item.parameter('returnAll', false) === true) return Infinity;
	const limit = item.parameter('limit', 50);
	if (typeof limit === 'number' && Number.isInteger(limit) && limit > 0) return limit;
	const advice = "Check 'Limit', or turn on 'Return All'.";
	return invalidValue('Limit', 'a whole number above 0', limit, advice);
}
