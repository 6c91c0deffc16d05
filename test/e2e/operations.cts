import { callSandbox } from '../sandbox/client.cts';
import { isObject } from '../sandbox/jsonFields.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';

/** How an operation of the node is tried once on a full n8n. */
export interface OperationCase {
	/** Puts there what the operation works on, besides a call. @returns its ID, `{id}` below */
	prepare?(sandbox: Sandbox): Promise<string>;
	/** The node's parameters, besides resource, operation and conversation. */
	parameters?: Record<string, unknown>;
	/** What is sent, in order, as method and path. */
	sends: string[];
	/** The first output item, as far as it matters here. */
	output: object;
}

/** The call that every operation works on. */
export const CALL = {
	id: '902',
	name: 'Renewal',
	startTime: '2026-01-02T03:00:00.000Z',
	endTime: '2026-01-02T05:00:00.000Z',
	members: [{ id: 'priya', name: 'Priya Raman', email: 'priya@example.com' }],
	metadata: { team: 'sales' },
};

const path = `/v1/conversations/${CALL.id}`;
/** A resource locator with that ID. */
export const locatorOf = (value: string) => ({ __rl: true, mode: 'id', value });

const locator = locatorOf('{id}');

const get = (below: string, output: object = {}): OperationCase => ({
	sends: [`GET ${path}${below}`],
	output: { conversationId: CALL.id, ...output },
});

async function makeIn(sandbox: Sandbox, target: string, body: object, field?: string) {
	const { answer } = await callSandbox(sandbox, 'POST', target, body);
	const made = isObject(answer) && field ? answer[field] : answer;
	if (!isObject(made) || typeof made.id !== 'string') throw new Error(`${target} made nothing`);
	return made.id;
}

const onBookmark = (
	operation: Omit<OperationCase, 'prepare'>,
	parameters: object = {},
): OperationCase => ({
	...operation,
	prepare: async (sandbox) =>
		await makeIn(sandbox, `${path}/bookmarks`, {
			label: 'Price',
			description: 'Discount',
			user: { name: 'Priya', userId: 'priya', email: 'priya@example.com' },
			beginTimeOffset: 0,
			duration: 600,
		}),
	parameters: { bookmarkId: locator, ...parameters },
});

const bookmark = { conversationId: CALL.id, bookmarkId: '{id}' };
const listed = { conversationId: CALL.id, name: CALL.name, metadata: CALL.metadata };

/** How the operations that have Symbl process something are tried. */
const processing = Object.fromEntries(
	(['Text', 'Audio', 'Video'] as const).flatMap((kind) => {
		const at = `/v1/process/${kind.toLowerCase()}`;
		const below = kind === 'Text' ? '' : '/url';
		const parameters = {
			waitFor: 'nothing',
			messages: { message: [{ content: 'Hello' }] },
			url: 'https://example.com/call.mp3',
		};
		const process: OperationCase = {
			parameters,
			sends: [`POST ${at}${below}`],
			output: { status: 'scheduled' },
		};
		const append: OperationCase = {
			parameters,
			sends: [`PUT ${at}${below}/${CALL.id}`],
			output: { conversationId: CALL.id, status: 'scheduled' },
		};
		return [
			[`processing:process${kind}`, process],
			[`processing:append${kind}`, append],
		];
	}),
);

/** How the operations on a job are tried, on one that has ended. */
const onJob: OperationCase = {
	async prepare(sandbox) {
		sandbox.planJobs({ course: { stepMs: 0 } });
		const messages = [{ payload: { content: 'Hello' } }];
		await callSandbox(sandbox, 'POST', '/v1/process/text', { messages });
		return sandbox.jobs[0]?.id ?? '';
	},
	parameters: { jobId: locator },
	sends: ['GET /v1/job/{id}'],
	output: { jobId: '{id}', status: 'completed' },
};

