import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { capitalized, idOf, type IdName } from '../ids';
import type { Operation } from '../operation';
import { objectIn, type Output } from '../outputs';
import { isObject } from '../../transport/answer';

/** Things of one kind that an account holds, and that Symbl lists as a whole. */
export interface Listed {
	idName: IdName;
	/** What one is called in sentences, and around one in an answer: "tracker". */
	thing: string;
	/** What they are called in sentences, and around a list in an answer. */
	things: string;
	/** Below the Base URL. */
	list: string;
}

/** A kind of things that can be created, changed and deleted. Generations of the API: newest first. */
export interface Managed extends Listed {
	/** Where one is. */
	places: readonly [Place, ...Place[]];
	/**
	 * Where a list of new ones goes. A single one goes there as well unless it has a place of its own
	 * in every generation: what is the newer place for one may be the older for a list.
	 */
	createMany: readonly [path: string, olderPath: string];
	createOne?: readonly [path: string, olderPath: string];
	/** What one is made of, under the names that Symbl has for it. */
	fields: INodeProperties[];
	/** Those of the fields that hold a list of texts. */
	lists: string[];
	/** Adds what Symbl wants and nobody has to say. */
	complete?(thing: IDataObject): IDataObject;
	/** What Create Many shows to begin with. */
	example: IDataObject[];
}

/** Where a generation of the API has one of them. */
interface Place {
	path: string;
	update: Update;
}

/** How a generation of the API takes changes. */
interface Update {
	method: 'PATCH' | 'PUT';
	body(kind: Managed, current: IDataObject, changes: IDataObject): IDataObject | IDataObject[];
}

/** Each change by itself (RFC 6902). */
export const patch: Update = {
	method: 'PATCH',
	body: (_, current, changes) =>
		Object.entries(changes).map(([name, value]) => ({
			op: current[name] === undefined ? 'add' : 'replace',
			path: `/${name}`,
			value,
		})),
};

/** The whole, changed. */
export const put: Update = { method: 'PUT', body: wholeOf };

/** The whole, changed, with its ID. */
export const putWithId: Update = {
	method: 'PUT',
	body: (kind, current, changes) => ({ id: idOf(current), ...wholeOf(kind, current, changes) }),
};

function wholeOf(kind: Managed, current: IDataObject, changes: IDataObject): IDataObject {
	const whole = { ...current, ...changes };
	const made = kind.fields.flatMap(({ name }) =>
		whole[name] === undefined || whole[name] === null ? [] : [[name, whole[name]]],
	);
	return completed(kind, Object.fromEntries(made));
}

/** @returns a thing with what Symbl wants of it and nobody has to say. */
export const completed = ({ complete }: Managed, thing: IDataObject): IDataObject =>
	complete?.(thing) ?? thing;

/** What such an operation is besides how it is listed. */
export type Parts = Omit<Operation, 'option'>;

/** One thing, in whatever wrapping. */
export const oneOf = (kind: Listed): Output<IDataObject> => ({
	read: (body) => oneIn(kind, body),
	items: (thing) => [shown(kind)(thing)],
});

/** What an operation on one is about, as a sentence begins; with its ID in braces. */
export const subjectOf = ({ thing, idName }: Listed): string => `${capitalized(thing)} {${idName}}`;

/** @returns the one thing in an answer, wrapped or bare; undefined where there is none. */
export function oneIn({ thing }: Listed, body: unknown): IDataObject | undefined {
	const one = isObject(body) && isObject(body[thing]) ? body[thing] : body;
	return idOf(one) === undefined ? undefined : objectIn(one);
}

/** @returns the things in an answer, wrapped or bare; undefined where there is no list. */
export function listIn({ things }: Listed, body: unknown): IDataObject[] | undefined {
	const list = isObject(body) ? body[things] : body;
	return Array.isArray(list) && list.every(isObject) ? list : undefined;
}

/** @returns what makes an output of a thing: its ID in text, also under the name of the parameter for it. */
export const shown =
	({ idName }: Listed) =>
	(thing: IDataObject): { json: IDataObject } => {
		const id = idOf(thing);
		return { json: { ...(id !== undefined && { [idName]: id }), ...thing, ...(id && { id }) } };
	};
