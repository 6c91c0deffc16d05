import type { Resource } from '../../operation/operation';
import { getOperation } from './get.operation';
import { waitUntilFinishedOperation } from './waitUntilFinished.operation';

export const job: Resource = {
	name: 'Job',
	value: 'job',
	operations: [getOperation, waitUntilFinishedOperation],
	defaultOperation: 'get',
};
