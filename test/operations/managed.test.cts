import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { accessToken } from '../contract/accounts.cts';
import { searchList } from '../contract/editor.cts';
import type { FaultAnswer, Sandbox, SandboxOptions } from '../sandbox/sandbox.cts';
import {
	ENGLISH,
	generations,
	getting,
	jsonOf,
	openCalls,
	operate,
	requestsOf,
} from './operating.cts';

type Generation = (typeof generations)[number];

/** What an account manages, and how each generation of the API does it. */
interface Kind {
	resource: string;
	id: 'trackerId' | 'entityId' | 'groupId';
	/** As a sentence names one. */
	thing: string;
	list: string;
	field: string;
	state(sandbox: Sandbox): Map<string, IDataObject>;
	/** What Create is given, and what Symbl gets. */
	given: INodeParameters;
	made: IDataObject;
	/** What Update is given. */
	updateFields: INodeParameters;
	changes: IDataObject;
	one: Record<Generation, string>;
	/** Where a single one and several of them go, in order. */
	create: Record<Generation, string[]>;
	createMany: Record<Generation, string[]>;
	/** What one request puts into the body. */
	asSent(made: IDataObject): unknown;
	update: Record<Generation, (id: string, made: IDataObject) => { method: string; body: unknown }>;
}

const recordsOf = (map: Map<string, object>): Map<string, IDataObject> => Object(map);

const whole = (id: string, made: IDataObject, changes: IDataObject) => ({
	method: 'PUT',
	body: { id, ...made, ...changes },
});

const tracker: Kind = {
	resource: 'tracker',
	id: 'trackerId',
	thing: 'tracker',
	list: '/v1/manage/trackers',
	field: 'trackers',
	state: ({ trackers }) => recordsOf(trackers),
	given: { name: ' Цена 💰 ', vocabulary: 'too expensive, 予算\nدوره ,' },
	made: { name: 'Цена 💰', vocabulary: ['too expensive', '予算', 'دوره'] },
	updateFields: { vocabulary: '={{ ["budget"] }}', description: 'New' },
	changes: { vocabulary: ['budget'], description: 'New' },
	one: { new: '/v1/manage/trackers', old: '/v1/manage/tracker' },
	create: {
		new: ['/v1/manage/trackers/bulk'],
		old: ['/v1/manage/trackers/bulk', '/v1/manage/trackers'],
	},
	createMany: {
		new: ['/v1/manage/trackers/bulk'],
		old: ['/v1/manage/trackers/bulk', '/v1/manage/trackers'],
	},
	asSent: (made) => [made],
	update: {
		new: () => ({
			method: 'PATCH',
			body: [
				{ op: 'replace', path: '/vocabulary', value: ['budget'] },
				{ op: 'add', path: '/description', value: 'New' },
			],
		}),
		old: (id, made) => whole(id, made, tracker.changes),
	},
};

const entity: Kind = {
	resource: 'customEntity',
	id: 'entityId',
	thing: 'entity',
	list: '/v1/manage/entities',
	field: 'entities',
	state: ({ entities }) => recordsOf(entities),
	given: { type: 'PRODUCT', subType: 'MACHINE', values: 'Barista 100, バリスタ' },
	made: {
		type: 'PRODUCT',
		subType: 'MACHINE',
		values: ['Barista 100', 'バリスタ'],
		category: 'Custom',
	},
	updateFields: { values: 'Barista 200' },
	changes: { values: ['Barista 200'] },
	one: { new: '/v1/manage/entities', old: '/v1/manage/entity' },
	create: {
		new: ['/v1/manage/entities/bulk'],
		old: ['/v1/manage/entities/bulk', '/v1/manage/entities'],
	},
	createMany: {
		new: ['/v1/manage/entities/bulk'],
		old: ['/v1/manage/entities/bulk', '/v1/manage/entities'],
	},
	asSent: (made) => [made],
	update: {
		new: (_, made) => ({ method: 'PUT', body: { ...made, ...entity.changes } }),
		old: (_, made) => ({ method: 'PUT', body: { ...made, ...entity.changes } }),
	},
};

