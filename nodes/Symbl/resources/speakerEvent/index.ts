import type { Resource } from '../../operation/operation';
import { updateOperation } from './update.operation';

export const speakerEvent: Resource = {
	name: 'Speaker Event',
	value: 'speakerEvent',
	operations: [updateOperation],
	defaultOperation: 'update',
};
