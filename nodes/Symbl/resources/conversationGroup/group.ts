import { putWithId, type Managed } from '../../operation/managed';

export const group: Managed = {
	idName: 'groupId',
	thing: 'group',
	things: 'groups',
	list: '/v1/manage/groups',
	places: [
		{ path: '/v1/manage/group/{groupId}', update: putWithId },
		{ path: '/v1/manage/groups/{groupId}', update: putWithId },
	],
	createOne: ['/v1/manage/group', '/v1/manage/groups'],
	createMany: ['/v1/manage/groups/bulk', '/v1/manage/groups'],
	fields: [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. Sales in Europe',
			description: 'At most 128 characters',
		},
		{
			displayName: 'Criteria',
			name: 'criteria',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. conversation.metadata.team==sales',
			description: 'Which conversations belong to it, by their metadata, in RSQL',
		},
		{
			displayName: 'Description',
			name: 'description',
			type: 'string',
			default: '',
			placeholder: 'e.g. Calls of the sales team in Europe',
			description: 'If it is empty, the name is sent, since Symbl may ask for one',
		},
	],
	lists: [],
	complete: (made) => ({ ...made, description: made.description || made.name }),
	example: [{ name: 'Sales', criteria: 'conversation.metadata.team==sales' }],
};
