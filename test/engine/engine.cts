import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// n8n-core reads these when it is loaded, and would otherwise write into the home folder.
const userFolder = mkdtempSync(path.join(tmpdir(), 'n8n-engine-'));
process.env.N8N_USER_FOLDER = userFolder;
process.env.N8N_ENCRYPTION_KEY = 'only-for-tests';
process.env.N8N_LOG_LEVEL ??= 'silent';
process.once('exit', () => rmSync(userFolder, { recursive: true, force: true }));

import { ExecuteContext, PackageDirectoryLoader, RoutingNode, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type IConnections,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IRunExecutionData,
	type IVersionedNodeType,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { additionalDataFor } from './additionalData.cts';
import { EngineCredentials, type StoredCredential } from './credentials.cts';

const packageFolder = path.join(__dirname, '../..');
/** The node's type, as workflows name it. */
export const SYMBL = 'n8n-nodes-symbl.symbl';
export const SYMBL_TRIGGER = 'n8n-nodes-symbl.symblTrigger';

/** A node that hands on what it gets: it stands for whatever comes before or after Symbl. */
const passThrough: INodeType = {
	description: {
		displayName: 'Pass Through',
		name: 'passThrough',
		group: [],
		version: 1,
		description: '',
		defaults: {},
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	},
	async execute(this: IExecuteFunctions) {
		return [this.getInputData()];
	},
};

/** The built package, loaded by n8n's own loader. */
class PackageTypes implements INodeTypes {
	private constructor(
		private readonly versions: IVersionedNodeType,
		private readonly symbl: INodeType,
		private readonly trigger: INodeType,
		readonly credentialTypes: ReadonlyMap<string, StoredCredentialType>,
	) {}

	static async load(): Promise<PackageTypes> {
		const loader = new PackageDirectoryLoader(packageFolder);
		await loader.loadAll();
		const { type } = loader.getNode('symbl');
		const { type: trigger } = loader.getNode('symblTrigger');
		if (!('nodeVersions' in type)) throw new Error('Not a node of several versions');
		if ('nodeVersions' in trigger) throw new Error('Not a plain node');
		const symbl = type.getNodeType();
		// As n8n does with every declarative node: see its node-types.js.
		symbl.execute = async function () {
			if (!(this instanceof ExecuteContext)) throw new Error('Not run by the engine');
			return (await new RoutingNode(this, symbl).runNode()) ?? [];
		};
		const credentialTypes = new Map(
			['symblApi', 'symblAppApi'].map((name) => [name, loader.getCredential(name).type]),
		);
		return new PackageTypes(type, symbl, trigger, credentialTypes);
	}

	getByName(type: string): INodeType {
		if (type === SYMBL_TRIGGER) return this.trigger;
		return type === SYMBL ? this.symbl : passThrough;
	}

	getByNameAndVersion(type: string, version?: number): INodeType {
		return type === SYMBL ? this.versions.getNodeType(version) : this.getByName(type);
	}

	getKnownTypes() {
		return {};
	}
}

type StoredCredentialType = ReturnType<PackageDirectoryLoader['getCredential']>['type'];

let packageTypes: Promise<PackageTypes> | undefined;

/** @returns the package as n8n's loader sees it. The loader runs once for a process. */
export async function loadPackage(): Promise<PackageTypes> {
	return await (packageTypes ??= PackageTypes.load());
}

/** One execution of a workflow. */
export interface Execution {
	/** The Symbl node's outputs in the last run of it: the first, and the error output if it has one. */
	outputs: INodeExecutionData[][];
	/** What stopped the workflow. */
	error?: ExecutionError;
	/** All that n8n saves of the execution. */
	data: IRunExecutionData;
	/** How often n8n was asked for the credential. */
	credentialReads: number;
}

type ExecutionError = NonNullable<IRunExecutionData['resultData']['error']>;

export interface WorkflowRun {
	workflow: { nodes: INode[]; connections: IConnections };
	/** The node that the items come out of. */
	from: string;
	/** The node whose outputs are reported. */
	symbl: string;
	items: INodeExecutionData[];
	/** Changed in place, as n8n's database would be, when a token is renewed. */
	credential: StoredCredential;
	/** Cancels the execution after so many milliseconds, or when the promise resolves. */
	cancelAfter?: Promise<unknown>;
	/** A failed execution to retry, as from n8n's list of executions. */
	retryOf?: IRunExecutionData;
	/** Of the workflow, such as Europe/Berlin; that of the instance if left out. */
	timezone?: string;
}

/** A workflow on n8n's engine, with the built package in it, and all that the engine needs to run it. */
export async function prepare(
	run: Pick<WorkflowRun, 'workflow' | 'credential' | 'timezone'>,
	mode: WorkflowExecuteMode = 'trigger',
) {
	const types = await loadPackage();
	const { nodes, connections } = run.workflow;
	const workflow = new Workflow({
		id: 'test',
		name: 'Test',
		nodes,
		connections,
		active: false,
		nodeTypes: types,
		settings: run.timezone === undefined ? {} : { timezone: run.timezone },
	});
	const credentials = new EngineCredentials(types.credentialTypes, run.credential);
	const additional = { ...additionalDataFor(credentials, mode), executionId: 'execution-1' };
	return { types, workflow, credentials, additional };
}

/** Runs a workflow on n8n's engine, with the built package in it. */
export async function runWorkflow(run: WorkflowRun): Promise<Execution> {
	const { workflow, credentials, additional } = await prepare(run);
	const start = workflow.getNode(run.from);
	if (!start) throw new Error(`There is no node ${run.from}`);

	const executionData = run.retryOf
		? toRetry(run.retryOf)
		: createRunExecutionData({
				executionData: {
					nodeExecutionStack: [{ node: start, data: { main: [run.items] }, source: null }],
				},
			});
	const execute = new WorkflowExecute(additional, 'trigger', executionData);
	const running = execute.processRunExecutionData(workflow);
	void run.cancelAfter?.then(() => running.cancel());
	const { data } = await running;
	return executionOf(data, run.symbl, credentials);
}

/** What a test sees of an execution. */
export function executionOf(
	data: IRunExecutionData,
	symbl: string,
	credentials: EngineCredentials,
): Execution {
	const symblRuns = data.resultData.runData[symbl] ?? [];
	return {
		outputs: (symblRuns.at(-1)?.data?.main ?? []).map((items) => items ?? []),
		error: data.resultData.error,
		data,
		credentialReads: credentials.reads,
	};
}

/** What a test says of the Symbl node; all else is as a user finds it. */
export interface SymblRun
	extends Pick<WorkflowRun, 'credential' | 'cancelAfter' | 'retryOf' | 'timezone'> {
	/** The JSON of each item that comes in. */
	items: Array<INodeExecutionData['json']>;
	/** The files that come with each item. */
	files?: Array<INodeExecutionData['binary']>;
	parameters?: INodeParameters;
	/** Settings of the node: On Error, Retry On Fail and so on. */
	settings?: Partial<INode>;
}

/** @returns the Symbl node of a run, as a workflow would hold it. */
export function symblNode({ credential, parameters, settings }: SymblRun): INode {
	const { type } = credential;
	return {
		id: 'symbl',
		name: 'Symbl.ai',
		type: SYMBL,
		typeVersion: 1,
		position: [200, 0],
		parameters: {
			authentication: type === 'symblApi' ? 'accessToken' : 'appCredentials',
			resource: 'conversation',
			operation: 'delete',
			conversationId: { __rl: true, mode: 'id', value: '={{ $json.conversationId }}' },
			...parameters,
		},
		credentials: { [type]: { id: 'credential-1', name: 'Symbl' } },
		...settings,
	};
}

/** Runs a workflow of two nodes: something that hands over the items, and Symbl. */
export async function runSymbl(run: SymblRun): Promise<Execution> {
	return await runWorkflow(workflowRunOf(run));
}

/** The workflow of two nodes that a test speaks of. */
export function workflowRunOf(run: SymblRun): WorkflowRun {
	const symbl = symblNode(run);
	const items: INode = {
		id: 'items',
		name: 'Items',
		type: 'test.passThrough',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	return {
		...run,
		workflow: {
			nodes: [items, symbl],
			connections: {
				Items: { main: [[{ node: 'Symbl.ai', type: 'main', index: 0 }]] },
			},
		},
		from: 'Items',
		symbl: 'Symbl.ai',
		items: run.items.map((json, index) => {
			const binary = run.files?.[index];
			return binary ? { json, binary } : { json };
		}),
	};
}

/** As n8n's execution service prepares a retry: from what it saved, without what went wrong. */
function toRetry(failed: IRunExecutionData): IRunExecutionData {
	const data = structuredCloneOf(failed);
	const { lastNodeExecuted, runData } = data.resultData;
	delete data.resultData.error;
	if (lastNodeExecuted && runData[lastNodeExecuted]?.at(-1)?.error) {
		runData[lastNodeExecuted].pop();
	}
	return data;
}

/** Through JSON, as n8n stores it: what does not survive that is not there for a retry. */
export function structuredCloneOf<T>(value: T): T {
	return JSON.parse(JSON.stringify(value));
}
