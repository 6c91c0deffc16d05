import { put, type Managed } from '../../operation/managed';

export const customEntity: Managed = {
	idName: 'entityId',
	thing: 'entity',
	things: 'entities',
	list: '/v1/manage/entities',
	places: [
		{ path: '/v1/manage/entities/{entityId}', update: put },
		{ path: '/v1/manage/entity/{entityId}', update: put },
	],
	createMany: ['/v1/manage/entities/bulk', '/v1/manage/entities'],
	fields: [
		{
			displayName: 'Type',
			name: 'type',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. PRODUCT',
			description: 'What kind of entity it is',
		},
		{
			displayName: 'Subtype',
			name: 'subType',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. COFFEE_MACHINE',
			description: 'No other entity of this type may have it',
		},
		{
			displayName: 'Values',
			name: 'values',
			type: 'string',
			typeOptions: { rows: 3 },
			required: true,
			default: '',
			placeholder: 'e.g. Barista 100, Barista 200',
			description:
				'The words to look for, separated by commas or line breaks, or a list from an expression',
		},
	],
	lists: ['values'],
	complete: (entity) => ({ ...entity, category: 'Custom' }),
	example: [{ type: 'PRODUCT', subType: 'COFFEE_MACHINE', values: ['Barista 100', 'Barista 200'] }],
};