const group: Kind = {
	resource: 'conversationGroup',
	id: 'groupId',
	thing: 'group',
	list: '/v1/manage/groups',
	field: 'groups',
	state: ({ groups }) => recordsOf(groups),
	given: { name: 'Продажи', criteria: 'conversation.metadata.team==sales' },
	made: {
		name: 'Продажи',
		criteria: 'conversation.metadata.team==sales',
		description: 'Продажи',
	},
	updateFields: { criteria: 'conversation.metadata.team==hr' },
	changes: { criteria: 'conversation.metadata.team==hr' },
	one: { new: '/v1/manage/group', old: '/v1/manage/group' },
	create: { new: ['/v1/manage/group'], old: ['/v1/manage/group'] },
	createMany: {
		new: ['/v1/manage/groups/bulk', '/v1/manage/groups'],
		old: ['/v1/manage/groups/bulk', '/v1/manage/groups'],
	},
	asSent: (made) => made,
	update: {
		new: (id, made) => whole(id, made, group.changes),
		old: (id, made) => whole(id, made, group.changes),
	},
};

const kinds = [tracker, entity, group];

/** A sandbox with nothing but two things of that kind. */
async function open(kind: Kind, options: SandboxOptions = {}) {
	const sandbox = await openCalls(options);
	const state = kind.state(sandbox);
	state.clear();
	state.set('7', { id: '7', ...kind.made });
	const other = kind === entity ? { subType: 'OTHER' } : { name: 'Other' };
	state.set('8', { id: '8', ...kind.made, ...other });
	return { sandbox, state };
}

const pathsOf = (sandbox: Sandbox) => requestsOf(sandbox).map(({ request }) => request);
const item = (kind: Kind, id: string, more: IDataObject = {}) => ({ [kind.id]: id, ...more });

/** The requests that find a thing, and where it is. */
function finding(kind: Kind, generation: Generation, id = '7') {
	const isOlder = kind.one.old !== kind.one.new && generation === 'old';
	const at = `${kind.one[generation]}/${id}`;
	return { at, gets: [...(isOlder ? [`GET ${kind.one.new}/${id}`] : []), `GET ${at}`] };
}

const each = kinds.flatMap((kind) =>
	generations.map((generation): [string, Generation, Kind] => [kind.resource, generation, kind]),
);

