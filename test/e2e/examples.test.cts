import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appCredentials } from '../contract/accounts.cts';
import type { CredentialFile, Execution, WorkflowFile } from '../n8n/instance.cts';
import { isList, isObject, isString } from '../sandbox/jsonFields.cts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.cts';
import { examples, type Example } from './examples.cts';
import { api, instance, outputsOf } from './runs.cts';

const FOLDER = join(__dirname, '..', '..', 'examples');

/** Conversations that no example may touch. */
const OTHERS = ['891', '892', '893'];

/** An example as its file has it, with what a user fills in: parameters and the credential. */
function filledIn(name: string, { fillIn }: Example, credential: CredentialFile): WorkflowFile {
	const file: unknown = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));
	if (!isWorkflow(file)) throw new Error(`${name} is not a workflow`);
	const { type, id, name: credentialName } = credential;
	const nodes = file.nodes.map((node) => ({
		...node,
		...(node.type.startsWith('n8n-nodes-symbl.')
			? { credentials: { [type]: { id, name: credentialName } } }
			: {}),
		parameters: { ...node.parameters, ...fillIn[node.name] },
	}));
	for (const filled of Object.keys(fillIn))
		expect(nodes.map((node) => node.name)).toContain(filled);
	return { ...file, nodes };
}

interface ExampleNode {
	name: string;
	type: string;
	parameters: Record<string, unknown>;
}

interface ExampleFile extends WorkflowFile {
	nodes: ExampleNode[];
}

function isWorkflow(value: unknown): value is ExampleFile {
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

/** In a process of its own, or from a trigger that only the server knows. */
async function run({ id, nodes }: ExampleFile): Promise<Execution> {
	const trigger = nodes.find(({ type }) => /trigger$/i.test(type));
	if (!trigger) throw new Error('There is no trigger');
	if (trigger.type === 'n8n-nodes-base.manualTrigger') return await instance.execute(id);
	return await api.endedExecution(await api.executeFrom(id, trigger.name));
}

const sandboxes = new Map<string, Sandbox>();

beforeAll(async () => {
	const credentials: CredentialFile[] = [];
	const workflows: WorkflowFile[] = [];
	for (const [index, [name, example]] of Object.entries(examples).entries()) {
		const sandbox = await startSandbox();
		sandboxes.set(name, sandbox);
		for (const conversation of example.conversations) sandbox.add(conversation);
		for (const id of OTHERS) sandbox.add({ id });
		const credential = { id: `example${index}`, name, ...appCredentials(sandbox) };
		credentials.push(credential);
		workflows.push(filledIn(name, example, credential));
	}
	await instance.importCredentials(credentials);
	await instance.importWorkflows(workflows);
});

afterAll(async () => {
	for (const sandbox of sandboxes.values()) await sandbox.stop();
});

test('every example is tried', () => {
	const files = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));
	expect(Object.keys(examples).sort()).toEqual(files.sort());
});

test.each(Object.entries(examples))('%s', async (name, example) => {
	const sandbox = sandboxes.get(name);
	const file: unknown = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));
	if (!sandbox || !isWorkflow(file)) throw new Error(`${name} was not imported`);
	const execution = await run(file);
	expect(execution.error).toBeUndefined();
	for (const [node, items] of Object.entries(example.ends)) {
		const said = outputsOf(execution, node)[0]?.map(({ json }) => json);
		expect({ [node]: said }).toMatchObject({ [node]: items });
	}
	expect([...sandbox.deletedIds].sort()).toEqual([...example.deleted].sort());
	for (const id of OTHERS) expect(sandbox.conversations.has(id)).toBe(true);
});
