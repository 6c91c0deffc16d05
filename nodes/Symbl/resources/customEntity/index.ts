import type { Resource } from '../../operation/operation';
import { createOperation } from './create.operation';
import { createManyOperation } from './createMany.operation';
import { deleteOperation } from './delete.operation';
import { getOperation } from './get.operation';
import { getAllOperation } from './getAll.operation';
import { updateOperation } from './update.operation';

export const customEntity: Resource = {
	name: 'Custom Entity',
	value: 'customEntity',
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
