import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startChild } from './child.cts';
import type { N8nInstall } from './install.cts';

const PACKAGE_NAME = 'n8n-nodes-symbl';

const userFolders = new Set<string>();

process.on('exit', () => userFolders.forEach(removeFolder));

/** A credential as `n8n import:credentials` reads it, its data in plain text. */
export interface CredentialFile {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

/** A workflow as n8n's editor saves it. The CLI and the server find it by its id. */
export interface WorkflowFile {
	id: string;
	name: string;
	nodes: unknown[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
}

/** One run of one node, as n8n keeps it. */
export interface NodeRun {
	/** Milliseconds since 1970. */
	startTime: number;
	/** Milliseconds. */
	executionTime: number;
	executionStatus?: string;
	error?: { message: string; description?: string | null; httpCode?: string | null };
	/** Per output, its items. */
	data?: { main: (OutputItem[] | null)[] };
}

/** One item on an output of a node. */
export interface OutputItem {
	json: Record<string, unknown>;
	pairedItem?: unknown;
	error?: unknown;
}

/** What one execution did, failed or not. */
export interface Execution {
	status: string;
	/** Per name of a node, its runs. */
	runData: Record<string, NodeRun[]>;
	/** What ended the execution, if something did. */
	error?: { message: string };
}

/** An n8n with a user folder of its own: own database, own key, own community packages. */
export interface N8nInstance {
	readonly install: N8nInstall;
	readonly userFolder: string;
	/** Where the package under test lies unpacked, if there is one. */
	readonly packageFolder: string;
	/**
	 * The environment for one process of this instance. Every call has ports of its own, so that
	 * the command line works while the server runs.
	 */
	environment(): Promise<NodeJS.ProcessEnv>;
	/** Adds credentials, or replaces those with the same ids. Throws if n8n refuses. */
	importCredentials(credentials: readonly CredentialFile[]): Promise<void>;
	/** Adds workflows, or replaces those with the same ids. Throws if n8n refuses. */
	importWorkflows(workflows: readonly WorkflowFile[]): Promise<void>;
	/**
	 * Executes a saved workflow in a fresh n8n process.
	 *
	 * @param nodeArguments arguments for Node itself, for example a file to load first
	 * @param kill ends the process with SIGKILL
	 * @throws Error if n8n ends without telling what it executed
	 */
	execute(
		workflowId: string,
		nodeArguments?: readonly string[],
		kill?: AbortSignal,
	): Promise<Execution>;
	/** Deletes the user folder, which happens at the latest when this process ends. */
	remove(): void;
}

/**
 * Makes an n8n with a new user folder below the system's folder for temporary files.
 *
 * @param tarball the packed node, put where n8n looks for installed community packages
 * @param settings more environment variables for all its processes
 */
export async function createInstance(
	install: N8nInstall,
	tarball?: string,
	settings: Record<string, string> = {},
): Promise<N8nInstance> {
	const userFolder = await mkdtemp(join(tmpdir(), 'n8n-nodes-symbl-'));
	userFolders.add(userFolder);
	const instance = openInstance(install, userFolder, settings);
	if (tarball !== undefined) await unpack(tarball, instance.packageFolder);
	return instance;
}

/** The n8n in a user folder that `createInstance` has made, perhaps in another process. */
export function openInstance(
	install: N8nInstall,
	userFolder: string,
	settings: Record<string, string> = {},
): N8nInstance {
	const packageFolder = join(userFolder, '.n8n', 'nodes', 'node_modules', PACKAGE_NAME);

	const environment = async () => ({
		...withoutN8nSettings(process.env),
		NODE_ENV: 'production',
		N8N_USER_FOLDER: userFolder,
		N8N_ENCRYPTION_KEY: 'a key for tests, not for secrets',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_REINSTALL_MISSING_PACKAGES: 'false',
		N8N_SECURE_COOKIE: 'false',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(await freePort()),
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		...settings,
	});

	let runs = 0;
	const runCli = async (
		args: readonly string[],
		nodeArguments: readonly string[] = [],
		kill?: AbortSignal,
	) => {
		const logFile = join(userFolder, `cli-${process.pid}-${++runs}.log`);
		// A file, not a pipe: what a process prints just before it exits is never cut short.
		const log = openSync(logFile, 'w');
		try {
			const child = startChild(
				install.node,
				[...nodeArguments, install.cli, ...args],
				await environment(),
				log,
			);
			const exited = once(child, 'exit');
			kill?.addEventListener('abort', () => child.kill('SIGKILL'));
			const [exitCode]: unknown[] = await exited;
			return { exitCode, output: await readFile(logFile, 'utf8') };
		} finally {
			closeSync(log);
			await rm(logFile, { force: true });
		}
	};

	const importFile = async (command: string, entries: readonly object[]) => {
		const file = join(userFolder, `${command.replace(':', '-')}.json`);
		await writeFile(file, JSON.stringify(entries));
		const { exitCode, output } = await runCli([command, `--input=${file}`]);
		await rm(file);
		// n8n 2.41 exits with 0 after an import that it refused.
		if (exitCode !== 0 || !output.includes('Successfully imported')) {
			throw new Error(`n8n ${command} ended with ${String(exitCode)}:\n${lastLines(output)}`);
		}
	};

	return {
		install,
		userFolder,
		packageFolder,
		environment,
		importCredentials: async (credentials) => await importFile('import:credentials', credentials),
		importWorkflows: async (workflows) =>
			await importFile(
				'import:workflow',
				workflows.map((workflow) => ({
					active: false,
					settings: {},
					// The first versions of 2.x refuse a file without.
					versionId: randomUUID(),
					...workflow,
				})),
			),
		execute: async (workflowId, nodeArguments, kill) => {
			const args = ['execute', `--id=${workflowId}`, '--rawOutput'];
			const { output } = await runCli(args, nodeArguments, kill);
			return printedExecution(output);
		},
		remove: () => removeFolder(userFolder),
	};
}

/**
 * Packs the package as it would be published (it must be built).
 *
 * @returns the path of the tarball, in the given folder
 */
export async function packPackage(projectFolder: string, targetFolder: string): Promise<string> {
	const { stdout } = await promisify(execFile)(
		'npm',
		['pack', '--silent', '--pack-destination', targetFolder],
		{ cwd: projectFolder },
	);
	return join(targetFolder, stdout.trim());
}

/** Lays package and list of packages out as n8n does when a user installs one. */
async function unpack(tarball: string, packageFolder: string) {
	await mkdir(packageFolder, { recursive: true });
	await promisify(execFile)('tar', ['-xzf', tarball, '-C', packageFolder, '--strip-components=1']);
	await writeFile(
		join(packageFolder, '..', '..', 'package.json'),
		JSON.stringify({
			name: 'installed-nodes',
			private: true,
			dependencies: { [PACKAGE_NAME]: `file:${tarball}` },
		}),
	);
}

/** What somebody has set for an n8n of their own would change this one. */
function withoutN8nSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	return Object.fromEntries(
		Object.entries(env).filter(([name]) => !/^(N8N|DB|EXECUTIONS|QUEUE|OFFLOAD)_/.test(name)),
	);
}

function removeFolder(userFolder: string) {
	rmSync(userFolder, { recursive: true, force: true });
	userFolders.delete(userFolder);
}

/** @returns a port on loopback that nobody listens on */
export async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	if (address === null || typeof address === 'string') throw new Error('No free port');
	return address.port;
}

/** n8n logs lines before and after the indented JSON, in which only the outer braces stand alone. */
function printedExecution(output: string): Execution {
	const start = output.search(/^\{$/m);
	const end = output.slice(start).search(/^\}$/m);
	const run: unknown =
		start < 0 || end < 0 ? null : JSON.parse(output.slice(start, start + end + 1));
	const execution = executionOf(run);
	if (!execution) throw new Error(`n8n told of no execution:\n${lastLines(output)}`);
	return execution;
}

/** @returns what n8n tells of an execution, undefined if it tells nothing of what the nodes did */
export function executionOf(run: unknown): Execution | undefined {
	return isRun(run) ? { status: run.status, ...run.data.resultData } : undefined;
}

function isRun(
	value: unknown,
): value is { status: string; data: { resultData: Omit<Execution, 'status'> } } {
	return (
		hasField(value, 'status') &&
		hasField(value, 'data') &&
		hasField(value.data, 'resultData') &&
		hasField(value.data.resultData, 'runData')
	);
}

function hasField<Name extends string>(value: unknown, name: Name): value is Record<Name, unknown> {
	return typeof value === 'object' && value !== null && name in value;
}

function lastLines(output: string): string {
	return output.trimEnd().split('\n').slice(-20).join('\n');
}
