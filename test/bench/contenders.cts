import type { CredentialFile, WorkflowFile } from '../n8n/instance.cts';
import { chain } from '../n8n/workflow.cts';
import { FIRST_ID, type Access } from './sandbox.cts';

/** The name of the measured node in every workflow of the benchmark. */
export const MEASURED_NODE = 'Delete';

/** One way to delete conversations. */
export interface Contender {
	/** For ids. */
	key: string;
	/** For people. */
	name: string;
	/** Whether it runs in the n8n whose Symbl.ai node was given many more operations. */
	grown?: boolean;
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

/** The node with the settings that the examples ship. */
export const SYMBL: Contender = {
	key: 'symbl',
	name: 'Symbl.ai, as in the examples',
	node: () => symbl({}, { batching: { batch: { batchSize: 50, batchInterval: 1 } } }),
};

/** The node as it comes out of the panel. */
export const SYMBL_DEFAULTS: Contender = {
	key: 'symblDefaults',
	name: 'Symbl.ai, default settings',
	node: () => symbl({}, {}),
};

/** Worth its line where answers take time: there the number of open requests sets the pace. */
export const SYMBL_20_OPEN: Contender = {
	key: 'symbl20',
	name: 'Symbl.ai, 20 requests at once',
	node: () =>
		symbl({ maxConcurrency: 20 }, { batching: { batch: { batchSize: 50, batchInterval: 1 } } }),
};

/** The same settings on a node whose description holds many more operations. */
export function grownSymbl(operations: number): Contender {
	return {
		...SYMBL_DEFAULTS,
		key: 'symblGrown',
		name: `Symbl.ai, default settings, ${operations} operations`,
		grown: true,
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

/** The id of the workflow in which a contender deletes so many conversations. */
export function workflowId(contender: Contender, items: number): string {
	return `${contender.key}${items}`;
}

/** Manual Trigger → a list of ids → one item per id → the contender's node. */
export function benchWorkflow(
	contender: Contender,
	measured: MeasuredNode,
	items: number,
): WorkflowFile {
	const steps = [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
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

function symbl(options: Record<string, unknown>, requestOptions: object): MeasuredNode {
	return {
		type: 'n8n-nodes-symbl.symbl',
		typeVersion: 1,
		parameters: {
			authentication: 'appCredentials',
			resource: 'conversation',
			operation: 'delete',
			conversationId: { __rl: true, mode: 'id', value: '={{ $json.conversationId }}' },
			options,
			requestOptions,
		},
		credentials: { symblAppApi: CREDENTIAL },
	};
}
