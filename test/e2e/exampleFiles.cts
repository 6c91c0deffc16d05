import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowFile } from '../n8n/instance.cts';
import { isList, isObject, isString } from '../sandbox/jsonFields.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import type { SavedCredential, WorkflowDraft } from './n8nApi.cts';

const FOLDER = join(__dirname, '..', '..', 'examples');
const SYMBL_URL = 'https://api.symbl.ai';

/** The name of the trigger that all examples have but those that a form starts. */
export const MANUAL_TRIGGER = 'When You Execute the Workflow';

export interface ExampleNode {
	name: string;
	type: string;
	parameters: Record<string, unknown>;
	[setting: string]: unknown;
}

export interface ExampleFile extends WorkflowFile {
	nodes: ExampleNode[];
}

/** What a user changes in an example before it is run. */
export interface FilledIn {
	/** Parameters by the name of their node; those that are not named stay. */
	parameters?: Record<string, Record<string, unknown>>;
	/** Items that take the place of what a node puts out, by its name. */
	items?: Record<string, object[]>;
	/** Leaves 'Dry Run' on, with which some examples come. */
	asImported?: true;
}

/** The names of all files in `examples/`, without `.json`. */
export const exampleNames = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));

/** @returns where an example is */
export const exampleFile = (name: string): string => join(FOLDER, `${name}.json`);

/** @returns an example as its file has it */
export function readExample(name: string): ExampleFile {
	const file: unknown = JSON.parse(readFileSync(exampleFile(name), 'utf8'));
	if (!isExample(file)) throw new Error(`${name} is not a workflow`);
	return file;
}

/** @returns an example with what a user fills in, and with a sandbox in place of Symbl */
export function filledExample(
	name: string,
	sandbox: Sandbox,
	{ type, ...credential }: SavedCredential,
	{ parameters = {}, items = {}, asImported }: FilledIn = {},
): WorkflowDraft {
	const { nodes, connections, settings } = readExample(name);
	const names = nodes.map((node) => node.name);
	expect(names).toEqual(
		expect.arrayContaining([...Object.keys(parameters), ...Object.keys(items)]),
	);
	const filledIn = nodes.map((node) => ({
		...node,
		...(asksSymbl(node) && { credentials: { [type]: credential } }),
		parameters: {
			...node.parameters,
			...(isString(node.parameters.url) && {
				url: node.parameters.url.replace(SYMBL_URL, sandbox.url),
			}),
			...(node.name === 'Delete' && !asImported && { dryRun: false }),
			...parameters[node.name],
		},
	}));
	const pinData = Object.fromEntries(
		Object.entries(items).map(([node, list]) => [node, list.map((json) => ({ json }))]),
	);
	return { nodes: filledIn, connections, settings, pinData };
}

export const isSymbl = ({ type }: ExampleNode): boolean => type.startsWith('n8n-nodes-symbl.');

const asksSymbl = (node: ExampleNode): boolean =>
	isSymbl(node) || node.parameters.nodeCredentialType === 'symblAppApi';

function isExample(value: unknown): value is ExampleFile {
	return (
		isObject(value) &&
		isString(value.id) &&
		isObject(value.connections) &&
		isList(value.nodes) &&
		value.nodes.every(
			(node) =>
				isObject(node) && isString(node.name) && isString(node.type) && isObject(node.parameters),
		)
	);
}
