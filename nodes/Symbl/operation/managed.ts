import { jsonParse, type IDataObject, type INodeProperties } from 'n8n-workflow';
import { calling, newestKnown, type Call } from './call';
import {
	deletedBefore,
	failedDeletion,
	ifNotFoundOption,
	notDeleted,
	remove,
	resultOf,
	type Deletion,
} from './deletion';
import { capitalized, idOf, readIdsIn, withIds, type IdName, type Ids } from './ids';
import type { Item } from './item';
import { limitFields, readLimit } from './limit';
import type { Operation } from './operation';
import { messageOf, objectIn, type Output } from './outputs';
import { runOption } from './parameters';
import type { RequestSender, Sent } from '../run/requestSender';
import type { FailedItem, Scope, Task } from '../run/task';
import { isObject } from '../transport/answer';
import { isFailure, refusal, type Failure } from '../transport/failures';

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

const completed = ({ complete }: Managed, thing: IDataObject): IDataObject =>
	complete?.(thing) ?? thing;

type Parts = Omit<Operation, 'option'>;

/** @returns what an operation is that creates one. */
export function creating(kind: Managed): Parts {
	const [path, olderPath] = kind.createOne ?? kind.createMany;
	return {
		...calling<IDataObject[]>({
			method: 'POST',
			path,
			olderPath,
			subject: `The new ${kind.thing}`,
			body(item) {
				const made = givenOne(kind, item);
				return isFailure(made) || kind.createOne ? made : [made];
			},
			output: created(kind, (item) => [givenOne(kind, item)]),
		}),
		fields: kind.fields,
	};
}

/** @returns what an operation is that creates several at once. */
export function creatingMany(kind: Managed): Parts {
	const [path, olderPath] = kind.createMany;
	return {
		...calling<IDataObject[]>({
			method: 'POST',
			path,
			olderPath,
			subject: `The new ${kind.things}`,
			body: (item) => givenMany(kind, item),
			output: created(kind, (item) => givenMany(kind, item)),
		}),
		fields: [
			{
				displayName: capitalized(kind.things),
				name: `${kind.things}Json`,
				type: 'json',
				required: true,
				default: JSON.stringify(kind.example, null, 2),
				description: `A list of ${kind.things}, each with what Create asks for: ${kind.fields
					.map(({ name }) => name)
					.join(', ')}`,
			},
		],
	};
}

/** @returns what an operation is that gets one. */
export function getting(kind: Managed): Parts {
	return { ...calling(oneCall(kind)), takes: [kind.idName] };
}

/** @param options what Symbl can filter the list by. */
export function gettingMany(kind: Listed, options?: INodeProperties[]): Parts {
	return {
		...calling<IDataObject[]>({
			method: 'GET',
			path: kind.list,
			subject: `The list of ${kind.things}`,
			refuse(item) {
				const limit = readLimit(item);
				return isFailure(limit) ? limit : undefined;
			},
			output: {
				read: (body) => listIn(kind, body),
				items: (list, _, item) => list.slice(0, Number(readLimit(item))).map(shown(kind)),
			},
		}),
		fields: limitFields,
		options,
	};
}

/** @returns what an operation is that changes one, and says what Symbl holds afterwards. */
export function updating(kind: Managed): Parts {
	return {
		request: { method: kind.places[0].update.method, url: kind.places[0].path },
		plan: (item) => planUpdate(kind, item),
		takes: [kind.idName],
		fields: [
			{
				displayName: 'Update Fields',
				name: 'updateFields',
				type: 'collection',
				placeholder: 'Add field',
				default: {},
				description: 'What to change. All else stays as it is.',
				options: kind.fields.map((field) => ({ ...field, required: undefined })),
			},
		],
	};
}

/** @param notice what to know before it. @returns what an operation is that deletes one for good. */
export function deleting(kind: Managed, notice: string): Parts {
	return {
		request: { method: 'DELETE', url: kind.places[0].path },
		plan: (item) => planDeletion(kind, item),
		unreadable: (failure) => notBegun(failure, { [kind.idName]: null }),
		takes: [kind.idName],
		fields: [{ displayName: notice, name: `${kind.idName}Notice`, type: 'notice', default: '' }],
		options: [ifNotFoundOption, maxDeletionsOption],
	};
}

const maxDeletionsOption = runOption(
	'maxDeletions',
	'Delete nothing at all if more than this come in. 0 means no limit.',
);

