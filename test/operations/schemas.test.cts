import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { callSandbox } from '../sandbox/client.cts';
import { isObject } from '../sandbox/jsonFields.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import { loadPackage } from '../engine/engine.cts';
import {
	addBookmark,
	ENGLISH,
	generations,
	JAPANESE,
	jsonOf,
	listReads,
	openCalls,
	operate,
	PRIYA,
	SILENT,
	singleReads,
	type Operating,
} from './operating.cts';

/** Where n8n looks for the schemas of a node's first version. */
const FOLDER = path.join(__dirname, '../../dist/nodes/Symbl/__schema__/v1.0.0');

/** The part of JSON Schema that n8n's own nodes use. */
interface Schema {
	type: string;
	properties?: Record<string, Schema>;
	items?: Schema;
}

function isSchema(value: unknown): value is Schema {
	if (!isObject(value) || typeof value.type !== 'string') return false;
	const { properties = {}, items } = value;
	return isObject(properties) && Object.values(properties).every(isSchema) && isItems(items);
}

const isItems = (items: unknown) => items === undefined || isSchema(items);

function readSchema(name: string): Schema {
	const schema: unknown = JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8'));
	if (!isSchema(schema)) throw new Error(`${name} has no schema that n8n can use`);
	return schema;
}

const typeOf = (value: unknown) =>
	value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

/**
 * Compares a value with its schema.
 * @param met where the properties are noted that the value has.
 * @returns what does not fit.
 */
function misfits(
	value: unknown,
	schema: Schema | undefined,
	at: string,
	met: Set<string>,
): string[] {
	if (!schema) return [`${at} is not in the schema`];
	met.add(at);
	if (typeOf(value) !== schema.type) return [`${at} is ${typeOf(value)}, not ${schema.type}`];
	if (Array.isArray(value)) {
		return value.flatMap((entry) => misfits(entry, schema.items, `${at}[]`, met));
	}
	if (!isObject(value) || !schema.properties) return [];
	const { properties } = schema;
	return Object.entries(value).flatMap(([key, its]) =>
		misfits(its, properties[key], `${at}.${key}`, met),
	);
}

/** All that a schema says may be there. */
function placesIn({ properties = {}, items }: Schema, at: string): string[] {
	const inside = Object.entries(properties).map(([key, its]): [Schema, string] => [
		its,
		`${at}.${key}`,
	]);
	if (items) inside.push([items, `${at}[]`]);
	return [at, ...inside.flatMap(([its, place]) => placesIn(its, place))];
}

const calls = [ENGLISH, JAPANESE, SILENT].map((conversationId) => ({ conversationId }));
const english = { items: calls.slice(0, 1) };
const spoken = { items: calls.slice(0, 2) };

/** The ID of a bookmark, as the item that an operation on it takes. */
async function bookmarkItem(sandbox: Sandbox): Promise<Operating> {
	const { id } = await addBookmark(sandbox, { beginTimeOffset: 0, duration: 600 });
	return { items: [{ conversationId: ENGLISH, bookmarkId: id }] };
}

/** Every job is done at once, with all that was asked for. */
const allDone = (sandbox: Sandbox) =>
	sandbox.planJobs({
		course: { stepMs: 0, insights: { ends: 'completed' }, callScore: { ends: 'completed' } },
	});

const processed = {
	messages: { message: [{ content: 'Hello' }] },
	url: 'https://example.com/call.mp3',
};

const processing = (sandbox: Sandbox): Operating => {
	allDone(sandbox);
	return { ...english, parameters: processed, options: { features: ['insights', 'callScore'] } };
};

const jobItem = async (sandbox: Sandbox): Promise<Operating> => {
	allDone(sandbox);
	await operate(sandbox, 'processing/processText', { ...english, parameters: processed });
	const jobId = { __rl: true, mode: 'id', value: sandbox.jobs.at(-1)?.id ?? '' };
	return { ...english, parameters: { jobId } };
};

const given = {
	tracker: {
		name: 'Price',
		vocabulary: ['too expensive'],
		description: 'Discounts',
		categories: ['Sales'],
		languages: ['en-US'],
	},
	customEntity: { type: 'PRODUCT', subType: 'MACHINE', values: ['Barista 100'] },
	conversationGroup: { name: 'Sales', criteria: 'conversation.metadata.team==sales' },
};

/** How all that an account manages is tried: what works on one works on the first that there is. */
const managed = (
	[
		['tracker', 'trackerId', 'trackers'],
		['customEntity', 'entityId', 'entities'],
		['conversationGroup', 'groupId', 'groups'],
	] as const
).flatMap(([resource, id, list]) => {
	const made = given[resource];
	const one = async (sandbox: Sandbox) => {
		sandbox[list].clear();
		await operate(sandbox, `${resource}/create`, { parameters: made });
		return { items: [{ [id]: [...sandbox[list].keys()][0] }] };
	};
	const entries: Array<[string, Sample]> = [
		['create', () => ({ parameters: made })],
		['createMany', () => ({ parameters: { [`${list}Json`]: JSON.stringify([made]) } })],
		['delete', one],
		['get', one],
		['getAll', async (sandbox) => ({ ...(await one(sandbox)), parameters: { returnAll: true } })],
		[
			'update',
			async (sandbox) => ({ ...(await one(sandbox)), parameters: { updateFields: made } }),
		],
	];
	return entries.map(([name, sample]): [string, Sample] => [`${resource}/${name}`, sample]);
});

