import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { accessToken, openSandbox } from '../contract/accounts.cts';
import { runSymbl, type Execution, type SymblRun } from '../engine/engine.cts';
import { callSandbox } from '../sandbox/client.cts';
import { isObject } from '../sandbox/jsonFields.cts';
import type { LoggedRequest, Sandbox, SandboxOptions } from '../sandbox/sandbox.cts';

export const generations = ['new', 'old'] as const;

/** The ID of a long call in English, of one in Japanese, and of one in which nobody says a word. */
export const [ENGLISH, JAPANESE, SILENT] = ['101', '102', '103'] as const;

export const PRIYA = '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d';

/** A sandbox with those three calls. What is said in them is the same in every test. */
export async function openCalls(options: SandboxOptions = {}): Promise<Sandbox> {
	const sandbox = await openSandbox(options);
	const shared = {
		startTime: '2026-01-02T03:00:00.000Z',
		endTime: '2026-01-02T05:00:00.000Z',
		metadata: { team: 'sales' },
	};
	const people = () => [
		{ id: PRIYA, name: 'Priya Raman', email: 'priya@example.com' },
		{ id: '1c1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6e', name: '佐藤 健', email: 'sato@example.jp' },
	];
	sandbox.add({ id: ENGLISH, name: 'Renewal: Contoso 🚀', members: people(), ...shared });
	sandbox.add({ id: JAPANESE, name: '週次定例ミーティング', members: people(), ...shared });
	sandbox.add({ id: SILENT, name: 'Nobody came', ...shared });
	return sandbox;
}

/** The value of a resource locator that takes the ID from a field of the item. */
const fromField = (name: string) => ({
	__rl: true,
	mode: 'id',
	value: `={{ $json.${name} }}`,
});

/** What a test says of a run of an operation; all else is as a user finds it. */
export interface Operating extends Partial<Pick<SymblRun, 'credential'>> {
	/** The English call by default. */
	items?: IDataObject[];
	parameters?: INodeParameters;
	/** Under Options. Nothing is repeated unless it says so. */
	options?: INodeParameters;
	settings?: Partial<INode>;
}

/** Runs an operation, written as `resource/operation`, on items that hold the IDs. */
export async function operate(
	sandbox: Sandbox,
	name: string,
	{ items, parameters, options, settings, credential }: Operating = {},
): Promise<Execution> {
	const [resource, operation] = name.split('/');
	return await runSymbl({
		items: items ?? [{ conversationId: ENGLISH }],
		credential: credential ?? accessToken(sandbox),
		parameters: {
			resource,
			operation,
			bookmarkId: fromField('bookmarkId'),
			memberId: fromField('memberId'),
			groupId: fromField('groupId'),
			trackerId: fromField('trackerId'),
			entityId: fromField('entityId'),
			options: { maxRetries: 0, ...options },
			...parameters,
		},
		settings,
	});
}

/** The JSON that came out, of all outputs. */
export const jsonOf = ({ outputs }: Execution): IDataObject[] =>
	outputs.flat().map(({ json }: INodeExecutionData) => json);

/** What was sent, without what only the connection needs. */
export const requestsOf = ({ log }: Sandbox) =>
	log.map(({ method, path, query, body }: LoggedRequest) => ({
		request: `${method} ${path}`,
		query,
		body,
	}));

/** A request that asks for something, and sends nothing else. */
export const getting = (path: string, query: Record<string, string> = {}) => ({
	request: `GET ${path}`,
	query,
	body: undefined,
});

/** What Symbl itself has below a conversation. */
export async function readFrom(sandbox: Sandbox, id: string, below: string): Promise<unknown> {
	return (await callSandbox(sandbox, 'GET', `/v1/conversations/${id}${below}`)).answer;
}

/** Adds a bookmark to a conversation and gives it back as Symbl keeps it. */
export async function addBookmark(sandbox: Sandbox, changes: IDataObject = {}) {
	const bookmark = {
		label: 'Price',
		description: 'The customer asks for a discount',
		user: { name: 'Priya Raman', userId: 'priya', email: 'priya@example.com' },
		...(changes.messageRefs === undefined && { beginTimeOffset: 1.5, duration: 60 }),
		...changes,
	};
	const path = `/v1/conversations/${ENGLISH}/bookmarks`;
	const { answer } = await callSandbox(sandbox, 'POST', path, bookmark);
	sandbox.log.length = 0;
	if (!isObject(answer) || typeof answer.id !== 'string') throw new Error('No bookmark was made');
	return { ...answer, id: answer.id };
}

/** An operation that reads a list of what belongs to a conversation. */
export interface ListRead {
	name: string;
	below: string;
	/** Where the list stands in what comes out. */
	list: string;
}

export const listReads: ListRead[] = [
	{ name: 'conversationContent/getActionItems', below: '/action-items', list: 'actionItems' },
	{ name: 'conversationContent/getEntities', below: '/entities', list: 'entities' },
	{ name: 'conversationContent/getFollowUps', below: '/follow-ups', list: 'followUps' },
	{ name: 'conversationContent/getInsights', below: '/insights', list: 'insights' },
	{ name: 'conversationContent/getMessages', below: '/messages', list: 'messages' },
	{ name: 'conversationContent/getQuestions', below: '/questions', list: 'questions' },
	{ name: 'conversationContent/getSummary', below: '/summary', list: 'summary' },
	{ name: 'conversationContent/getTopics', below: '/topics', list: 'topics' },
	{ name: 'conversationContent/getTrackers', below: '/trackers', list: 'trackers' },
	{ name: 'bookmark/getBookmarks', below: '/bookmarks', list: 'bookmarks' },
	{ name: 'member/getMembers', below: '/members', list: 'members' },
];

/** The operations that read one thing of a conversation, and where it is. */
export const singleReads: Array<[name: string, below: string]> = [
	['callScore/get', '/callscore'],
	['callScore/getStatus', '/callscore/status'],
	['conversationContent/getAnalytics', '/analytics'],
	['insight/get', '/lm-insights'],
	['insight/getStatus', '/lm-insights/status'],
];
