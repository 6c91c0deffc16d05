import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Output } from './call';
import { asObject, isObject } from '../transport/answer';

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
		items: (entries, ids, { option }) =>
			option('split') === false
				? [{ json: { ...ids, [name]: entries } }]
				: entries.map((entry) => ({ json: { ...ids, ...entry, ...ids } })),
	};
}

/** An object as it is. */
export const theObject: Output<IDataObject> = {
	read: asObject,
	items: (object, ids) => [{ json: { ...ids, ...object, ...ids } }],
};

/** The first object of a list, or an object by itself. */
export const theFirst: Output<IDataObject> = {
	read: (body) => asObject(Array.isArray(body) ? (body[0] ?? {}) : body),
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