/** One thing, in whatever wrapping. */
export const oneOf = (kind: Listed): Output<IDataObject> => ({
	read: (body) => oneIn(kind, body),
	items: (thing) => [shown(kind)(thing)],
});

function oneCall(kind: Managed): Call<IDataObject> {
	const [{ path }, older] = kind.places;
	return {
		method: 'GET',
		path,
		olderPath: older?.path,
		subject: subjectOf(kind),
		output: oneOf(kind),
	};
}

const subjectOf = ({ thing, idName }: Listed): string => `${capitalized(thing)} {${idName}}`;

function oneIn({ thing }: Listed, body: unknown): IDataObject | undefined {
	const one = isObject(body) && isObject(body[thing]) ? body[thing] : body;
	return idOf(one) === undefined ? undefined : objectIn(one);
}

function listIn({ things }: Listed, body: unknown): IDataObject[] | undefined {
	const list = isObject(body) ? body[things] : body;
	return Array.isArray(list) && list.every(isObject) ? list : undefined;
}

/** @returns what makes an output of a thing: its ID in text, also under the name of the parameter for it. */
const shown =
	({ idName }: Listed) =>
	(thing: IDataObject): { json: IDataObject } => {
		const id = idOf(thing);
		return { json: { ...(id !== undefined && { [idName]: id }), ...thing, ...(id && { id }) } };
	};

/**
 * What was created. Not every client of Symbl's was told what that is, so it is looked up in the list
 * if need be.
 * @param asked what the item asked for.
 */
const created = (
	kind: Managed,
	asked: (item: Item) => Array<IDataObject | Failure> | Failure,
): Output<IDataObject[]> => ({
	read(body) {
		const { thing } = kind;
		const list = listIn(kind, body);
		if (list || !isObject(body) || body.error) return list;
		return [isObject(body[thing]) ? body[thing] : body];
	},
	async items(made, _, item, sender) {
		if (made.every((thing) => idOf(thing) !== undefined)) return made.map(shown(kind));
		const wanted = [asked(item)].flat().flatMap((thing) => (isFailure(thing) ? [] : [thing]));
		const sent = await sender.send({
			options: { ...item.request('GET', {}, kind.list), body: undefined },
			subject: `The list of ${kind.things}`,
			things: [],
			read: (body) => listIn(kind, body),
		});
		const list = 'value' in sent ? sent.value : [];
		return wanted.map((thing) => {
			const same = list.filter((entry) => isAsAsked(entry, thing));
			const [found] = same;
			if (found && same.length === 1) return shown(kind)(found);
			const message = `Symbl did not say what it made. Look for it in the list of ${kind.things}.`;
			return { json: { ...thing, message } };
		});
	},
});

const isAsAsked = (entry: IDataObject, asked: IDataObject): boolean =>
	Object.entries(asked).every(
		([name, value]) => JSON.stringify(entry[name]) === JSON.stringify(value),
	);

function givenOne(kind: Managed, item: Item): IDataObject | Failure {
	const given = kind.fields.map(({ name }) => [name, item.parameter(name, '')]);
	return oneFrom(kind, Object.fromEntries(given));
}

function oneFrom(kind: Managed, given: IDataObject): IDataObject | Failure {
	const made = readFields(kind, given, true);
	return isFailure(made) ? made : completed(kind, made);
}

function givenMany(kind: Managed, item: Item): IDataObject[] | Failure {
	const title = `'${capitalized(kind.things)}'`;
	const invalid = (what: string) =>
		refusal(`${title} ${what}. Nothing was sent for this item`, `Check ${title}.`);
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
function readFields(
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
			refusal(
				`'${displayName}' ${what}. Nothing was sent for this item`,
				`Check '${displayName}'.`,
			);
		if (value === undefined) {
			return invalid(isList ? 'must be a list of texts' : 'must be text');
		}
		const isGiven = value.length > 0;
		if (!isGiven && required && (isWhole || raw !== undefined)) return invalid('is empty');
		if (isGiven || (!isWhole && raw !== undefined)) read[name] = value;
	}
	return read;
}

/** @returns a text without blanks around it, undefined for what is none. */
export const textIn = (value: unknown): string | undefined =>
	value === undefined ? '' : typeof value === 'string' ? value.trim() : undefined;

/** Reads texts from one with commas or line breaks between them, or from a list: undefined for what is neither. */
export function textsIn(value: unknown): string[] | undefined {
	const texts: unknown = typeof value === 'string' ? value.split(/[,\n]/) : (value ?? []);
	if (!Array.isArray(texts) || !texts.every((text) => typeof text === 'string')) return undefined;
	return texts.map((text) => text.trim()).filter((text) => text !== '');
}

