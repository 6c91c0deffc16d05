import type { Resource } from '../../operation/operation';
import { createOperation } from './create.operation';
import { getInsightsDetailsUrlOperation } from './getInsightsDetailsUrl.operation';
import { getInsightsListUrlOperation } from './getInsightsListUrl.operation';

export const experience: Resource = {
	name: 'Experience',
	value: 'experience',
	operations: [createOperation, getInsightsDetailsUrlOperation, getInsightsListUrlOperation],
	defaultOperation: 'create',
};