describe.each(each)('%s (%s)', (resource, generation, kind) => {
	it('Create makes one', async () => {
		const { sandbox, state } = await open(kind, { generation });
		state.clear();
		const { outputs, error } = await operate(sandbox, `${resource}/create`, {
			parameters: kind.given,
		});
		expect(error).toBeUndefined();
		expect(requestsOf(sandbox)).toEqual(
			kind.create[generation].map((path) => ({
				request: `POST ${path}`,
				query: {},
				body: kind.asSent(kind.made),
			})),
		);
		const [made, ...more] = state.values();
		expect(more).toEqual([]);
		expect(made).toMatchObject(kind.made);
		expect(outputs).toEqual([
			[{ json: { ...made, [kind.id]: made?.id }, pairedItem: { item: 0 } }],
		]);
	});

	it('Create Many makes a list', async () => {
		const { sandbox, state } = await open(kind, { generation });
		state.clear();
		const list = [
			kind.made,
			{ ...kind.made, ...(kind === entity ? { subType: 'B' } : { name: 'B' }) },
		];
		const { outputs, error } = await operate(sandbox, `${resource}/createMany`, {
			items: [{ list }],
			parameters: { [`${kind.field}Json`]: '={{ $json.list }}' },
		});
		expect(error).toBeUndefined();
		expect(requestsOf(sandbox)).toEqual(
			kind.createMany[generation].map((path) => ({
				request: `POST ${path}`,
				query: {},
				body: list,
			})),
		);
		expect([...state.values()]).toMatchObject(list);
		expect(outputs).toEqual([
			[...state.values()].map((made) => ({
				json: { ...made, [kind.id]: made.id },
				pairedItem: { item: 0 },
			})),
		]);
	});

	it('Get gives one', async () => {
		const { sandbox, state } = await open(kind, { generation });
		const { outputs } = await operate(sandbox, `${resource}/get`, { items: [item(kind, '7')] });
		expect(pathsOf(sandbox)).toEqual(finding(kind, generation).gets);
		expect(outputs).toEqual([
			[{ json: { ...state.get('7'), [kind.id]: '7' }, pairedItem: { item: 0 } }],
		]);
	});

	it.each([
		['all', { returnAll: true }, ['7', '8']],
		['as many as the limit says', { limit: 1 }, ['7']],
	])('Get Many gives %s', async (_, parameters, ids) => {
		const { sandbox } = await open(kind, { generation });
		const execution = await operate(sandbox, `${resource}/getAll`, { parameters });
		expect(requestsOf(sandbox)).toEqual([getting(kind.list)]);
		expect(jsonOf(execution)).toMatchObject(ids.map((id) => ({ [kind.id]: id })));
	});

	it('Update changes what is mentioned, and says what Symbl holds', async () => {
		const { sandbox, state } = await open(kind, { generation });
		const { outputs, error } = await operate(sandbox, `${resource}/update`, {
			items: [item(kind, '7')],
			parameters: { updateFields: kind.updateFields },
		});
		expect(error).toBeUndefined();
		const { at, gets } = finding(kind, generation);
		const { method, body } = kind.update[generation]('7', kind.made);
		expect(pathsOf(sandbox)).toEqual([...gets, `${method} ${at}`, `GET ${at}`]);
		expect(sandbox.requests({ method })).toMatchObject([{ body }]);
		expect(state.get('7')).toMatchObject({ ...kind.made, ...kind.changes });
		expect(outputs).toEqual([
			[{ json: { ...state.get('7'), [kind.id]: '7' }, pairedItem: { item: 0 } }],
		]);
	});

	const canDelete = kind !== entity || generation === 'new';
	const answers = ['object', 'empty', 'noContent'] as const;

	if (canDelete)
		it.each(answers)('Delete removes one, answered with %s', async (managedDeleteAnswer) => {
			const { sandbox, state } = await open(kind, { generation, managedDeleteAnswer });
			const { outputs, error } = await operate(sandbox, `${resource}/delete`, {
				items: [item(kind, '7'), item(kind, '7')],
			});
			expect(error).toBeUndefined();
			const { at, gets } = finding(kind, generation);
			expect(pathsOf(sandbox)).toEqual([...gets, `DELETE ${at}`]);
			expect([...state.keys()]).toEqual(['8']);
			const json = {
				[kind.id]: '7',
				deleted: true,
				outcome: 'deleted',
				message: expect.any(String),
				deletedAt: expect.stringMatching(/Z$/),
			};
			expect(outputs).toEqual([[0, 1].map((index) => ({ json, pairedItem: { item: index } }))]);
		});
	else
		// The older documents have no way to delete an entity.
		it('Delete says that there is no such call', async () => {
			const { sandbox, state } = await open(kind, { generation });
			const { error } = await operate(sandbox, `${resource}/delete`, { items: [item(kind, '7')] });
			expect(error?.message).toMatch('Symbl answered with HTTP 405');
			expect(state.size).toBe(2);
		});

	it('Delete sends nothing for what Symbl does not know', async () => {
		const { sandbox, state } = await open(kind, { generation });
		const execution = await operate(sandbox, `${resource}/delete`, { items: [item(kind, '9')] });
		expect(pathsOf(sandbox)).toEqual(finding(kind, generation, '9').gets);
		expect(execution.error).toMatchObject({
			message: expect.stringMatching(new RegExp(`^${kind.thing} 9 was not found`, 'i')),
			httpCode: '404',
			context: { data: { [kind.id]: '9', outcome: 'failed', notFound: ['9'], deleted: [] } },
		});
		expect(state.size).toBe(2);
		const shown = await operate(sandbox, `${resource}/delete`, {
			items: [item(kind, '9')],
			options: { ifNotFound: 'output' },
		});
		expect(jsonOf(shown)).toMatchObject([{ deleted: false, outcome: 'notFound' }]);
	});
});

