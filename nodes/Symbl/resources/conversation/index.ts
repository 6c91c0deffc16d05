import type { Resource } from '../../operation/operation';
import { createReportOperation } from './createReport.operation';
import { deleteOperation } from './delete.operation';
import { getOperation } from './get.operation';
import { getAllOperation } from './getAll.operation';
import { updateOperation } from './update.operation';

export const conversation: Resource = {
	name: 'Conversation',
	value: 'conversation',
	operations: [
		deleteOperation,
		createReportOperation,
		getOperation,
		getAllOperation,
		updateOperation,
	],
	defaultOperation: 'delete',
};
