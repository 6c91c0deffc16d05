import type { INodeProperties } from 'n8n-workflow';
import { scorecard } from './scorecard';
import { calling } from '../../operation/call';
import { oneOf } from '../../operation/managed';
import type { Operation } from '../../operation/operation';
import { textIn, textsIn } from '../../operation/texts';
import { invalidItem } from '../../transport/failures';

const fields: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. First call',
	},
	{
		displayName: 'Criteria',
		name: 'criteriaList',
		type: 'multiOptions',
		// The IDs are of Symbl's documentation, "Building a Scorecard".
		options: [
			{ name: 'Communication and Engagement', value: 'Symbl.Communication_And_Engagement' },
			{ name: 'Forward Motion', value: 'Symbl.Forward_Motion' },
			{ name: 'Question Handling', value: 'Symbl.Question_Handling' },
			{ name: 'Sales Process', value: 'Symbl.Sales_Process' },
		],
		default: ['Symbl.Communication_And_Engagement', 'Symbl.Question_Handling'],
		description: 'What a call is scored by',
	},
	{
		displayName: 'Custom Criteria IDs',
		name: 'customCriteria',
		type: 'string',
		default: '',
		placeholder: 'e.g. 5076324933173248, 5279029135933440',
		description: 'Criteria of your own, separated by commas, or a list from an expression',
	},
	{
		displayName: 'Tags',
		name: 'tags',
		type: 'string',
		default: '',
		placeholder: 'e.g. sales, 2026',
		description: 'Separated by commas, or a list from an expression',
	},
	{
		displayName: 'Description',
		name: 'description',
		type: 'string',
		default: '',
		placeholder: 'e.g. For the first call with a new customer',
	},
];

const invalid = (what: string) => invalidItem(what, "Check 'Name', 'Criteria' and 'Tags'.");

export const createOperation: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create scorecard',
		description: 'Say what calls shall be scored by',
	},
	...calling({
		method: 'POST',
		path: scorecard.list,
		subject: 'The new scorecard',
		body(item) {
			const name = textIn(item.parameter('name', ''));
			const description = textIn(item.parameter('description', ''));
			const tags = textsIn(item.parameter('tags', ''));
			const managed = textsIn(item.parameter('criteriaList', []));
			const custom = textsIn(item.parameter('customCriteria', ''));
			if (!name) return invalid("'Name' is empty");
			if (description === undefined) return invalid("'Description' must be text");
			if (!tags || !managed || !custom)
				return invalid("'Tags' and 'Criteria' must be lists of texts");
			const criteriaList = [...managed, ...custom];
			if (criteriaList.length === 0) return invalid("'Criteria' is empty");
			return {
				name,
				criteriaList,
				...(tags.length > 0 && { tags }),
				...(description && { description }),
			};
		},
		output: oneOf(scorecard),
	}),
	fields,
};