const elsewhere: Array<[string, FaultAnswer]> = [
	['404 in HTML', { status: 404, body: '<h1>Not Found</h1>' }],
	['404 of a router', { status: 404, body: { message: 'Cannot GET /v1/manage' } }],
	['404 without a body', { status: 404 }],
	['405 in HTML', { status: 405, body: '<h1>Method Not Allowed</h1>' }],
	['405 in JSON', { status: 405, body: { message: 'Method Not Allowed' } }],
];

describe.each(elsewhere)('where a newer path is answered with %s', (_, answer) => {
	it.each(['create', 'get', 'update', 'delete'])('%s takes the older one', async (operation) => {
		const { sandbox, state } = await open(tracker, { generation: 'old' });
		sandbox.play({ match: { path: /^\/v1\/manage\/trackers\/./ }, answer });
		if (operation === 'create') state.clear();
		const { updateFields, given } = tracker;
		const { error } = await operate(sandbox, `tracker/${operation}`, {
			items: [item(tracker, '7')],
			parameters: operation === 'create' ? given : { updateFields },
		});
		expect(error).toBeUndefined();
		expect([...state.keys()].includes('7')).toBe(operation === 'get' || operation === 'update');
		expect(pathsOf(sandbox).filter((path) => path.includes('/trackers/'))).toHaveLength(1);
	});
});

it.each(kinds)('says what the newest path says where no path is known: $resource', async (kind) => {
	const { sandbox } = await open(kind);
	sandbox.play({ answer: { status: 404, body: '<h1>Default</h1>' } });
	const { error } = await operate(sandbox, `${kind.resource}/delete`, {
		items: [item(kind, '7')],
	});
	expect(error).toMatchObject({
		message: expect.stringMatching(/was not found, but nothing shows that Symbl said so/),
		context: { data: { outcome: 'failed', failed: ['7'], deleted: [] } },
	});
	expect(sandbox.requests({ method: 'DELETE' })).toEqual([]);
});

describe.each(['wrapped', 'bare', 'mixed'] as const)('an answer that is %s', (wrapping) => {
	it.each(kinds)('is read: $resource', async (kind) => {
		const { sandbox, state } = await open(kind, { wrapping, unquotedIds: true });
		const got = await operate(sandbox, `${kind.resource}/get`, { items: [item(kind, '7')] });
		expect(jsonOf(got)).toMatchObject([{ [kind.id]: '7', id: '7', ...kind.made }]);
		state.clear();
		const made = await operate(sandbox, `${kind.resource}/create`, { parameters: kind.given });
		expect(jsonOf(made)).toMatchObject([{ [kind.id]: [...state.keys()][0], ...kind.made }]);
	});
});