/** How the operations on what the account itself holds are tried. */
function managed(
	resource: string,
	kind: {
		id: string;
		/** Where a single one goes, and what stands around it in the answer. */
		one: string;
		field: string;
		list: string;
		/** Where the operations send a single one, and several. */
		create: string;
		createMany: string[];
		/** What several are given as. */
		many: string;
		update: 'PATCH' | 'PUT';
		made: object;
	},
): Record<string, OperationCase> {
	const { made } = kind;
	const onOne = (sends: string[], output: object, parameters: object = {}): OperationCase => ({
		prepare: async (sandbox) => await makeIn(sandbox, kind.one, made, kind.field),
		parameters: { [kind.id]: locator, ...parameters },
		sends,
		output: { [kind.id]: '{id}', ...output },
	});
	const at = `${kind.one}/{id}`;
	return {
		[`${resource}:create`]: {
			parameters: { ...made },
			sends: [`POST ${kind.create}`],
			output: made,
		},
		[`${resource}:createMany`]: {
			parameters: { [kind.many]: JSON.stringify([made]) },
			sends: kind.createMany.map((path) => `POST ${path}`),
			output: made,
		},
		[`${resource}:delete`]: onOne([`GET ${at}`, `DELETE ${at}`], { outcome: 'deleted' }),
		[`${resource}:get`]: onOne([`GET ${at}`], made),
		[`${resource}:getAll`]: {
			...onOne([`GET ${kind.list}`], {}),
			parameters: { returnAll: true },
			output: {},
		},
		[`${resource}:update`]: onOne([`GET ${at}`, `${kind.update} ${at}`, `GET ${at}`], made, {
			updateFields: made,
		}),
	};
}

