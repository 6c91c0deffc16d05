import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Item } from '../../operation/item';
import { isObject } from '../../transport/answer';

export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** @returns whether the item wants a simplified version. */
export const isSimplified = (item: Pick<Item, 'parameter'>): boolean =>
	item.parameter('simplify', true) !== false;

/** @returns a conversation as it is put out, its ID under the name that all operations use. */
export function shownConversation(conversation: IDataObject, simplified: boolean): IDataObject {
	const { id: conversationId, ...rest } = conversation;
	if (!simplified) return { ...conversation, conversationId };
	const { name, startTime, endTime, members, metadata = {} } = rest;
	return { conversationId, name, startTime, endTime, members: membersIn(members), metadata };
}

const membersIn = (members: unknown): IDataObject[] =>
	Array.isArray(members)
		? members.filter(isObject).map(({ name, email }) => ({ name, email }))
		: [];

/** @returns the names of a conversation's members, or their addresses where they have none. */
export function namesOf(members: unknown): string[] {
	if (!Array.isArray(members)) return [];
	return members
		.filter(isObject)
		.map(({ name, email }) => name || email)
		.filter((name) => typeof name === 'string');
}