describe('Create', () => {
	const ends: Array<[string, FaultAnswer]> = [
		['500', { status: 500 }],
		['503 after it was done', { act: true, status: 503 }],
		['a cut connection', { act: true, cut: true }],
		['half an answer', { act: true, cutHalfway: true }],
		['an answer that is none of Symbl’s', { act: true, body: '<p>Hello</p>' }],
	];

	it.each(
		kinds.flatMap((kind) =>
			ends.map((end): [string, ...typeof end, Kind] => [kind.resource, ...end, kind]),
		),
	)('of %s is not sent again after %s', async (resource, _, answer, kind) => {
		const { sandbox, state } = await open(kind);
		state.clear();
		sandbox.play({ match: { method: 'POST' }, times: 1, answer });
		const { error } = await operate(sandbox, `${resource}/create`, {
			parameters: kind.given,
			options: { maxRetries: 3 },
		});
		expect(sandbox.requests({ method: 'POST' })).toHaveLength(1);
		expect(error).toMatchObject({
			message: expect.stringMatching(new RegExp(`^The new ${kind.thing}`)),
			description: expect.stringContaining('It may have been done all the same'),
		});
	});

	it('looks up in the list what Symbl does not say', async () => {
		const { sandbox, state } = await open(group, { createAnswer: 'unpopulated' });
		state.clear();
		const execution = await operate(sandbox, 'conversationGroup/create', {
			parameters: group.given,
		});
		expect(pathsOf(sandbox)).toEqual(['POST /v1/manage/group', 'GET /v1/manage/groups']);
		expect(jsonOf(execution)).toEqual([
			{ ...group.made, id: expect.any(String), groupId: [...state.keys()][0] },
		]);
	});

	it('makes no claim where the list does not tell either', async () => {
		const { sandbox } = await open(group, { createAnswer: 'unpopulated' });
		sandbox.play({ match: { method: 'GET' }, answer: { status: 500 } });
		const { error } = await operate(sandbox, 'conversationGroup/create', {
			parameters: group.given,
		});
		expect(error).toMatchObject({
			message: 'The new group: Symbl did not say what it made',
			description: expect.stringContaining('It may have been done all the same'),
		});
	});

	it.each<[string, Kind, INodeParameters, RegExp]>([
		['no name', tracker, { name: ' ' }, /^'Name' is empty/],
		['a number for a name', tracker, { name: '={{ 7 }}' }, /^'Name' must be text/],
		['no phrases', tracker, { vocabulary: ' , \n' }, /^'Vocabulary' is empty/],
		[
			'an object for phrases',
			tracker,
			{ vocabulary: '={{ ({}) }}' },
			/'Vocabulary' must be a list/,
		],
		['numbers for phrases', tracker, { vocabulary: '={{ [1] }}' }, /'Vocabulary' must be a list/],
		['no subtype', entity, { subType: '={{ "" }}' }, /^'Subtype' is empty/],
		['no criteria', group, { criteria: '={{ "" }}' }, /^'Criteria' is empty/],
	])('refuses %s, and sends nothing', async (_, kind, changes, says) => {
		const { sandbox } = await open(kind);
		const { error } = await operate(sandbox, `${kind.resource}/create`, {
			parameters: { ...kind.given, ...changes },
		});
		expect(error?.message).toMatch(says);
		expect(sandbox.log).toEqual([]);
	});

	it.each<[string, INodeParameters[string], RegExp]>([
		['text', 'hello', /'Trackers' is not a list/],
		['an empty list', '[]', /'Trackers' is empty/],
		['a list of texts', '["a"]', /'Trackers' has something else than a tracker in place 1/],
		[
			'no phrases',
			'[{"name":"a","vocabulary":["b"]},{"name":"c"}]',
			/^Tracker 2 of 'Trackers': 'Vocabulary' is empty/,
		],
	])('refuses %s for many, and sends nothing', async (_, trackersJson, says) => {
		const { sandbox } = await open(tracker);
		const { error } = await operate(sandbox, 'tracker/createMany', {
			parameters: { trackersJson },
		});
		expect(error?.message).toMatch(says);
		expect(sandbox.log).toEqual([]);
	});

	it('shows what Symbl does not accept', async () => {
		const { sandbox, state } = await open(tracker);
		const { error } = await operate(sandbox, 'tracker/create', { parameters: tracker.given });
		expect(error).toMatchObject({
			message: expect.stringContaining('already exists'),
			httpCode: '409',
			description: expect.not.stringContaining('may have been done'),
		});
		expect(state.size).toBe(2);
	});

	it('makes a group where the API has groups in the plural', async () => {
		const { sandbox, state } = await open(group, { groupPaths: 'plural', description: 'required' });
		for (const name of ['create', 'createMany']) {
			const { error } = await operate(sandbox, `conversationGroup/${name}`, {
				parameters: { ...group.given, groupsJson: JSON.stringify([group.given]) },
			});
			expect(error).toBeUndefined();
		}
		expect(state.size).toBe(4);
	});
});

