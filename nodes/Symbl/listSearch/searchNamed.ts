import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { matches, readList } from './readList';
import { idOf, isId } from '../operation/ids';
import { isObject } from '../transport/answer';
import { nodeError, refusal } from '../transport/failures';

/** A list that Symbl gives as a whole, and how an entry of it is called. */
interface NamedList {
	/** Below the Base URL, with `{conversationId}` for the conversation that is chosen. */
	path: string;
	/** Where the list stands in the answer, if it is not the answer itself. */
	field: string;
	subject: string;
	nameOf(entry: IDataObject): unknown;
}

const searching = ({ path, field, subject, nameOf }: NamedList) =>
	async function search(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
		const url = path.replace('{conversationId}', () => chosenConversation(this));
		const entries = await readList(this, {
			url,
			subject,
			read: (body) => {
				const list = isObject(body) ? body[field] : body;
				return Array.isArray(list) ? list.filter(isObject) : undefined;
			},
		});
		const items = entries.flatMap((entry) => {
			const value = idOf(entry);
			return value === undefined ? [] : { name: String(nameOf(entry) || value), value };
		});
		return { results: items.filter((item) => matches(item, filter)) };
	};

/** @throws {NodeApiError} when no conversation is chosen yet. */
function chosenConversation(context: ILoadOptionsFunctions): string {
	const value = context.getCurrentNodeParameter('conversationId', { extractValue: true });
	const id = String(value ?? '').trim();
	if (isId(id)) return id;
	throw nodeError(
		context.getNode(),
		refusal('Choose a conversation first', "Fill in 'Conversation' with the ID of one."),
		0,
	);
}

/** The trackers of the account. */
export const searchTrackers = searching({
	path: '/v1/manage/trackers',
	field: 'trackers',
	subject: 'The list of trackers',
	nameOf: ({ name }) => name,
});

/** The custom entities of the account. */
export const searchEntities = searching({
	path: '/v1/manage/entities',
	field: 'entities',
	subject: 'The list of entities',
	nameOf: ({ type, subType }) => [type, subType].filter(Boolean).join(' · '),
});

/** The scorecards of the account. */
export const searchScorecards = searching({
	path: '/v1/manage/callscore/scorecards',
	field: 'scorecards',
	subject: 'The list of scorecards',
	nameOf: ({ name }) => name,
});

/** The groups of the account. */
export const searchGroups = searching({
	path: '/v1/manage/groups',
	field: 'groups',
	subject: 'The list of groups',
	nameOf: ({ name }) => name,
});

/** The bookmarks of the conversation that is chosen. */
export const searchBookmarks = searching({
	path: '/v1/conversations/{conversationId}/bookmarks',
	field: 'bookmarks',
	subject: 'The list of bookmarks',
	nameOf: ({ label }) => label,
});

/** The members of the conversation that is chosen. */
export const searchMembers = searching({
	path: '/v1/conversations/{conversationId}/members',
	field: 'members',
	subject: 'The list of members',
	nameOf: ({ name, email }) => [name, email].filter(Boolean).join(' · '),
});
