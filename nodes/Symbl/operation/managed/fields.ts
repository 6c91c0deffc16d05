import { jsonParse, type IDataObject } from 'n8n-workflow';
import { completed, type Managed } from './kind';
import { capitalized } from '../ids';
import type { Item } from '../item';
import { textIn, textsIn } from '../texts';
import { isObject } from '../../transport/answer';
import { invalidItem, isFailure, type Failure } from '../../transport/failures';

/** @returns what the item asks to create, or why it cannot be. */
export function givenOne(kind: Managed, item: Item): IDataObject | Failure {
	const given = kind.fields.map(({ name }) => [name, item.parameter(name, '')]);
	return oneFrom(kind, Object.fromEntries(given));
}

function oneFrom(kind: Managed, given: IDataObject): IDataObject | Failure {
	const made = readFields(kind, given, true);
	return isFailure(made) ? made : completed(kind, made);
}

/** @returns the list that the item asks to create, or why it cannot be. */
export function givenMany(kind: Managed, item: Item): IDataObject[] | Failure {
	const title = `'${capitalized(kind.things)}'`;
	const invalid = (what: string) => invalidItem(`${title} ${what}`, `Check ${title}.`);
	const value = item.parameter(`${kind.things}Json`);
	const list =
		typeof value === 'string' ? jsonParse<unknown>(value, { fallbackValue: null }) : value;
	if (!Array.isArray(list)) return invalid('is not a list');
	if (list.length === 0) return invalid('is empty');
	const many: IDataObject[] = [];
	for (const [index, given] of list.entries()) {
		if (!isObject(given))
			return invalid(`has something else than a ${kind.thing} in place ${index + 1}`);
		const made = oneFrom(kind, given);
		if (isFailure(made))
			return {
				...made,
				message: `${capitalized(kind.thing)} ${index + 1} of ${title}: ${made.message}`,
			};
		many.push({ ...given, ...made });
	}
	return many;
}

/**
 * @param isWhole whether it becomes a whole thing; otherwise what is not given stays as it is.
 * @returns the fields that are given, by name, as Symbl takes them.
 */
export function readFields(
	{ fields, lists }: Managed,
	given: IDataObject,
	isWhole: boolean,
): IDataObject | Failure {
	const read: IDataObject = {};
	for (const { name, displayName, required } of fields) {
		const isList = lists.includes(name);
		const raw = given[name] ?? undefined;
		const value = isList ? textsIn(raw) : textIn(raw);
		const invalid = (what: string) =>
			invalidItem(`'${displayName}' ${what}`, `Check '${displayName}'.`);
		if (value === undefined) {
			return invalid(isList ? 'must be a list of texts' : 'must be text');
		}
		const isGiven = value.length > 0;
		if (!isGiven && required && (isWhole || raw !== undefined)) return invalid('is empty');
		if (isGiven || (!isWhole && raw !== undefined)) read[name] = value;
	}
	return read;
}
