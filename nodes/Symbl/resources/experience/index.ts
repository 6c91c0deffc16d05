import type { Resource } from '../operation';
import { createOperation } from './create.operation';

export const experience: Resource = {
	name: 'Experience',
	value: 'experience',
	operations: [createOperation],
	defaultOperation: 'create',
};