const addScorecard = async (sandbox: Sandbox) => {
	const scorecard = { name: 'A', tags: ['b'], description: 'c', criteriaList: ['1'] };
	await callSandbox(sandbox, 'POST', '/v1/manage/callscore/scorecards', scorecard);
	return {};
};

/** In the older documents there is no such call. */
const newerOnly = ['customEntity/delete'];

type Sample = (sandbox: Sandbox) => Operating | Promise<Operating>;

/** What each operation is run on. */
const samples: Record<string, Sample> = {
	...Object.fromEntries(managed),
	'accountSettings/update': () => ({
		parameters: {
			redactionType: 'custom',
			redactionExclude: 'SSN',
			redactionTexts: { pair: [{ key: 'default', value: '***' }] },
		},
	}),
	...Object.fromEntries(listReads.map(({ name }) => [name, () => ({ items: calls })])),
	...Object.fromEntries(singleReads.map(([name]) => [name, () => spoken])),
	'bookmark/create': () => ({
		...english,
		parameters: {
			label: 'Price',
			description: 'Discount',
			userName: 'Priya',
			userId: 'priya',
			userEmail: 'priya@example.com',
			messageIds: "={{ $itemIndex === 0 ? '' : '501' }}",
		},
		items: [...english.items, ...english.items],
	}),
	'bookmark/delete': bookmarkItem,
	'bookmark/get': bookmarkItem,
	'bookmark/getSummaries': () => ({ items: calls }),
	'bookmark/getSummary': bookmarkItem,
	'bookmark/update': async (sandbox) => ({
		...(await bookmarkItem(sandbox)),
		parameters: { updateFields: { label: 'New' } },
	}),
	'conversation/createReport': () => ({
		items: [
			...['deleted', 'gone', 'notFound', 'kept', 'wouldDelete', 'failed', 'unknown'],
			...['', 'none'],
		].map((outcome, id) => ({
			conversationId: String(id),
			outcome,
			deletedAt: '2026-11-24T10:00:00.000Z',
			plan: 'ab',
		})),
	}),
	'conversation/delete': () => english,
	'conversation/get': () => ({ items: calls }),
	'conversation/getAll': () => english,
	'conversation/update': () => ({
		...english,
		parameters: { metadata: { pair: [{ key: 'team', value: 'support' }] } },
	}),
	'conversationContent/getEverything': () => ({ items: calls }),
	'conversationContent/getTranscript': () => ({ items: calls }),
	'conversationGroup/getConversations': async (sandbox) => {
		const group = { name: 'Sales', criteria: 'conversation.metadata.team==sales' };
		const { answer } = await callSandbox(sandbox, 'POST', '/v1/manage/group', group);
		const made = isObject(answer) && isObject(answer.group) ? answer.group : {};
		return { items: [{ groupId: String(made.id) }] };
	},
	'experience/create': () => english,
	'job/get': jobItem,
	'job/waitUntilFinished': jobItem,
	'experience/getInsightsDetailsUrl': () => english,
	'experience/getInsightsListUrl': () => english,
	'member/update': () => ({
		items: [{ conversationId: ENGLISH, memberId: PRIYA }],
		parameters: { memberName: 'Priya' },
	}),
	...Object.fromEntries(
		['appendAudio', 'appendText', 'appendVideo', 'processAudio', 'processText', 'processVideo'].map(
			(name) => [`processing/${name}`, processing],
		),
	),
	'scorecard/create': () => ({ parameters: { name: 'A', tags: 'b', description: 'c' } }),
	'scorecard/getAll': addScorecard,
	'speakerEvent/update': () => ({
		...english,
		parameters: { speakerEvents: { event: [{ name: 'Priya', seconds: 0 }] } },
	}),
};

/** All items that an operation puts out in one generation of the API. */
async function outputOf(name: string, generation: (typeof generations)[number]) {
	const notReady = new Set(name.endsWith('/getEverything') ? [JAPANESE] : []);
	const sandbox = await openCalls({ generation, notReady });
	await addBookmark(sandbox);
	await addBookmark(sandbox, { messageRefs: [{ id: '501' }] });
	const execution = await operate(sandbox, name, await samples[name]?.(sandbox));
	expect(execution.error).toBeUndefined();
	const json = jsonOf(execution);
	expect(json).not.toEqual([]);
	return json;
}

it('every operation has a schema, and every schema an operation', async () => {
	const { description } = (await loadPackage()).getByName('n8n-nodes-symbl.symbl');
	const operations = description.properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options = [] }) =>
			options.map((option) => {
				const value = 'value' in option ? option.value : '';
				return `${displayOptions?.show?.resource?.[0]}/${value}`;
			}),
		);
	const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' });
	const schemas = files
		.filter((file) => file.endsWith('.json'))
		.map((file) => file.replace(/\.json$/, '').replaceAll(path.sep, '/'));
	expect(schemas.sort()).toEqual(operations.sort());
	expect(Object.keys(samples).sort()).toEqual(operations);
});

it.each(Object.keys(samples))('%s puts out what its schema says, and no less', async (name) => {
	const schema = readSchema(name);
	const met = new Set<string>();
	for (const generation of newerOnly.includes(name) ? (['new'] as const) : generations) {
		const output = await outputOf(name, generation);
		expect(new Set(output.flatMap((json) => misfits(json, schema, name, met)))).toEqual(new Set());
	}
	expect(placesIn(schema, name).filter((place) => !met.has(place))).toEqual([]);
});
