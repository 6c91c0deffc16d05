import path from 'node:path';
import type {
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeTypeDescription,
} from 'n8n-workflow';
import { loadPackage } from '../engine/engine.cts';
import manifest from '../../package.json';

type Entry = INodeProperties | INodePropertyOptions | INodePropertyCollection;

/** What the built package shows in n8n's editor. */
export interface ShownNames {
	/** Of nodes, credentials, parameters, options, choices and actions. */
	all: ReadonlySet<string>;
	/** The operations of each resource. */
	operations: ReadonlyMap<string, string[]>;
	/** What can be added to a collection ('options', 'filters') in an operation. */
	addable(collection: string, resource: string, operation: string): string[];
}

/** Reads what the built package shows in the editor. */
export async function shownNames(): Promise<ShownNames> {
	const types = await loadPackage();
	const nodes = manifest.n8n.nodes.map((file) => {
		const name = path.basename(file, '.node.js');
		const typeName = `n8n-nodes-symbl.${name.charAt(0).toLowerCase()}${name.slice(1)}`;
		return types.getByName(typeName).description;
	});
	const credentials = [...types.credentialTypes.values()];
	const all = [
		...[...nodes, ...credentials].flatMap(({ displayName, properties }) => [
			displayName,
			...properties.flatMap(namesIn),
		]),
	];
	const resources = nodes.flatMap(operationsOf);
	return {
		all: new Set(all),
		operations: new Map(resources.map(({ name, operations }) => [name, operations])),
		addable: (collection, resource, operation) =>
			nodes
				.flatMap(({ properties }) => properties)
				.filter(({ name }) => name === collection)
				.filter((property) => isShown(property, '', resource, operation))
				.flatMap(({ options = [] }) => options)
				.filter((option): option is INodeProperties => 'type' in option)
				.filter((option) => isShown(option, '/', resource, operation))
				.map(({ displayName }) => displayName),
	};
}

function namesIn(property: INodeProperties): string[] {
	return [property.displayName, ...(property.options ?? []).flatMap(namesOf)];
}

function namesOf(entry: Entry): string[] {
	if ('type' in entry) return namesIn(entry);
	if ('values' in entry) return [entry.displayName, ...entry.values.flatMap(namesIn)];
	return 'action' in entry && entry.action ? [entry.name, entry.action] : [entry.name];
}

/** @param root what leads from the property to the node's own parameters. */
function isShown(
	{ displayOptions }: INodeProperties,
	root: string,
	resource: string,
	operation: string,
): boolean {
	const show = displayOptions?.show ?? {};
	const allows = (name: string, value: string) =>
		show[`${root}${name}`] === undefined || show[`${root}${name}`]?.includes(value);
	return Boolean(allows('resource', resource) && allows('operation', operation));
}

function operationsOf({ properties }: INodeTypeDescription) {
	const named = (name: string) => properties.filter((property) => property.name === name);
	const choices = ({ options = [] }: INodeProperties) =>
		options.filter((option): option is INodePropertyOptions => 'value' in option);
	return named('resource')
		.flatMap(choices)
		.map(({ name, value }) => {
			const operations = named('operation')
				.filter(({ displayOptions }) => displayOptions?.show?.resource?.includes(value))
				.flatMap(choices);
			return { name, operations: operations.map((operation) => operation.name) };
		});
}
