import type { Resource } from '../../operation/operation';
import { getOperation } from './get.operation';
import { getStatusOperation } from './getStatus.operation';

export const insight: Resource = {
	name: 'Call Insight',
	value: 'insight',
	operations: [getOperation, getStatusOperation],
	defaultOperation: 'get',
};
