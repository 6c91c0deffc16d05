import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { loadPackage, runSymbl } from '../engine/engine.cts';
import { isObject } from '../sandbox/jsonFields.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import {
	accessToken,
	appCredentials,
	credentialKinds,
	openSandbox,
	sent,
	tokenCalls,
	TOKEN_PATH,
} from './accounts.cts';
import { deletedItem, errorModes, expectOneFailure } from './errorModes.cts';

const root = path.join(__dirname, '../..');

function readJson(file: string): Record<string, unknown> {
	const content: unknown = JSON.parse(readFileSync(path.join(root, file), 'utf8'));
	if (!isObject(content)) throw new Error(`${file} holds no object`);
	return content;
}

const themed = {
	light: expect.stringMatching(/dist\/icons\/.*\.svg$/),
	dark: expect.stringMatching(/dist\/icons\/.*\.svg$/),
};

type Entry = INodeProperties | INodePropertyOptions | INodePropertyCollection;

const isProperty = (entry: Entry): entry is INodeProperties => 'type' in entry;

/** A property and all those inside it. */
function withInner(property: INodeProperties): INodeProperties[] {
	const inner = (property.options ?? []).flatMap((entry: Entry) => {
		if (isProperty(entry)) return [entry];
		return 'values' in entry ? entry.values : [];
	});
	return [property, ...inner.flatMap(withInner)];
}

async function symbl() {
	const { description } = (await loadPackage()).getByName('n8n-nodes-symbl.symbl');
	const all = description.properties.flatMap(withInner);
	const named = (name: string) => {
		const found = all.filter((property) => property.name === name);
		if (found.length !== 1 || !found[0]) throw new Error(`${found.length} properties ${name}`);
		return found[0];
	};
	/** The properties of that name which are shown for a resource, or for one operation of it. */
	const shownFor = (name: string, resource: string, operation?: string) =>
		description.properties.filter(({ displayOptions, ...property }) => {
			const show = displayOptions?.show;
			const isShown = operation === undefined || show?.operation?.includes(operation);
			return property.name === name && show?.resource?.includes(resource) && isShown;
		});
	return { description, all, named, shownFor };
}

const valuesOf = ({ options = [] }: INodeProperties) =>
	options.map((entry: Entry) => ('value' in entry ? entry.value : entry.name));

describe('the package', () => {
	it('has the agreed name, and the node and credentials that are built', () => {
		const manifest = readJson('package.json');
		expect(manifest.name).toBe('n8n-nodes-symbl');
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
		expect(manifest.dependencies).toBeUndefined();
		expect(manifest.n8n).toMatchObject({
			nodes: ['dist/nodes/Symbl/Symbl.node.js', 'dist/nodes/Symbl/SymblTrigger.node.js'],
			credentials: [
				'dist/credentials/SymblApi.credentials.js',
				'dist/credentials/SymblAppApi.credentials.js',
			],
		});
	});
});

