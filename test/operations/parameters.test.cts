import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { loadPackage } from '../engine/engine.cts';

type Entry = INodeProperties | INodePropertyOptions | INodePropertyCollection;

/** Those that can be picked from a list. */
const LISTED = ['groupId', 'trackerId', 'entityId', 'conversationId', 'bookmarkId', 'memberId'];
const ID_NAMES = [...LISTED, 'jobId'];

/** What every operation has: how it is chosen, where its options are, and what n8n adds. */
const EVERYWHERE = ['authentication', 'operation', 'options', 'requestOptions', 'resource'];

/** What the options of every operation have. */
const OF_A_RUN = ['maxConcurrency', 'maxRetries'];

const listing = {
	fields: ['filters', 'limit', 'returnAll', 'simplify'],
	options: ['alsoInMessages', 'countOnly', 'maxLookedInto', 'order'],
};
const waiting = ['maxWait', 'name', 'waitFor'];
const ofText = [
	...['additionalFields', 'confidenceThreshold', 'conversationType', 'detectEntities'],
	...['detectPhrases', 'enableAllTrackers', 'enableSummary', 'entities', 'features'],
	...['parentRefs', 'prospectName', 'salesStage', 'scorecardId', 'sentiment', 'startTime'],
	...['trackers', 'webhookUrl'],
];
const text = { fields: ['messages', 'messagesFrom', ...waiting], options: ofText };
const recording = {
	fields: ['source', 'url', ...waiting],
	options: [
		...['channelMetadata', 'customVocabulary', 'diarizationSpeakerCount'],
		...['enableSeparateRecognitionPerChannel', 'languageCode', 'mode', ...ofText],
	],
};
const passage = ['beginTimeOffset', 'description', 'duration', 'label', 'messageIds'];

/** What the operations on all that an account manages have. */
const managed = (
	resource: string,
	notice: string,
	{ fields, many, filters = [] }: { fields: string[]; many: string; filters?: string[] },
) => ({
	[`${resource}/create`]: { fields },
	[`${resource}/createMany`]: { fields: [many] },
	[`${resource}/delete`]: { fields: [notice], options: ['ifNotFound', 'maxDeletions'] },
	[`${resource}/get`]: {},
	[`${resource}/getAll`]: { fields: ['limit', 'returnAll'], options: filters },
	[`${resource}/update`]: { fields: ['updateFields'] },
});