describe('Update', () => {
	it('says so where Symbl adds to a vocabulary instead of replacing it', async () => {
		const { sandbox } = await open(tracker, { generation: 'old', trackerUpdate: 'append' });
		const execution = await operate(sandbox, 'tracker/update', {
			items: [item(tracker, '7')],
			parameters: { updateFields: { vocabulary: 'budget' } },
		});
		expect(jsonOf(execution)).toMatchObject([
			{ vocabulary: ['too expensive', '予算', 'دوره', 'budget'] },
		]);
	});

	it('lets two items change one thing', async () => {
		const { sandbox, state } = await open(tracker, { latencyMs: 20 });
		const { error } = await operate(sandbox, 'tracker/update', {
			items: [item(tracker, '7', { name: 'New' }), item(tracker, '7', { description: 'New, too' })],
			parameters: {
				updateFields: { name: '={{ $json.name }}', description: '={{ $json.description }}' },
			},
		});
		expect(error).toBeUndefined();
		expect(state.get('7')).toMatchObject({ name: 'New', description: 'New, too' });
		expect(sandbox.log.map(({ method }) => method)).toEqual([
			...['GET', 'PATCH', 'GET', 'GET', 'PATCH', 'GET'],
		]);
	});

	it('says that it was changed where it cannot be read afterwards', async () => {
		const { sandbox, state } = await open(entity);
		sandbox.play({ match: { method: 'GET' }, times: 1, answer: { act: true } });
		sandbox.play({ match: { method: 'GET' }, answer: { status: 500 } });
		const { error } = await operate(sandbox, 'customEntity/update', {
			items: [item(entity, '7')],
			parameters: { updateFields: entity.updateFields },
		});
		expect(error).toMatchObject({ description: expect.stringMatching(/^It was changed, but/) });
		expect(state.get('7')).toMatchObject(entity.changes);
	});

	it.each<[string, INodeParameters, RegExp]>([
		['nothing', {}, /'Update Fields' is empty/],
		['an empty name', { name: ' ' }, /'Name' is empty/],
	])('refuses %s, and sends nothing', async (_, updateFields, says) => {
		const { sandbox } = await open(tracker);
		const { error } = await operate(sandbox, 'tracker/update', {
			items: [item(tracker, '7')],
			parameters: { updateFields },
		});
		expect(error?.message).toMatch(says);
		expect(sandbox.log).toEqual([]);
	});
});

