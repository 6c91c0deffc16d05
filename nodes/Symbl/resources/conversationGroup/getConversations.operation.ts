import { listing, listingFields, listingOptions } from '../conversation/listing';
import type { Operation } from '../../operation/operation';

export const getConversationsOperation: Operation = {
	option: {
		name: 'Get Many Conversations',
		value: 'getConversations',
		action: 'Get many conversations of group',
		description: 'Get the conversations that meet the criteria of a group',
	},
	...listing('/v1/groups/{groupId}/conversations', 'The list of group {groupId}'),
	takes: ['groupId'],
	fields: listingFields,
	options: listingOptions,
};
