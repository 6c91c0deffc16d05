import type { CredentialFile, WorkflowFile } from '../n8n/instance.cts';
import { chain } from '../n8n/workflow.cts';
import { FIRST_ID, type Access } from './sandbox.cts';

/** The name of the measured node in every workflow of the benchmark. */
export const MEASURED_NODE = 'Delete';

/** One way to delete, or to list, conversations. */
export interface Contender {
	/** For ids. */
	key: string;
	/** For people. */
	name: string;
	/** So many operations are in the description of its Symbl.ai node; as many as it has if left out. */
	operations?: number;
	/** It lists the conversations instead of deleting them. */
	lists?: true;
	/** The measured node; without one it is the plain client outside n8n. */
	node?: (access: Access) => MeasuredNode;
}

interface MeasuredNode {
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
}

const CREDENTIAL = { id: 'benchApp', name: 'Bench' };

/** What all others are compared with. */
export const REFERENCE: Contender = {
	key: 'http',
	name: 'HTTP Request, same credential',
	node: ({ url }) => ({
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			...httpRequest(url),
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'symblAppApi',
		},
		credentials: { symblAppApi: CREDENTIAL },
	}),
};

/** The node as it comes out of the panel, but for the limit on how much it deletes. */
export const SYMBL: Contender = {
	key: 'symbl',
	name: 'Symbl.ai, default settings',
	node: () => deletion({}),
};

/** Worth its line where answers take time: there the number of open requests sets the pace. */
export const SYMBL_20_OPEN: Contender = {
	key: 'symbl20',
	name: 'Symbl.ai, 20 requests at once',
	node: () => deletion({ maxConcurrency: 20 }),
};

/** With a look-up right before each deletion. Its key does not begin as that of the bare ones does. */
export const GUARDED: Contender = {
	key: 'guarded',
	name: 'Symbl.ai, Keep If: one look-up each',
	node: () => deletion({ keepIf: { pair: [{ key: 'legalHold', value: '' }] } }),
};

/** The same settings on a node whose description holds many more operations. */
export function grownSymbl(operations: number): Contender {
	return {
		...SYMBL,
		key: `symbl${operations}`,
		name: `Symbl.ai, ${operations} operations`,
		operations,
	};
}

/** What a request costs n8n before any credential. */
export const HTTP_WITHOUT_CREDENTIAL: Contender = {
	key: 'httpBare',
	name: 'HTTP Request, token in a header',
	node: ({ url, accessToken }) => ({
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			...httpRequest(url),
			sendHeaders: true,
			headerParameters: {
				parameters: [{ name: 'Authorization', value: `Bearer ${accessToken}` }],
			},
		},
	}),
};

/** What the requests alone cost. */
export const PLAIN_CLIENT: Contender = {
	key: 'plain',
	name: 'plain client outside n8n, 10 at once',
};

/** What a list costs that is kept by nobody, and one of which every conversation becomes an item. */
export const LISTS: readonly Contender[] = [
	{
		key: 'count',
		name: 'Get Many, Count Only',
		lists: true,
		node: () => symbl({ operation: 'getAll', options: { countOnly: true } }),
	},
	{
		key: 'returnAll',
		name: 'Get Many, Return All',
		lists: true,
		node: () => symbl({ operation: 'getAll', returnAll: true }),
	},
];

/** The credential of all contenders that use one, its session token already there. */
export function benchCredential({ url, ...access }: Access): CredentialFile {
	return {
		...CREDENTIAL,
		type: 'symblAppApi',
		data: {
			appId: access.appId,
			appSecret: access.appSecret,
			baseUrl: url,
			allowHttp: false,
			sessionToken: access.accessToken,
		},
	};
}

/** The id of the workflow in which a contender handles so many conversations. */
export function workflowId(contender: Contender, items: number): string {
	return `${contender.key}${items}`;
}

/** Manual Trigger → a list of ids → one item per id → the contender's node, which may need no ids. */
export function benchWorkflow(
	contender: Contender,
	measured: MeasuredNode,
	items: number,
): WorkflowFile {
	const ids = [
		{
			name: 'Ids',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: {
				mode: 'raw',
				jsonOutput: `={{ { conversationId: Array.from({ length: ${items} }, (_, i) => String(${FIRST_ID} + i)) } }}`,
				options: {},
			},
		},
		{
			name: 'One Item per Id',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: 'conversationId', options: {} },
		},
	];
	const steps = [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
		...(contender.lists ? [] : ids),
		{ name: MEASURED_NODE, ...measured },
	];
	const id = workflowId(contender, items);
	return { id, name: id, ...chain(steps) };
}

function httpRequest(url: string) {
	return {
		method: 'DELETE',
		url: `=${url}/v1/conversations/{{ $json.conversationId }}`,
		options: {},
	};
}

function deletion(options: Record<string, unknown>): MeasuredNode {
	const conversationId = { __rl: true, mode: 'id', value: '={{ $json.conversationId }}' };
	return symbl({ operation: 'delete', conversationId, options: { maxDeletions: 0, ...options } });
}

function symbl(parameters: Record<string, unknown>): MeasuredNode {
	return {
		type: 'n8n-nodes-symbl.symbl',
		typeVersion: 1,
		parameters: { authentication: 'appCredentials', resource: 'conversation', ...parameters },
		credentials: { symblAppApi: CREDENTIAL },
	};
}