/** Asks for the thing that an item names, and finds out which generation of the API has it. */
async function find(kind: Managed, ids: Ids, item: Item, sender: RequestSender) {
	return await newestKnown(
		kind.places,
		async ({ path }) => await readAt(path, kind, ids, item, sender),
	);
}

async function readAt(
	path: string,
	kind: Managed,
	ids: Ids,
	item: Item,
	sender: RequestSender,
): Promise<Sent<IDataObject>> {
	return await sender.send({
		options: { ...item.request('GET', ids, path), body: undefined },
		subject: withIds(subjectOf(kind), ids),
		things: [kind.thing],
		read(body) {
			const one = oneIn(kind, body);
			return idOf(one) === ids[kind.idName] ? one : undefined;
		},
	});
}

function planUpdate(kind: Managed, item: Item): Task | FailedItem {
	const ids = readIdsIn(kind.places[0].path, item);
	if (isFailure(ids)) return { failure: ids, details: {} };
	const details = { ...ids };
	const given = item.parameter('updateFields', {});
	const changes = readFields(kind, isObject(given) ? given : {}, false);
	if (isFailure(changes)) return { failure: changes, details };
	if (Object.keys(changes).length === 0) {
		const failure = refusal(
			"'Update Fields' is empty. Nothing was sent for this item",
			"Add what to change under 'Update Fields'.",
		);
		return { failure, details };
	}
	const subject = withIds(subjectOf(kind), ids);
	return {
		execute: async ({ sender, session }) =>
			await session.inTurn(subject, async () => {
				const { place, sent: current } = await find(kind, ids, item, sender);
				if ('failure' in current) return { failure: current.failure, details };
				const { method, body } = place.update;
				const changed = await sender.send({
					options: {
						...item.request(method, ids, place.path),
						body: body(kind, current.value, changes),
					},
					subject,
					things: [kind.thing],
					read: messageOf,
				});
				if ('failure' in changed) return { failure: changed.failure, details };
				// One generation of the API adds to a list instead of replacing it.
				const now = await readAt(place.path, kind, ids, item, sender);
				if ('value' in now) return { items: [shown(kind)(now.value)] };
				const { failure } = now;
				const description = `It was changed, but what Symbl holds now could not be read. ${failure.description}`;
				return { failure: { ...failure, description }, details };
			}),
	};
}

const notBegun = (failure: Failure, named: IDataObject): FailedItem =>
	failedDeletion({ deleted: false, outcome: 'failed', failure }, named);

function planDeletion(kind: Managed, item: Item): Task | FailedItem {
	const ids = readIdsIn(kind.places[0].path, item);
	if (isFailure(ids)) return notBegun(ids, { [kind.idName]: null });
	const id = ids[kind.idName] ?? '';
	const ifNotFound = item.option('ifNotFound') ?? 'error';
	if (ifNotFound !== 'error' && ifNotFound !== 'output') {
		const what = `'If Not Found' must be 'error' or 'output', but it is ${JSON.stringify(ifNotFound)}`;
		const failure = refusal(`${what}. Nothing was sent for this item`, "Check 'If Not Found'.");
		return notBegun(failure, { ...ids });
	}
	return {
		deletes: id,
		things: kind.things,
		async execute(scope) {
			const deletion = await scope.session.once(
				id,
				async () => await removeOne(kind, id, ids, item, scope),
			);
			return resultOf(deletion, { ...ids }, ifNotFound);
		},
	};
}

/** Deletes a thing where the API has it. It is read first, so that the DELETE goes nowhere else. */
async function removeOne(
	kind: Managed,
	id: string,
	ids: Ids,
	item: Item,
	scope: Scope,
): Promise<Deletion> {
	const before = deletedBefore(id, scope);
	if (before) return before;
	const { place, sent } = await find(kind, ids, item, scope.sender);
	if ('failure' in sent) {
		const { failure } = sent;
		return notDeleted({ failure, isUnknownToSymbl: failure.name === 'notFound' }, id, scope);
	}
	return await remove(
		{
			id,
			thing: kind.thing,
			subject: withIds(subjectOf(kind), ids),
			request: (method) => item.request(method, ids, place.path),
			field: kind.thing,
			found: sent.value,
		},
		scope,
	);
}