/** By resource and operation. Every operation has its entry. */
export const operations: Record<string, OperationCase> = {
	...processing,
	'job:get': onJob,
	'job:waitUntilFinished': onJob,
	'accountSettings:update': {
		sends: ['PATCH /v1/manage/settings', 'PATCH /v1/manage/settings'],
		output: { updated: true, redaction: { default: true, type: 'default' } },
	},
	'bookmark:create': {
		parameters: {
			label: 'Price',
			description: 'Discount',
			userName: 'Priya',
			userId: 'priya',
			userEmail: 'priya@example.com',
		},
		sends: [`POST ${path}/bookmarks`],
		output: { conversationId: CALL.id, label: 'Price', duration: 60 },
	},
	'bookmark:delete': onBookmark({
		sends: [`DELETE ${path}/bookmarks/{id}`],
		output: { ...bookmark, deleted: true },
	}),
	'bookmark:get': onBookmark({ sends: [`GET ${path}/bookmarks/{id}`], output: bookmark }),
	'bookmark:getBookmarks': onBookmark({ sends: [`GET ${path}/bookmarks`], output: bookmark }),
	'bookmark:getSummaries': onBookmark({
		sends: [`GET ${path}/bookmarks-summary`],
		output: { ...bookmark, summary: expect.any(Array) },
	}),
	'bookmark:getSummary': onBookmark({
		sends: [`GET ${path}/bookmarks/{id}/summary`],
		output: { ...bookmark, text: expect.any(String) },
	}),
	'bookmark:update': onBookmark(
		{
			sends: [`GET ${path}/bookmarks/{id}`, `PUT ${path}/bookmarks/{id}`],
			output: { ...bookmark, label: 'New', description: 'Discount' },
		},
		{ updateFields: { label: 'New' } },
	),
	'callScore:get': get('/callscore', { score: expect.any(Number) }),
	'callScore:getStatus': get('/callscore/status', { status: 'completed' }),
	'conversation:delete': {
		sends: [`DELETE ${path}`],
		output: { conversationId: CALL.id, deleted: true, outcome: 'deleted' },
	},
	'conversation:get': get('', listed),
	// The second page brings nothing new.
	'conversation:getAll': {
		sends: ['GET /v1/conversations', 'GET /v1/conversations'],
		output: listed,
	},
	'conversation:createReport': { sends: [], output: { items: 0 } },
	'conversation:update': {
		parameters: { metadata: { pair: [{ key: 'keep', value: 'no' }] } },
		sends: [`GET ${path}`, `PUT ${path}`],
		output: { updated: true, metadata: { team: 'sales', keep: 'no' } },
	},
	'conversationContent:getActionItems': get('/action-items', { type: 'action_item' }),
	'conversationContent:getAnalytics': get('/analytics', { metrics: expect.any(Array) }),
	'conversationContent:getEntities': get('/entities', { matches: expect.any(Array) }),
	'conversationContent:getEverything': {
		sends: [
			...[`GET ${path}`, `GET ${path}/members`, `GET ${path}/messages`],
			...[`POST ${path}/transcript`, `GET ${path}/summary`, `GET ${path}/topics`],
			...[`GET ${path}/questions`, `GET ${path}/action-items`, `GET ${path}/follow-ups`],
			...[`GET ${path}/insights`, `GET ${path}/entities`, `GET ${path}/trackers`],
			...[`GET ${path}/analytics`, `GET ${path}/bookmarks`],
		],
		output: { conversationId: CALL.id, isComplete: true, missing: [] },
	},
	'conversationContent:getFollowUps': get('/follow-ups', { type: 'follow_up' }),
	'conversationContent:getInsights': get('/insights', { type: expect.any(String) }),
	'conversationContent:getMessages': get('/messages', { text: expect.any(String) }),
	'conversationContent:getQuestions': get('/questions', { type: 'question' }),
	'conversationContent:getSummary': get('/summary', { text: expect.any(String) }),
	'conversationContent:getTopics': get('/topics', { type: 'topic' }),
	'conversationContent:getTrackers': get('/trackers', { matches: expect.any(Array) }),
	'conversationContent:getTranscript': {
		parameters: { contentType: 'text/srt' },
		sends: [`POST ${path}/transcript`],
		output: { conversationId: CALL.id, transcript: expect.stringContaining('-->') },
	},
	...managed('conversationGroup', {
		id: 'groupId',
		one: '/v1/manage/group',
		field: 'group',
		list: '/v1/manage/groups',
		create: '/v1/manage/group',
		createMany: ['/v1/manage/groups/bulk', '/v1/manage/groups'],
		many: 'groupsJson',
		update: 'PUT',
		made: { name: 'Sales', criteria: 'conversation.metadata.team==sales', description: 'All' },
	}),
	'conversationGroup:getConversations': {
		prepare: async (sandbox) => {
			const criteria = 'conversation.metadata.team==sales';
			return await makeIn(sandbox, '/v1/manage/group', { name: 'Sales', criteria }, 'group');
		},
		parameters: { groupId: locator },
		sends: ['GET /v1/groups/{id}/conversations', 'GET /v1/groups/{id}/conversations'],
		output: listed,
	},
	...managed('customEntity', {
		id: 'entityId',
		one: '/v1/manage/entities',
		field: 'entity',
		list: '/v1/manage/entities',
		create: '/v1/manage/entities/bulk',
		createMany: ['/v1/manage/entities/bulk'],
		many: 'entitiesJson',
		update: 'PUT',
		made: { type: 'PRODUCT', subType: 'MACHINE', values: ['Barista 100'] },
	}),
	'experience:create': {
		sends: [`POST ${path}/experiences`],
		output: { conversationId: CALL.id, url: expect.stringContaining('https://') },
	},
	'experience:getInsightsDetailsUrl': {
		sends: [`GET /v1/conversations/experiences/insights/details/${CALL.id}`],
		output: { conversationId: CALL.id, url: expect.stringContaining('https://') },
	},
	'experience:getInsightsListUrl': {
		sends: ['GET /v1/conversations/experiences/insights/list'],
		output: { url: expect.stringContaining('https://') },
	},
	'insight:get': get('/lm-insights', { meetingName: CALL.name }),
	'insight:getStatus': get('/lm-insights/status', { status: 'completed' }),
	'member:getMembers': get('/members', { memberId: 'priya' }),
	'member:update': {
		parameters: { memberId: locatorOf('priya'), memberName: 'Priya R.' },
		sends: [`PUT ${path}/members/priya`],
		output: { conversationId: CALL.id, memberId: 'priya', updated: true },
	},
	'scorecard:create': {
		parameters: { name: 'First call' },
		sends: ['POST /v1/manage/callscore/scorecards'],
		output: { scorecardId: expect.any(String), name: 'First call' },
	},
	'scorecard:getAll': {
		prepare: async (sandbox) =>
			await makeIn(sandbox, '/v1/manage/callscore/scorecards', { name: 'A', criteriaList: ['1'] }),
		sends: ['GET /v1/manage/callscore/scorecards'],
		output: { scorecardId: '{id}', name: 'A' },
	},
	'speakerEvent:update': {
		parameters: { speakerEvents: { event: [{ name: 'Priya Raman', seconds: 0 }] } },
		sends: [`PUT ${path}/speakers`],
		output: { conversationId: CALL.id, updated: true },
	},
	...managed('tracker', {
		id: 'trackerId',
		one: '/v1/manage/trackers',
		field: 'tracker',
		list: '/v1/manage/trackers',
		create: '/v1/manage/trackers/bulk',
		createMany: ['/v1/manage/trackers/bulk'],
		many: 'trackersJson',
		update: 'PATCH',
		made: { name: 'Price', vocabulary: ['too expensive'] },
	}),
};
