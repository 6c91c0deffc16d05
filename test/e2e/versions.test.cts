import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessToken, openSandbox } from '../contract/accounts.cts';
import { installN8n, NEWEST_N8N } from '../n8n/install.cts';
import { createInstance, packPackage, type N8nInstance } from '../n8n/instance.cts';
import { startServer, type N8nServer } from '../n8n/server.cts';
import { chain } from '../n8n/workflow.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import { N8nApi } from './n8nApi.cts';
import { oneItemEach, symbl, webhook } from './steps.cts';

const PROJECT = join(__dirname, '..', '..');
const NEWER = 2;

let folder: string;
let instance: N8nInstance;
let server: N8nServer | undefined;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'versions-'));
	const install = await installN8n(process.env.N8N_VERSION ?? NEWEST_N8N, () => {});
	instance = await createInstance(install, await packPackage(PROJECT, folder));
}, 300_000);

afterAll(async () => {
	await server?.stop();
	instance.remove();
	await rm(folder, { recursive: true, force: true });
});

/** Makes the installed build one that has these versions. */
async function install(versions: number[]): Promise<void> {
	const file = join(instance.packageFolder, 'dist', 'nodes', 'Symbl', 'versions.js');
	const text = await readFile(file, 'utf8');
	const changed = text.replace(/VERSIONS = \[[^\]]*\]/, `VERSIONS = ${JSON.stringify(versions)}`);
	expect(changed).toContain(JSON.stringify(versions));
	await writeFile(file, changed);
}

/** A workflow that deletes two conversations, of which a guard keeps one, made with a newer node. */
function guarded(credential: { id: string; name: string }) {
	const { path, step } = webhook();
	const start = {
		name: 'Start',
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		parameters: {},
	};
	const ids = {
		name: 'IDs',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: {
			mode: 'raw',
			jsonOutput: '={{ { body: { items: [{ conversationId: "1" }, { conversationId: "2" }] } } }}',
			options: {},
		},
	};
	const node = {
		...symbl(
			{ type: 'symblApi', ...credential },
			{
				options: { keepIf: { pair: [{ key: 'legalHold', value: '' }] }, guardOfTheFuture: true },
			},
		),
		typeVersion: NEWER,
	};
	return {
		path,
		manual: chain([start, ids, oneItemEach, node]),
		called: chain([step, oneItemEach, node]),
	};
}

async function open(): Promise<Sandbox> {
	const sandbox = await openSandbox();
	sandbox.add({ id: '1', metadata: {} });
	sandbox.add({ id: '2', metadata: { legalHold: 'yes' } });
	return sandbox;
}

const CREDENTIAL = { id: 'versionsCredent', name: 'Symbl' };
const WORKFLOW = { id: 'versionsWorkflo', name: 'Guarded' };

test('the command line: a build with the version runs the workflow, one without refuses it', async () => {
	const sandbox = await open();
	await instance.importCredentials([{ ...CREDENTIAL, ...accessToken(sandbox) }]);
	await instance.importWorkflows([{ ...WORKFLOW, ...guarded(CREDENTIAL).manual }]);

	await install([1]);
	const refused = await instance
		.execute(WORKFLOW.id)
		.then(({ error }) => error?.message ?? 'no error')
		.catch((error: Error) => error.message);
	expect(refused).toMatch(/version/i);
	process.stdout.write(`\nThe command line says: ${refused}\n`);
	expect(sandbox.log).toEqual([]);

	await install([1, NEWER]);
	const { error } = await instance.execute(WORKFLOW.id);
	expect(error).toBeUndefined();
	expect(sandbox.deletedIds).toEqual(['1']);
}, 400_000);

test('the server: a build without the version neither runs nor activates the workflow', async () => {
	await install([1]);
	const sandbox = await open();
	server = await startServer(instance);
	const api = new N8nApi(server);
	const { id, name } = await api.saveCredential(accessToken(sandbox));
	const { manual, called, path } = guarded({ id, name });

	const byHand = await api.saveWorkflow(manual);
	const ran = await api
		.run(byHand, 'Start')
		.then(async (executionId) => (await api.endedExecution(executionId)).error?.message)
		.catch((error: Error) => error.message);
	process.stdout.write(`\nExecute workflow says: ${ran}\n`);
	expect(ran).toMatch(/version/i);

	const activated = await api
		.saveWorkflow(called)
		.then(async (workflowId) => {
			await api.activate(workflowId);
			await api.callWebhook(path, { items: [{ conversationId: '1' }] });
			const started = await api.startedExecution(workflowId);
			return (await api.endedExecution(started)).error?.message;
		})
		.catch((error: Error) => error.message);
	process.stdout.write(`\nActivating says: ${activated}\n`);
	expect(activated).toMatch(/version|unrecognized|not found/i);

	const types = await (await server.request('/types/nodes.json')).text();
	expect(types).toMatch(/"n8n-nodes-symbl\.symbl"/);
	expect(sandbox.log).toEqual([]);
}, 400_000);
