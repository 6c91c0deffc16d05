import { patch, putWithId, type Managed } from '../../operation/managed';

export const tracker: Managed = {
	idName: 'trackerId',
	thing: 'tracker',
	things: 'trackers',
	list: '/v1/manage/trackers',
	places: [
		{ path: '/v1/manage/trackers/{trackerId}', update: patch },
		{ path: '/v1/manage/tracker/{trackerId}', update: putWithId },
	],
	createMany: ['/v1/manage/trackers/bulk', '/v1/manage/trackers'],
	fields: [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. Price objection',
			description: 'No other tracker of the account may have it',
		},
		{
			displayName: 'Vocabulary',
			name: 'vocabulary',
			type: 'string',
			typeOptions: { rows: 3 },
			required: true,
			default: '',
			placeholder: 'e.g. too expensive, out of our budget',
			description:
				'The words and phrases to look for, separated by commas or line breaks, or a list from an expression',
		},
		{
			displayName: 'Description',
			name: 'description',
			type: 'string',
			default: '',
			placeholder: 'e.g. The customer finds it too expensive',
		},
		{
			displayName: 'Categories',
			name: 'categories',
			type: 'string',
			default: '',
			placeholder: 'e.g. Contact-Center, Sales',
			description: 'Separated by commas, or a list from an expression',
		},
		{
			displayName: 'Languages',
			name: 'languages',
			type: 'string',
			default: '',
			placeholder: 'e.g. en-US, fr-FR',
			description: 'Codes of languages, separated by commas, or a list from an expression',
		},
	],
	lists: ['vocabulary', 'categories', 'languages'],
	example: [{ name: 'Price objection', vocabulary: ['too expensive', 'out of our budget'] }],
};
