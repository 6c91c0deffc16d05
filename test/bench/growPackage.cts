import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Gives the node of an unpacked package more operations, each with a parameter and an option of its
 * own, up to `operations` in all: so that the benchmark shows what an operation costs the others.
 *
 * @param packageFolder a copy that nothing else uses; it is changed in place
 */
export async function growPackage(packageFolder: string, operations: number): Promise<void> {
	const nodeFolder = join(packageFolder, 'dist', 'nodes', 'Symbl');
	await rename(join(nodeFolder, 'Symbl.node.js'), join(nodeFolder, 'Symbl.plain.js'));
	await writeFile(join(nodeFolder, 'Symbl.node.js'), grownNode(operations));
}

function grownNode(operations: number): string {
	return `
const plain = require('./Symbl.plain.js');

function grow(properties) {
	const named = (name) => properties.find((property) => property.name === name);
	const selector = properties.find(
		({ name, displayOptions }) => name === 'operation' && displayOptions.show.resource[0] === 'conversation',
	);
	const [plainOperation] = selector.options;
	const count = properties
		.filter(({ name }) => name === 'operation')
		.reduce((sum, { options }) => sum + options.length, 0);
	for (let index = count; index < ${operations}; index += 1) {
		const operation = 'more' + index;
		selector.options.push({ ...plainOperation, name: operation, value: operation });
		named('conversationId').displayOptions.show.operation.push(operation);
		properties.push({
			displayName: 'Name', name: operation + 'Name', type: 'string', default: '',
			displayOptions: { show: { resource: ['conversation'], operation: [operation] } },
			routing: { send: { type: 'body', property: 'name' } },
		});
		named('options').options.push({
			displayName: 'Verbose', name: operation + 'Verbose', type: 'boolean', default: false,
			displayOptions: { show: { '/resource': ['conversation'], '/operation': [operation] } },
			routing: { send: { type: 'query', property: 'verbose' } },
		});
	}
	return properties;
}

let grown;

exports.Symbl = class Symbl extends plain.Symbl {
	constructor() {
		super();
		// n8n makes several, and their properties share what they are made of.
		for (const { description } of Object.values(this.nodeVersions)) {
			description.properties = grown ??= grow(description.properties);
		}
	}
};
`;
}
