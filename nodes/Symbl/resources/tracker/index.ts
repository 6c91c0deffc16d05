import type { Resource } from '../../operation/operation';
import { createOperation } from './create.operation';
import { createManyOperation } from './createMany.operation';
import { deleteOperation } from './delete.operation';
import { getOperation } from './get.operation';
import { getAllOperation } from './getAll.operation';
import { updateOperation } from './update.operation';

export const tracker: Resource = {
	name: 'Tracker',
	value: 'tracker',
	operations: [
		createOperation,
		createManyOperation,
		deleteOperation,
		getOperation,
		getAllOperation,
		updateOperation,
	],
	defaultOperation: 'get',
};
