import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { GenericValue, IConnections, INode, INodeExecutionData } from 'n8n-workflow';
import type { StoredCredential } from '../engine/credentials.cts';
import { runWorkflow } from '../engine/engine.cts';

const FILE = path.join(__dirname, '../../examples/delete-conversations.json');
const IDS_NODE = 'One Item per ID';
const SYMBL_NODE = 'Symbl.ai';

/** What became of one item. */
export interface ItemResult {
	/** The index of the ID among those that were given. */
	item: number;
	/** The node of the example that it went on to. */
	branch: 'Deleted or Not Found' | 'Needs a Look';
	/** The node's own word for what happened. */
	outcome: string;
	/** Whether the node took the value for an ID at all. */
	accepted: boolean;
	message: string;
	/** What to do, where something needs a look. */
	advice: string;
}

export interface ExampleRun {
	/** In the order of the IDs; empty after a cancellation, since n8n keeps no output then. */
	results: ItemResult[];
	/** What stopped the workflow. */
	stoppedBy?: string;
}

/**
 * Runs the example workflow as its file has it, on n8n's engine. Two things are put in, as a user
 * would: the IDs and the credential.
 * @param ids what the node that holds the IDs puts out, each in an item of its own.
 * @param cancel cancels the execution when it resolves.
 */
export async function runExample(
	ids: GenericValue[],
	credential: StoredCredential,
	{ dryRun, cancel }: { dryRun: boolean; cancel?: Promise<unknown> },
): Promise<ExampleRun> {
	const workflow = readWorkflow();
	const symbl = workflow.nodes.find(({ name }) => name === SYMBL_NODE);
	if (!symbl) throw new Error(`${FILE} has no node ${SYMBL_NODE}`);
	symbl.credentials = { [credential.type]: { id: 'demo', name: 'Demo' } };
	if (credential.type === 'symblApi') symbl.parameters.authentication = 'accessToken';
	symbl.parameters.dryRun = dryRun;

	const { outputs, error } = await runWorkflow({
		workflow,
		from: IDS_NODE,
		symbl: SYMBL_NODE,
		items: ids.map((conversationId) => ({ json: { conversationId } })),
		credential,
		cancelAfter: cancel,
	});
	const [fine = [], toLookAt = []] = outputs;
	const results = [
		...fine.map((item) => resultOf(item, 'Deleted or Not Found')),
		...toLookAt.map((item) => resultOf(item, 'Needs a Look')),
	];
	return {
		results: results.sort((a, b) => a.item - b.item),
		stoppedBy: error && [error.message, error.description].filter(Boolean).join(' '),
	};
}

function resultOf(
	{ json, pairedItem }: INodeExecutionData,
	branch: ItemResult['branch'],
): ItemResult {
	const details = branch === 'Needs a Look' ? objectOf(json.details) : json;
	return {
		item: typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : -1,
		branch,
		outcome: textOf(details.outcome),
		accepted: typeof details.conversationId === 'string',
		message: textOf(branch === 'Needs a Look' ? json.error : json.message),
		advice: textOf(details.description),
	};
}

function readWorkflow(): { nodes: INode[]; connections: IConnections } {
	const workflow: unknown = JSON.parse(readFileSync(FILE, 'utf8'));
	if (!isWorkflow(workflow)) throw new Error(`${FILE} is not a workflow`);
	return workflow;
}

function isWorkflow(value: unknown): value is { nodes: INode[]; connections: IConnections } {
	const { nodes, connections } = objectOf(value);
	return (
		typeof connections === 'object' &&
		Array.isArray(nodes) &&
		nodes.every((node) => {
			const { name, type, parameters } = objectOf(node);
			return typeof name === 'string' && typeof type === 'string' && isObject(parameters);
		})
	);
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const objectOf = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
