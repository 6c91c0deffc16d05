import type { Resource } from '../../operation/operation';
import { createOperation } from './create.operation';
import { getAllOperation } from './getAll.operation';

export const scorecard: Resource = {
	name: 'Scorecard',
	value: 'scorecard',
	operations: [createOperation, getAllOperation],
	defaultOperation: 'create',
};