/** What each operation asks for besides IDs, and offers besides the options of a run. */
const OWN: Record<string, { fields?: string[]; options?: string[] }> = {
	'accountSettings/update': { fields: ['redactByDefault', 'redactionExclude', 'redactionType'] },
	'bookmark/create': { fields: [...passage, 'userEmail', 'userId', 'userName'] },
	'bookmark/delete': { fields: ['deleteBookmarkNotice'] },
	'bookmark/get': {},
	'bookmark/getBookmarks': { options: ['split'] },
	'bookmark/getSummaries': { options: ['split'] },
	'bookmark/getSummary': { options: ['split'] },
	'bookmark/update': { fields: ['updateFields'] },
	'callScore/get': {},
	'callScore/getStatus': {},
	'conversation/createReport': {
		fields: ['format', 'reportNotice'],
		options: ['includeNames', 'outputField', 'plan', 'title'],
	},
	'conversation/delete': {
		fields: ['deleteNotice', 'dryRun'],
		options: [
			'approvedPlan',
			'ifNotFound',
			'includeInputFields',
			'keepIf',
			'lookUpFirst',
			'maxDeletions',
			'onlyIfOlderThan',
			'triedBefore',
			'verify',
		],
	},
	'conversation/get': { fields: ['simplify'] },
	'conversation/getAll': listing,
	'conversation/update': { fields: ['metadata'] },
	'conversationContent/getActionItems': { options: ['split'] },
	'conversationContent/getAnalytics': {},
	'conversationContent/getEntities': { options: ['split'] },
	'conversationContent/getEverything': {},
	'conversationContent/getFollowUps': { options: ['split'] },
	'conversationContent/getInsights': { options: ['split'] },
	'conversationContent/getMessages': {
		options: ['exclude', 'redact', 'sentiment', 'split', 'verbose'],
	},
	'conversationContent/getQuestions': { options: ['split'] },
	'conversationContent/getSummary': { options: ['refresh', 'split'] },
	'conversationContent/getTopics': {
		options: ['customTopicVocabulary', 'parentRefs', 'refresh', 'sentiment', 'split'],
	},
	'conversationContent/getTrackers': { options: ['split'] },
	'conversationContent/getTranscript': {
		fields: ['contentType'],
		options: [
			'createParagraphs',
			'highlight',
			'outputField',
			'outputFile',
			'showSpeakerSeparation',
		],
	},
	...managed('conversationGroup', 'groupIdNotice', {
		fields: ['criteria', 'description', 'name'],
		many: 'groupsJson',
	}),
	'conversationGroup/getConversations': listing,
	...managed('customEntity', 'entityIdNotice', {
		fields: ['subType', 'type', 'values'],
		many: 'entitiesJson',
	}),
	'experience/create': {
		fields: ['experience'],
		options: [
			...['background', 'enableCustomDomain', 'favicon', 'font', 'insightsFilter', 'logo'],
			...['readOnly', 'summaryURLExpiresIn', 'topicsFilter'],
		],
	},
	'experience/getInsightsDetailsUrl': { options: ['includeCallScore'] },
	'experience/getInsightsListUrl': { options: ['includeCallScore'] },
	'insight/get': {},
	'insight/getStatus': {},
	'job/get': {},
	'job/waitUntilFinished': { fields: ['maxWait'] },
	'member/getMembers': { options: ['split'] },
	'member/update': { fields: ['memberName'], options: ['email'] },
	'processing/appendAudio': recording,
	'processing/appendText': text,
	'processing/appendVideo': recording,
	'processing/processAudio': recording,
	'processing/processText': text,
	'processing/processVideo': recording,
	'scorecard/create': {
		fields: ['criteriaList', 'customCriteria', 'description', 'name', 'tags'],
	},
	'scorecard/getAll': { fields: ['limit', 'returnAll'] },
	'speakerEvent/update': { fields: ['specifySpeakerEvents', 'speakerEvents'] },
	...managed('tracker', 'trackerIdNotice', {
		fields: ['categories', 'description', 'languages', 'name', 'vocabulary'],
		many: 'trackersJson',
		filters: ['name'],
	}),
};

const pairs = Object.keys(OWN).sort();

async function describedNode(): Promise<INodeTypeDescription> {
	return (await loadPackage()).getByName('n8n-nodes-symbl.symbl').description;
}

const isProperty = (entry: Entry): entry is INodeProperties => 'type' in entry;

const isOption = (entry: Entry): entry is INodePropertyOptions => 'value' in entry;

const optionsOf = ({ options = [] }: INodeProperties) => options.filter(isOption);

/** The node as the editor shows it when an operation has been chosen. */
async function shown(pair: string, values: INodeParameters = {}) {
	const description = await describedNode();
	const [resource = '', operation = ''] = pair.split('/');
	const given = { authentication: 'appCredentials', resource, operation, ...values };
	const node: INode = {
		id: '1',
		name: 'Symbl.ai',
		type: 'n8n-nodes-symbl.symbl',
		typeVersion: 1,
		position: [0, 0],
		parameters: given,
	};
	const filledIn = NodeHelpers.getNodeParameters(
		description.properties,
		given,
		true,
		false,
		node,
		description,
	);
	const parameters = filledIn ?? {};
	const properties = description.properties.filter((property) =>
		NodeHelpers.displayParameter(parameters, property, node, description),
	);
	const [collection] = properties.filter(({ name }) => name === 'options');
	const options = (collection?.options ?? [])
		.filter(isProperty)
		.filter((option) => NodeHelpers.displayParameter({}, option, node, description, parameters));
	return { properties, names: properties.map(({ name }) => name).sort(), options };
}

async function selector(resource: string): Promise<INodeProperties> {
	const { properties } = await shown(`${resource}/none`);
	const [found, ...more] = properties.filter(({ name }) => name === 'operation');
	if (!found || more.length > 0) throw new Error(`${resource} has not one list of operations`);
	return found;
}

