import type { INodeProperties } from 'n8n-workflow';
import { isObject } from '../transport/answer';
import { invalidItem, type Failure } from '../transport/failures';

const ID = /^[\w-]{1,64}$/;

/** Whether a text can be an ID of Symbl's, and so a part of a path. */
export const isId = (text: string): boolean => ID.test(text);

/** A kind of ID. */
interface IdKind {
	displayName: string;
	thing: string;
	example: string;
	/** What lists the things to choose from, where Symbl has a list of them. */
	searchListMethod?: string;
}

/** What the node asks for by ID, in the order in which it is shown. */
const IDS = {
	groupId: {
		displayName: 'Group',
		thing: 'group',
		searchListMethod: 'searchGroups',
		example: '5815170693595136',
	},
	trackerId: {
		displayName: 'Tracker',
		thing: 'tracker',
		searchListMethod: 'searchTrackers',
		example: '4943681765244928',
	},
	entityId: {
		displayName: 'Entity',
		thing: 'entity',
		searchListMethod: 'searchEntities',
		example: '5179649407582208',
	},
	scorecardId: {
		displayName: 'Scorecard',
		thing: 'scorecard',
		searchListMethod: 'searchScorecards',
		example: '4782752799653888',
	},
	conversationId: {
		displayName: 'Conversation',
		thing: 'conversation',
		searchListMethod: 'searchConversations',
		example: '4866329603473408',
	},
	bookmarkId: {
		displayName: 'Bookmark',
		thing: 'bookmark',
		searchListMethod: 'searchBookmarks',
		example: '6749556955938816',
	},
	memberId: {
		displayName: 'Member',
		thing: 'member',
		searchListMethod: 'searchMembers',
		example: '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d',
	},
	jobId: {
		displayName: 'Job',
		thing: 'job',
		example: '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d',
	},
} satisfies Record<string, IdKind>;

export type IdName = keyof typeof IDS;

export const isIdName = (name: unknown): name is IdName =>
	typeof name === 'string' && Object.hasOwn(IDS, name);

/** In the order in which they are shown. */
export const ID_NAMES: IdName[] = Object.keys(IDS).filter(isIdName);

/** The IDs that an item names. */
export type Ids = Partial<Record<IdName, string>>;

/** @returns the parameter that takes an ID. */
export function idField(name: IdName): INodeProperties {
	const { displayName, thing, searchListMethod, example }: IdKind = IDS[name];
	return {
		displayName,
		name,
		type: 'resourceLocator',
		required: true,
		default: { mode: searchListMethod ? 'list' : 'id', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list' as const,
				placeholder: `Select ${articleOf(thing)} ${thing}...`,
				typeOptions: { searchListMethod, searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string' as const,
				placeholder: `e.g. ${example}`,
			},
		].filter(({ type }) => type === 'string' || searchListMethod !== undefined),
		description: `The ${thing} to work on`,
	};
}

const articleOf = (noun: string): string => (/^[aeiou]/.test(noun) ? 'an' : 'a');

/** @returns a text as a sentence begins. */
export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What an ID is read from: an item. */
interface Locators {
	locator(name: string): unknown;
}

/** @returns the IDs that stand in a path in braces, or why the first that is none cannot be used. */
export function readIdsIn(path: string, item: Locators): Ids | Failure {
	const ids: Ids = {};
	for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
		if (!isIdName(name)) continue;
		const id = readId(item, name);
		if (typeof id !== 'string') return id;
		ids[name] = id;
	}
	return ids;
}

/**
 * Reads an ID of the item: text, or a whole number that JavaScript holds exactly. Anything else is
 * refused, since a path is put together from it and something else may lie there.
 */
export function readId(item: Locators, name: IdName): string | Failure {
	const value = item.locator(name);
	if (typeof value === 'number') {
		if (Number.isSafeInteger(value)) return String(value);
		return invalid(
			name,
			Number.isInteger(value)
				? 'is a number too large to be exact, so its last digits may be wrong'
				: `is the number ${value}`,
			'Pass the ID as text, as Symbl returns it.',
		);
	}
	const id = typeof value === 'string' ? value.trim() : undefined;
	return id !== undefined && isId(id) ? id : invalid(name, `is ${described(id ?? value)}`);
}

/** @returns the ID of something in an answer, as text; undefined where it has none that is exact. */
export function idOf(thing: unknown): string | undefined {
	const id = isObject(thing) ? thing.id : undefined;
	if (typeof id === 'number' && Number.isSafeInteger(id)) return String(id);
	return typeof id === 'string' && id !== '' ? id : undefined;
}

function invalid(name: IdName, what: string, description?: string): Failure {
	const { displayName, thing, example } = IDS[name];
	return invalidItem(
		`'${displayName}' ${what}`,
		description ??
			`${capitalized(articleOf(thing))} ${thing} ID has 1 to 64 letters, digits, _ or -, such as ${example}. Check the expression or the data that comes in.`,
	);
}

/** What came in, in words that a person recognises. */
function described(value: unknown): string {
	if (value === '' || value === undefined || value === null) return 'empty';
	if (Array.isArray(value)) return 'a list, not one ID';
	if (typeof value === 'object') return 'an object, not an ID';
	const text = String(value);
	return `not an ID: “${text.length > 70 ? `${text.slice(0, 70)}…` : text}”`;
}

/** @returns a text with the IDs in place of their names in braces. */
export const withIds = (text: string, ids: Ids): string =>
	text.replace(/\{(\w+)\}/g, (named, name) => (isIdName(name) && ids[name]) || named);

/** @returns what a path with IDs in braces is about: "conversation", "bookmark". */
export const thingsIn = (path: string): string[] =>
	[...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => (isIdName(name) ? [IDS[name].thing] : []));