describe('Delete', () => {
	const remove = async (
		sandbox: Sandbox,
		ids: string[],
		more: Parameters<typeof operate>[2] = {},
	) =>
		await operate(sandbox, 'tracker/delete', {
			items: ids.map((id) => item(tracker, id)),
			...more,
		});
	const at = '/v1/manage/trackers/7';

	it.each<[string, FaultAnswer, string[], object]>([
		[
			'500 after it was done',
			{ act: true, status: 500 },
			['DELETE', 'DELETE'],
			{ deleted: true, outcome: 'gone' },
		],
		[
			'a cut connection',
			{ act: true, cut: true },
			['DELETE', 'DELETE'],
			{ deleted: true, outcome: 'gone' },
		],
		['503', { status: 503 }, ['DELETE', 'DELETE'], { deleted: true, outcome: 'deleted' }],
		[
			'202 after it was done',
			{ act: true, status: 202, body: { jobId: '1' } },
			['DELETE', 'GET'],
			{ deleted: true, outcome: 'gone' },
		],
	])('after %s', async (_, answer, methods, outcome) => {
		const { sandbox, state } = await open(tracker);
		sandbox.play({ match: { method: 'DELETE' }, times: 1, answer });
		const execution = await remove(sandbox, ['7'], { options: { maxRetries: 1 } });
		expect(pathsOf(sandbox)).toEqual([`GET ${at}`, ...methods.map((method) => `${method} ${at}`)]);
		expect(jsonOf(execution)).toMatchObject([{ trackerId: '7', ...outcome }]);
		expect(state.has('7')).toBe(false);
	});

	it.each<[string, FaultAnswer, object]>([
		['202', { status: 202, body: {} }, { deleted: null, outcome: 'unknown' }],
		['another ID', { body: { id: '8', deleted: true } }, { deleted: false, outcome: 'failed' }],
		['500', { status: 500 }, { deleted: null, outcome: 'unknown' }],
		['400', { status: 400, body: {} }, { deleted: false, outcome: 'failed' }],
	])('claims nothing after %s that did nothing', async (_, answer, outcome) => {
		const { sandbox, state } = await open(tracker);
		sandbox.play({ match: { method: 'DELETE' }, answer });
		const execution = await remove(sandbox, ['7'], {
			settings: { onError: 'continueRegularOutput' },
		});
		expect(jsonOf(execution)).toMatchObject([{ details: { trackerId: '7', ...outcome } }]);
		expect(state.has('7')).toBe(true);
	});

	it('stops at the first that fails, and accounts for all', async () => {
		const { sandbox, state } = await open(tracker);
		const { error } = await remove(sandbox, ['7', '404', '8'], { options: { maxConcurrency: 1 } });
		expect([...state.keys()]).toEqual(['8']);
		expect(error).toMatchObject({
			message: expect.stringMatching(/^Tracker 404 was not found.*Deleted: 1.*not attempted: 1/),
			description: expect.stringContaining('Deleted: 7.'),
			context: {
				data: { trackerId: '404', deleted: ['7'], notFound: ['404'], notAttempted: ['8'] },
			},
		});
	});

	it('repeats nothing that an earlier try of the run deleted', async () => {
		const { sandbox, state } = await open(tracker);
		sandbox.play({ match: { path: '/v1/manage/trackers/8' }, times: 1, answer: { status: 500 } });
		const execution = await remove(sandbox, ['7', '8'], {
			options: { maxConcurrency: 1 },
			settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 },
		});
		expect(execution.error).toBeUndefined();
		expect(jsonOf(execution)).toMatchObject([
			{ trackerId: '7', deleted: true, outcome: 'deleted' },
			{ trackerId: '8', deleted: true, outcome: 'deleted' },
		]);
		expect(sandbox.requests({ path: at }).map(({ method }) => method)).toEqual(['GET', 'DELETE']);
		expect(state.size).toBe(0);
	});

	it('deletes nothing where more come in than may be deleted', async () => {
		const { sandbox } = await open(tracker);
		const { error } = await remove(sandbox, ['7', '8'], { options: { maxDeletions: 1 } });
		expect(error?.message).toContain("2 trackers came in, and 'Max Deletions' allows 1");
		expect(sandbox.log).toEqual([]);
	});

	it('leaves the conversations of a group', async () => {
		const { sandbox } = await open(group);
		await operate(sandbox, 'conversationGroup/delete', { items: [item(group, '7')] });
		expect(sandbox.groups.has('7')).toBe(false);
		expect(sandbox.conversations.has(ENGLISH)).toBe(true);
		expect(sandbox.deletedIds).toEqual([]);
	});

	it('refuses another value of If Not Found', async () => {
		const { sandbox } = await open(tracker);
		const { error } = await remove(sandbox, ['7'], { options: { ifNotFound: 'ignore' } });
		expect(error?.message).toMatch(/^'If Not Found' must be/);
		expect(sandbox.log).toEqual([]);
	});
});

it('asks Symbl for the tracker of one name', async () => {
	const { sandbox } = await open(tracker);
	const execution = await operate(sandbox, 'tracker/getAll', { options: { name: 'Other' } });
	expect(requestsOf(sandbox)).toEqual([getting(tracker.list, { name: 'Other' })]);
	expect(jsonOf(execution)).toMatchObject([{ trackerId: '8' }]);
});

describe('lists to pick from', () => {
	it.each<[Kind, string, string]>([
		[tracker, 'Other', 'Other'],
		[entity, 'other', 'PRODUCT · OTHER'],
		[group, 'OTHER', 'Other'],
	])('finds by name ($0.resource)', async (kind, filter, name) => {
		const { sandbox } = await open(kind);
		const found = await searchList(accessToken(sandbox), { parameter: kind.id, filter });
		expect(found).toEqual({ results: [{ name, value: '8' }] });
		expect(pathsOf(sandbox)).toEqual([`GET ${kind.list}`]);
	});

	it('has scorecards', async () => {
		const sandbox = await openCalls();
		const [name, path] = ['First call', '/v1/manage/callscore/scorecards'];
		sandbox.scorecards.set('5', { id: '5', name, tags: [], criteriaList: [] });
		const found = await searchList(accessToken(sandbox), { parameter: 'scorecardId' });
		expect(found).toEqual({ results: [{ name, value: '5' }] });
		expect(pathsOf(sandbox)).toEqual([`GET ${path}`]);
	});
});
