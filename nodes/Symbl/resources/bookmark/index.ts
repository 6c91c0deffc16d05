import type { Resource } from '../../operation/operation';
import { createOperation } from './create.operation';
import { deleteOperation } from './delete.operation';
import { getOperation } from './get.operation';
import { getBookmarksOperation } from './getBookmarks.operation';
import { getSummariesOperation } from './getSummaries.operation';
import { getSummaryOperation } from './getSummary.operation';
import { updateOperation } from './update.operation';

export const bookmark: Resource = {
	name: 'Bookmark',
	value: 'bookmark',
	operations: [
		createOperation,
		deleteOperation,
		getOperation,
		getBookmarksOperation,
		getSummariesOperation,
		getSummaryOperation,
		updateOperation,
	],
	defaultOperation: 'getBookmarks',
};