describe('the node', () => {
	it('is called what saved workflows and people call it', async () => {
		const { description } = await symbl();
		expect(description).toMatchObject({
			name: 'symbl',
			displayName: 'Symbl.ai',
			version: [1],
			usableAsTool: true,
			subtitle: expect.stringContaining('operation'),
			description: expect.stringMatching(/permanently/i),
			iconUrl: themed,
			inputs: ['main'],
			outputs: ['main'],
		});
	});

	it('offers both credentials, the one that keeps working by default', async () => {
		const { description, named } = await symbl();
		const authentication = named('authentication');
		expect(authentication.default).toBe('appCredentials');
		expect(valuesOf(authentication).sort()).toEqual(['accessToken', 'appCredentials']);
		const hide = { operation: ['createReport'] };
		expect(description.credentials).toEqual([
			{
				name: 'symblAppApi',
				required: true,
				displayOptions: { show: { authentication: ['appCredentials'] }, hide },
			},
			{
				name: 'symblApi',
				required: true,
				displayOptions: { show: { authentication: ['accessToken'] }, hide },
			},
		]);
	});

	it('has the resource Conversation and its operation Delete', async () => {
		const { named, shownFor } = await symbl();
		expect(named('resource').default).toBe('conversation');
		expect(valuesOf(named('resource'))).toContain('conversation');
		const operations = shownFor('operation', 'conversation');
		expect(operations).toHaveLength(1);
		expect(operations[0]?.default).toBe('delete');
		expect(operations[0]?.options).toContainEqual(
			expect.objectContaining({
				name: 'Delete',
				value: 'delete',
				action: 'Delete conversation (cannot be undone)',
				description: expect.stringMatching(/permanently/),
			}),
		);
	});

	it('declares the conversation once, with a list to search and an ID to type', async () => {
		const { all } = await symbl();
		const declared = all.filter(({ name }) => name === 'conversationId');
		expect(declared).toHaveLength(1);
		expect(declared[0]).toMatchObject({
			type: 'resourceLocator',
			required: true,
			default: { mode: 'list', value: '' },
			displayOptions: {
				show: {
					resource: expect.arrayContaining(['conversation']),
					operation: expect.arrayContaining(['delete']),
				},
			},
			modes: [
				{
					name: 'list',
					type: 'list',
					typeOptions: { searchListMethod: 'searchConversations', searchable: true },
				},
				{ name: 'id', type: 'string' },
			],
		});
	});

	it('warns on its face that "Execute step" deletes for real', async () => {
		const { all } = await symbl();
		const notices = all.filter(({ type }) => type === 'notice');
		expect(notices).toContainEqual(
			expect.objectContaining({ displayName: expect.stringContaining('"Execute step"') }),
		);
	});

	it('has the options of Delete, with their defaults and ranges', async () => {
		const { description } = await symbl();
		const collections = description.properties.filter(({ name }) => name === 'options');
		expect(collections).toHaveLength(1);
		const [collection] = collections;
		expect(collection).toMatchObject({
			type: 'collection',
			default: {},
		});
		const isOfDelete = ({ displayOptions }: INodeProperties) =>
			displayOptions?.show?.['/operation']?.includes('delete') ?? true;
		const declared = Object.fromEntries(
			(collection?.options ?? [])
				.filter(isProperty)
				.filter(isOfDelete)
				.map((option) => [option.name, option]),
		);
		expect(Object.keys(declared).sort()).toEqual([
			'approvedPlan',
			'ifNotFound',
			'includeInputFields',
			'keepIf',
			'lookUpFirst',
			'maxConcurrency',
			'maxDeletions',
			'maxRetries',
			'onlyIfOlderThan',
			'triedBefore',
			'verify',
		]);
		const perRun = (typeOptions: object) => ({
			type: 'number',
			noDataExpression: true,
			typeOptions,
		});
		expect(declared).toMatchObject({
			approvedPlan: { type: 'string', default: '' },
			includeInputFields: { type: 'boolean', default: true },
			keepIf: { type: 'fixedCollection', default: { pair: [{ key: '', value: '' }] } },
			lookUpFirst: { type: 'boolean', default: true },
			onlyIfOlderThan: {
				type: 'fixedCollection',
				default: { age: { value: 90, unit: 'days' } },
			},
			verify: { type: 'boolean', default: true },
			ifNotFound: { type: 'options', default: 'error' },
			maxConcurrency: { ...perRun({ minValue: 1, maxValue: 20 }), default: 5 },
			maxRetries: { ...perRun({ minValue: 0, maxValue: 10 }), default: 3 },
			maxDeletions: { ...perRun({ minValue: 0 }), default: 1000 },
		});
		const perItem = Object.entries(declared).filter(([name]) => !name.startsWith('max'));
		expect(perItem).toHaveLength(8);
		for (const [, option] of perItem) {
			expect(option && isProperty(option) && option.noDataExpression).toBeFalsy();
		}
		const dryRun = description.properties.filter(({ name }) => name === 'dryRun');
		expect(dryRun).toMatchObject([{ type: 'boolean', default: false }]);
		expect(
			declared.ifNotFound &&
				isProperty(declared.ifNotFound) &&
				valuesOf(declared.ifNotFound).sort(),
		).toEqual(['error', 'output']);
	});

	it('has a codex file, where n8n looks for it, that names the node', () => {
		expect(readJson('dist/nodes/Symbl/Symbl.node.json')).toMatchObject({
			node: 'n8n-nodes-symbl.symbl',
			categories: expect.arrayContaining([expect.any(String)]),
			resources: {
				credentialDocumentation: [{ url: expect.stringMatching(/^https:/) }],
				primaryDocumentation: [{ url: expect.stringMatching(/^https:/) }],
			},
		});
	});
});

