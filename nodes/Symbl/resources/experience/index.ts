import type { Resource } from '../../operation/operation';
import { createOperation } from './create.operation';

export const experience: Resource = {
	name: 'Experience',
	value: 'experience',
	operations: [createOperation],
	defaultOperation: 'create',
};
