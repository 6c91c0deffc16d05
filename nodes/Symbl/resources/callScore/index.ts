import type { Resource } from '../../operation/operation';
import { getOperation } from './get.operation';
import { getStatusOperation } from './getStatus.operation';

export const callScore: Resource = {
	name: 'Call Score',
	value: 'callScore',
	operations: [getOperation, getStatusOperation],
	defaultOperation: 'get',
};
