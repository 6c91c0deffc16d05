import type { INodeProperties } from 'n8n-workflow';
import { invalidItem, type Failure } from '../transport/failures';

/** @returns the parameter that takes what an Update changes. */
export const updateFieldsOf = (fields: INodeProperties[]): INodeProperties => ({
	displayName: 'Update Fields',
	name: 'updateFields',
	type: 'collection',
	placeholder: 'Add field',
	default: {},
	description: 'What to change. All else stays as it is.',
	options: fields,
});

/** @returns why an Update that changes nothing is not sent. */
export const nothingToChange = (): Failure =>
	invalidItem("'Update Fields' is empty", "Add what to change under 'Update Fields'.");
