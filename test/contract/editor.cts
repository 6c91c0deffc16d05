import { loadPackage } from '../engine/engine.cts';
import { ExecuteContext, LoadOptionsContext, RoutingNode } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type ICredentialTestRequest,
	type INode,
	type INodeListSearchResult,
	type INodeType,
	type INodeTypes,
} from 'n8n-workflow';
import { additionalDataFor } from '../engine/additionalData.cts';
import { EngineCredentials, type StoredCredential } from '../engine/credentials.cts';
import { withExpressions } from '../engine/expressions.cts';
import { isObject } from '../sandbox/jsonFields.cts';

const nodeNamed = (type: string, parameters: INode['parameters'], credential: string): INode => ({
	id: 'temp',
	name: 'Temp-Node',
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters,
	credentials: { [credential]: { id: 'credential-1', name: 'Symbl' } },
});

const onlyNode = (node: INode, nodeTypes: INodeTypes) =>
	new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });

/** n8n fetches a new token for every credential test, whatever token there is. */
class CredentialsUnderTest extends EngineCredentials {
	override async preAuthentication(
		...[helpers, data, type, node]: Parameters<EngineCredentials['preAuthentication']>
	) {
		return await super.preAuthentication(helpers, data, type, node, true);
	}
}

/** What the dialog of a credential shows after its test. */
export interface TestResult {
	status: 'OK' | 'Error';
	message: string;
	/** What n8n logs of a failed test. */
	thrown?: unknown;
}

/** Tests a credential as n8n's credentials tester does, up to the text that a user reads. */
export async function testCredential(credential: StoredCredential): Promise<TestResult> {
	const { credentialTypes } = await loadPackage();
	const test = credentialTypes.get(credential.type)?.test;
	if (!test) throw new Error(`${credential.type} has no test`);
	const nodeType: INodeType = {
		description: {
			displayName: 'No Operation, do nothing',
			name: 'n8n-nodes-base.noOp',
			group: ['organization'],
			version: 1,
			description: '',
			defaults: {},
			inputs: ['main'],
			outputs: ['main'],
			credentials: [{ name: credential.type, required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					routing: { request: test.request },
					default: '',
				},
			],
		},
	};
	const node = nodeNamed('n8n-nodes-base.noOp', {}, credential.type);
	const workflow = onlyNode(node, {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	});
	const context = new ExecuteContext(
		workflow,
		node,
		additionalDataFor(new CredentialsUnderTest(credentialTypes, credential), 'internal'),
		'internal',
		createRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	const decrypted = { id: 'credential-1', name: 'Symbl', ...structuredClone(credential) };
	try {
		const routing = new RoutingNode(context, nodeType, decrypted);
		const output = await withExpressions(workflow, async () => await routing.runNode());
		const message = failedRule(output?.[0]?.[0]?.json, test);
		if (message !== undefined) return { status: 'Error', message };
	} catch (error) {
		return { status: 'Error', message: shownFor(error, test), thrown: error };
	}
	return { status: 'OK', message: 'Connection successful!' };
}

/** The text of the rule that n8n's credentials tester finds broken by an answer. */
function failedRule(body: unknown, { rules = [] }: ICredentialTestRequest): string | undefined {
	for (const { type, properties } of rules) {
		if (type !== 'responseSuccessBody' || !('key' in properties)) continue;
		const value = isObject(body) ? body[properties.key] : undefined;
		if (value === properties.value) return properties.message;
	}
	return undefined;
}

/** The text that n8n's credentials tester picks for an error. */
function shownFor(error: unknown, { rules = [] }: ICredentialTestRequest): string {
	if (!isObject(error)) return String(error);
	const { cause } = error;
	if (isObject(cause) && isObject(cause.response)) {
		const { status, statusText } = cause.response;
		const rule = rules.find(
			({ type, properties }) =>
				type === 'responseCode' && 'value' in properties && properties.value === status,
		);
		if (rule) return rule.properties.message;
		if (Number(status) < 199 || Number(status) > 299) {
			return statusText ? String(statusText) : `Received HTTP status code: ${String(status)}`;
		}
	} else if (isObject(cause) && cause.code) {
		return String(cause.code);
	}
	return String(error.message);
}

/** The lists that the editor offers, by the parameter that somebody picks for. */
const LISTS = {
	conversationId: 'searchConversations',
	trackerId: 'searchTrackers',
	entityId: 'searchEntities',
	scorecardId: 'searchScorecards',
	groupId: 'searchGroups',
	bookmarkId: 'searchBookmarks',
	memberId: 'searchMembers',
} as const;

/** What somebody sees of a parameter's list, and what is filled in beside it. */
export interface LookIntoList {
	/** `conversationId` if left out. */
	parameter?: keyof typeof LISTS;
	filter?: string;
	paginationToken?: string;
	/** The node's parameters so far. */
	parameters?: INode['parameters'];
}

/** Opens the list of a resource locator, as the editor does. */
export async function searchList(
	credential: StoredCredential,
	{ parameter = 'conversationId', filter, paginationToken, parameters }: LookIntoList = {},
): Promise<INodeListSearchResult> {
	const types = await loadPackage();
	const search = types.getByName('n8n-nodes-symbl.symbl').methods?.listSearch?.[LISTS[parameter]];
	if (!search) throw new Error('The node has no such list');
	const authentication = credential.type === 'symblApi' ? 'accessToken' : 'appCredentials';
	const filledIn = { authentication, resource: 'conversation', operation: 'delete', ...parameters };
	const node = nodeNamed('n8n-nodes-symbl.symbl', filledIn, credential.type);
	const context = new LoadOptionsContext(
		onlyNode(node, types),
		node,
		{
			...additionalDataFor(new EngineCredentials(types.credentialTypes, credential), 'internal'),
			currentNodeParameters: filledIn,
		},
		`parameters.${parameter}`,
	);
	return await search.call(context, filter, paginationToken);
}
