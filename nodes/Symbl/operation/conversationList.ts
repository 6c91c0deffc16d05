import type { IDataObject } from 'n8n-workflow';
import { idOf } from './ids';
import { isObject } from '../transport/answer';

/** A conversation of a list, its ID in text. */
export type ListedConversation = IDataObject & { id: string };

/** @returns the conversations in the body of a list, undefined if it is none of Symbl's. */
export function conversationsIn(body: unknown): ListedConversation[] | undefined {
	const list = isObject(body) ? body.conversations : undefined;
	if (!Array.isArray(list)) return undefined;
	const conversations = list.flatMap((entry) => {
		const id = idOf(entry);
		return isObject(entry) && id !== undefined ? { ...entry, id } : [];
	});
	return conversations.length === list.length ? conversations : undefined;
}

/** Over all time: without dates Symbl lists the last seven days only (its documentation). */
export const BEGINNING = new Date(0).toISOString();
