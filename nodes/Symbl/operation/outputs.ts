import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Ids } from './ids';
import type { Item } from './item';
import type { RequestSender } from '../run/requestSender';
import type { OutputItem } from '../run/task';
import { isObject } from '../transport/answer';
import type { Failure } from '../transport/failures';

/** What an answer becomes. */
export interface Output<T> {
	/** @returns what it needs of the body of a success, undefined if that body is none of Symbl's. */
	read(body: unknown): T | undefined;
	/**
	 * @param sender what may ask Symbl for more.
	 * @returns the item's output, each with the IDs that the item named; or why there is none.
	 */
	items(
		value: T,
		ids: Ids,
		item: Item,
		sender: RequestSender,
	): OutputItem[] | Promise<OutputItem[] | Failure>;
}

/** The option of an operation that reads a list. */
export const splitOption: INodeProperties = {
	displayName: 'Split Into Items',
	name: 'split',
	type: 'boolean',
	default: true,
	description:
		'Whether to output one item for each entry. Otherwise one item for each conversation holds all of its entries.',
};

/**
 * A list: one item for each entry, or one that holds them all, as the item's 'Split Into Items' says.
 * @param name where the list stands in the answer; a bare list is taken as well.
 * @param shaped makes the newer shape of an entry of an older one.
 */
export function listOf(
	name: string,
	shaped: (entry: IDataObject) => IDataObject = (entry) => entry,
): Output<IDataObject[]> {
	return {
		read(body) {
			const list = isObject(body) ? body[name] : body;
			return Array.isArray(list) && list.every(isObject) ? list.map(shaped) : undefined;
		},
		items: (entries, ids, item) =>
			item.option('split') === false
				? [{ json: { ...ids, [name]: entries } }]
				: entries.map((entry) => ({ json: { ...ids, ...entry, ...ids } })),
	};
}

/** @returns an object as it is, undefined for what is none, or nothing but a message. */
export const objectIn = (body: unknown): IDataObject | undefined =>
	isObject(body) && !(typeof body.message === 'string' && Object.keys(body).every(isOfMessage))
		? body
		: undefined;

const isOfMessage = (key: string): boolean =>
	['message', 'statusCode', 'status', 'code', 'error'].includes(key);

/** An object as it is. */
export const theObject: Output<IDataObject> = {
	read: objectIn,
	items: (object, ids) => [{ json: { ...ids, ...object, ...ids } }],
};

/** The first object of a list, or an object by itself. */
export const theFirst: Output<IDataObject> = {
	read: (body) => objectIn(Array.isArray(body) ? (body[0] ?? {}) : body),
	items: theObject.items,
};

/** What was done, in a field of that name, and what Symbl says about it. */
export const done = (what: 'deleted' | 'updated'): Output<string> => ({
	read: messageOf,
	items: (message, ids) => [{ json: { ...ids, [what]: true, message } }],
});

/** What Symbl says when it has done what it was asked: '' if nothing, undefined if it is not Symbl. */
export const messageOf = (body: unknown): string | undefined => {
	if (body === undefined) return '';
	if (!isObject(body) || body.error) return undefined;
	return typeof body.message === 'string' ? body.message : '';
};