describe('the credentials', () => {
	const shared = {
		baseUrl: { type: 'string', default: 'https://api.symbl.ai' },
		allowHttp: { type: 'boolean', default: false },
	};
	const secret = { type: 'string', default: '', required: true, typeOptions: { password: true } };

	it.each([
		['symblApi', 'Symbl Access Token API', { accessToken: secret, ...shared }],
		[
			'symblAppApi',
			'Symbl App Credentials API',
			{
				appId: { type: 'string', default: '', required: true },
				appSecret: secret,
				sessionToken: {
					type: 'hidden',
					default: '',
					typeOptions: { expirable: true, password: true },
				},
				...shared,
			},
		],
	])('%s has its name, fields and test', async (name, displayName, fields) => {
		const credential = (await loadPackage()).credentialTypes.get(name);
		expect(credential).toMatchObject({
			name,
			displayName,
			documentationUrl: expect.stringMatching(/^https:/),
			test: { request: { url: expect.stringContaining('/v1/conversations'), qs: { limit: 1 } } },
		});
		const declared = credential?.properties ?? [];
		expect(declared.map((field) => field.name).sort()).toEqual(Object.keys(fields).sort());
		expect(Object.fromEntries(declared.map((field) => [field.name, field]))).toMatchObject(fields);
	});

	it('have icons that are shipped', async () => {
		const types = await loadPackage();
		const { description } = await symbl();
		for (const { iconUrl } of [description, ...types.credentialTypes.values()]) {
			expect(iconUrl).toEqual(themed);
			if (typeof iconUrl !== 'object') continue;
			for (const url of [iconUrl.light, iconUrl.dark]) {
				const file = url.replace('icons/n8n-nodes-symbl/', '');
				expect(existsSync(path.join(root, file))).toBe(true);
			}
		}
	});
});

/** Deletes conversation 101 with the base URL that `write` makes of the sandbox's. */
async function deleteAt(
	kind: keyof typeof credentialKinds,
	write: (sandbox: Sandbox) => string,
	changes = {},
	settings = {},
) {
	const sandbox = await openSandbox();
	sandbox.add({ id: '101' });
	const credential = credentialKinds[kind](sandbox, { baseUrl: write(sandbox), ...changes });
	const execution = await runSymbl({
		items: [{ conversationId: '101' }],
		credential,
		parameters: { options: { maxRetries: 0 } },
		settings,
	});
	return { sandbox, execution };
}

const kinds = ['accessToken', 'appCredentials'] as const;
const deletion = 'DELETE /v1/conversations/101';
const expected = { accessToken: [deletion], appCredentials: [`POST ${TOKEN_PATH}`, deletion] };
const port = ({ url }: Sandbox) => new URL(url).port;