it('offers these operations and no others', async () => {
	const { properties } = await describedNode();
	const resources = properties.find(({ name }) => name === 'resource');
	const offered: string[] = [];
	for (const { value } of resources ? optionsOf(resources) : []) {
		const operations = optionsOf(await selector(String(value)));
		offered.push(...operations.map((operation) => `${value}/${operation.value}`));
	}
	expect(offered.sort()).toEqual(pairs);
});

it.each(LISTED)('declares %s once, as a list to search and an ID to type', async (name) => {
	const { properties } = await describedNode();
	const declared = properties.filter((property) => property.name === name);
	expect(declared).toHaveLength(1);
	expect(declared[0]).toMatchObject({
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		modes: [
			{
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: expect.stringMatching(/^search/), searchable: true },
			},
			{ name: 'id', type: 'string' },
		],
	});
	// n8n gives a pattern a quarter of a second, and then refuses valid IDs.
	expect(declared[0]?.modes?.every(({ validation }) => validation === undefined)).toBe(true);
});

it('has one list of options', async () => {
	const { properties } = await describedNode();
	expect(properties.filter(({ name }) => name === 'options')).toHaveLength(1);
});

it('searches each list with a method that is there', async () => {
	const { properties } = await describedNode();
	const { methods } = (await loadPackage()).getByName('n8n-nodes-symbl.symbl');
	const searches = properties
		.flatMap(({ modes = [] }) => modes)
		.flatMap(({ typeOptions }) => typeOptions?.searchListMethod ?? []);
	expect(Object.keys(methods?.listSearch ?? {})).toEqual(expect.arrayContaining(searches));
});

/** What sends nothing asks for no account, and has no requests to pace. */
const SENDS_NOTHING = ['conversation/createReport'];

describe.each(pairs)('%s', (pair) => {
	const [resource = '', operation = ''] = pair.split('/');
	const sendsNothing = SENDS_NOTHING.includes(pair);
	const everywhere = EVERYWHERE.filter((name) => !(sendsNothing && name === 'authentication'));
	const ofARun = sendsNothing ? [] : OF_A_RUN;
	const { fields = [], options = [] } = OWN[pair] ?? {};

	it('shows the IDs that stand in its path, and the parameters that are its own', async () => {
		const chosen = optionsOf(await selector(resource)).find(({ value }) => value === operation);
		const { url = '' } = chosen?.routing?.request ?? {};
		const inPath = [...url.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
		const { names } = await shown(pair);
		expect(names.filter((name) => ID_NAMES.includes(name))).toEqual(inPath.sort());
		expect(names).toEqual([...everywhere, ...inPath, ...fields].sort());
	});

	it('offers the options that are its own, and those of a run', async () => {
		const offered = (await shown(pair)).options;
		expect(offered.map(({ name }) => name).sort()).toEqual([...ofARun, ...options].sort());
		const titles = offered.map(({ displayName }) => displayName);
		expect(titles).toEqual([...titles].sort((one, other) => one.localeCompare(other)));
	});
});

it.each<[string, INodeParameters, string, boolean]>([
	['conversation/getAll', { returnAll: false }, 'limit', true],
	['conversation/getAll', { returnAll: true }, 'limit', false],
	['conversationGroup/getConversations', { returnAll: true }, 'limit', false],
	['accountSettings/update', { redactionType: 'custom' }, 'redactionTexts', true],
	['experience/create', { experience: 'audio-summary' }, 'audioUrl', true],
	['experience/create', { experience: 'audio-summary' }, 'videoUrl', false],
	['experience/create', { experience: 'video-summary' }, 'videoUrl', true],
	['speakerEvent/update', { specifySpeakerEvents: 'fields' }, 'speakerEvents', true],
	['speakerEvent/update', { specifySpeakerEvents: 'fields' }, 'speakerEventsJson', false],
	['speakerEvent/update', { specifySpeakerEvents: 'json' }, 'speakerEvents', false],
	['speakerEvent/update', { specifySpeakerEvents: 'json' }, 'speakerEventsJson', true],
])('%s with %j: shows %s is %p', async (pair, values, name, isShown) => {
	const { names } = await shown(pair, values);
	expect(names.includes(name)).toBe(isShown);
});