describe.each(kinds)('Base URL of %s', (kind) => {
	it.each<[string, (sandbox: Sandbox) => string]>([
		['as it is', ({ url }) => url],
		['with a trailing /', ({ url }) => `${url}/`],
		['with several', ({ url }) => `${url}///`],
		['with /v1', ({ url }) => `${url}/v1`],
		['with /v1/', ({ url }) => `${url}/v1/`],
		['with blanks around it', ({ url }) => `  ${url}/v1/ \n`],
		['by the name localhost', (sandbox) => `http://localhost:${port(sandbox)}`],
		['in capitals', (sandbox) => `HTTP://LOCALHOST:${port(sandbox)}`],
		['by another loopback address', (sandbox) => `http://127.0.0.1:${port(sandbox)}/v1`],
	])('is taken %s', async (_, write) => {
		const { sandbox, execution } = await deleteAt(kind, write);
		expect(execution.error).toBeUndefined();
		expect(execution.outputs).toStrictEqual([[deletedItem('101', 0)]]);
		expect(sent(sandbox)).toEqual(expected[kind]);
	});

	it.each([
		'sandbox.test',
		'0.0.0.0',
		'127.0.0.1.sandbox.test',
		'localhost.sandbox.test',
		'10.0.0.1',
		'[::ffff:7f00:2]',
	])('is refused over plain HTTP for %s, and nothing is sent', async (host) => {
		const { sandbox, execution } = await deleteAt(kind, (its) => `http://${host}:${port(its)}`);
		expect(execution.error).toMatchObject({
			name: 'NodeApiError',
			message: expect.stringMatching(/'Base URL'.*http:/),
			context: { itemIndex: 0 },
		});
		expect(execution.outputs.flat()).toEqual([]);
		expect(sandbox.log).toEqual([]);
		expect(sandbox.conversations.has('101')).toBe(true);
	});

	it.each(errorModes)('is refused over plain HTTP for each item (%s)', async (mode) => {
		const { sandbox, execution } = await deleteAt(
			kind,
			(its) => `http://0.0.0.0:${port(its)}`,
			{},
			{ onError: mode },
		);
		const failure = {
			message: /'Base URL'.*http:/,
			description: /./,
			httpCode: null,
			deleted: false,
			outcome: 'failed',
			conversationId: '101',
		} as const;
		expectOneFailure(execution, mode, [{ conversationId: '101' }], 0, failure, [{}]);
		expect(sandbox.log).toEqual([]);
	});

	it("is taken over plain HTTP to another host if 'Allow HTTP' is on", async () => {
		const { sandbox, execution } = await deleteAt(kind, (its) => `http://0.0.0.0:${port(its)}`, {
			allowHttp: true,
		});
		expect(execution.outputs).toStrictEqual([[deletedItem('101', 0)]]);
		expect(sent(sandbox)).toEqual(expected[kind]);
	});

	it.each(['ftp://127.0.0.1', 'api.symbl.ai', 'not a url', '/v1', 'javascript:alert(1)'])(
		'is refused when it is %s',
		async (baseUrl) => {
			const { sandbox, execution } = await deleteAt(kind, () => baseUrl);
			expect(execution.error?.message).toContain("'Base URL'");
			expect(sandbox.log).toEqual([]);
		},
	);
});

describe('pasted text', () => {
	it.each<[string, (token: string) => string]>([
		['Bearer ', (token) => `Bearer ${token}`],
		['bearer and many blanks', (token) => ` bearer   ${token} `],
		['BEARER and a tab', (token) => `BEARER\t${token}`],
		['line ends', (token) => `\r\n${token}\r\n`],
		['blanks that do not break', (token) => `\u00a0${token}\u00a0`],
	])('is cleaned of %s around a token', async (_, paste) => {
		const sandbox = await openSandbox();
		sandbox.add({ id: '101' });
		const token = sandbox.issueToken();
		const { outputs } = await runSymbl({
			items: [{ conversationId: '101' }],
			credential: accessToken(sandbox, { accessToken: paste(token) }),
		});
		expect(outputs).toStrictEqual([[deletedItem('101', 0)]]);
		expect(sandbox.log.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${token}`]);
	});

	it.each<[string, (text: string) => string]>([
		['blanks', (text) => `  ${text}\t`],
		['line ends', (text) => `\n${text}\r\n`],
		['Bearer', (text) => `Bearer ${text}`],
	])('is cleaned of %s around App ID and App Secret', async (_, paste) => {
		const sandbox = await openSandbox();
		sandbox.add({ id: '101' });
		const { appId, appSecret } = sandbox.app;
		const { outputs } = await runSymbl({
			items: [{ conversationId: '101' }],
			credential: appCredentials(sandbox, { appId: paste(appId), appSecret: paste(appSecret) }),
			parameters: { options: { maxRetries: 0 } },
			settings: { onError: 'continueRegularOutput' },
		});
		expect(tokenCalls(sandbox).map(({ body }) => body)).toEqual([
			{ type: 'application', appId, appSecret },
		]);
		expect(outputs).toStrictEqual([[deletedItem('101', 0)]]);
	});
});
