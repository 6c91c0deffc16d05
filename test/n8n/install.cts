import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** The n8n that the tests and the benchmark run unless told otherwise. */
export const NEWEST_N8N = '2.41.1';

/** n8n 1.x ends at Node 22, newer versions of 2.x begin at 24. These come as packages, with headers. */
const nodeVersionFor = (n8nVersion: string) =>
	n8nVersion.startsWith('1.') ? '22.23.3' : '24.21.0';
const NODE_PACKAGE = `node-${process.platform}-${process.arch}`;

/** The node-gyp that sqlite3 brings along fails on Python 3.12 and newer. */
const NODE_GYP_VERSION = '11.5.0';

/** The same package as its authors publish outside the registry. */
const XLSX = 'npm:@e965/xlsx@0.20.3';

const HEARTBEAT_MS = 10_000;

/** A full n8n on disk, together with the Node that runs it. */
export interface N8nInstall {
	readonly version: string;
	readonly nodeVersion: string;
	/** Path of the Node binary. */
	readonly node: string;
	/** Path of n8n's command line entry, a script for `node`. */
	readonly cli: string;
}

/** Takes one line of progress, without a line end. */
export type OnProgress = (line: string) => void;

/**
 * Installs a full n8n, and a Node that can run it, into the user's cache folder
 * (`$XDG_CACHE_HOME` or `~/.cache`). Takes minutes and about 3 GB the first time, nothing after
 * that. Several processes may ask at once: one installs, the others wait for it.
 *
 * @param version an exact version of the package `n8n`
 * @param onProgress called when a step begins and ends, and every 10 s in between
 * @throws Error when a step fails; it names the step and ends with the last lines of its log
 */
export async function installN8n(version: string, onProgress: OnProgress): Promise<N8nInstall> {
	const folder = join(cacheFolder(), `n8n-${version}`);
	const modules = join(folder, 'node_modules');
	const install: N8nInstall = {
		version,
		nodeVersion: nodeVersionFor(version),
		node: join(modules, NODE_PACKAGE, 'bin', 'node'),
		cli: join(modules, 'n8n', 'bin', 'n8n'),
	};
	const complete = join(folder, '.complete');
	const claims = join(folder, 'installing');
	while (!existsSync(complete)) {
		const rivals = await claim(claims);
		if (rivals.length > 0) {
			onProgress(`n8n ${version}: waiting for process ${rivals.join(', ')}, which installs it`);
			await wait(HEARTBEAT_MS * (0.5 + Math.random()));
			continue;
		}
		try {
			// A marker that the last installer wrote while this one made its claim.
			if (!existsSync(complete)) await runSteps(folder, install, onProgress);
			await writeFile(complete, '');
		} finally {
			await rm(join(claims, String(process.pid)), { force: true });
		}
	}
	return install;
}

function cacheFolder(): string {
	return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'n8n-nodes-symbl');
}

/**
 * Puts up this process's claim and takes it back if another living process has one too: of two
 * that see each other both step back, so that two never hold it. A claim needs no clean-up after
 * a crash, because the dead do not count.
 *
 * @returns the process ids of the rivals; none means that the claim stands
 */
async function claim(claims: string): Promise<number[]> {
	await mkdir(claims, { recursive: true });
	const mine = join(claims, String(process.pid));
	await writeFile(mine, '');
	const rivals = (await readdir(claims))
		.map(Number)
		.filter((pid) => pid !== process.pid && isAlive(pid));
	if (rivals.length > 0) await rm(mine);
	return rivals;
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}

async function runSteps(folder: string, install: N8nInstall, onProgress: OnProgress) {
	const modules = join(folder, 'node_modules');
	const nodeFolder = dirname(dirname(install.node));
	// npm takes a half-extracted package for a whole one.
	await rm(modules, { recursive: true, force: true });
	await writeFile(
		join(folder, 'package.json'),
		JSON.stringify({
			private: true,
			dependencies: {
				n8n: install.version,
				[NODE_PACKAGE]: install.nodeVersion,
				'node-gyp': NODE_GYP_VERSION,
			},
			// Older versions name an address outside the registry.
			overrides: { xlsx: XLSX },
		}),
	);
	const steps: Step[] = [
		{
			name: `installing the packages of n8n ${install.version} and Node ${install.nodeVersion}`,
			command: 'npm',
			// Without scripts, because some of them download binaries that cannot be had everywhere.
			args: ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'],
			cwd: folder,
		},
		{
			name: 'building sqlite3',
			command: install.node,
			args: [
				join(modules, 'node-gyp', 'bin', 'node-gyp.js'),
				'rebuild',
				'--jobs=max',
				`--nodedir=${nodeFolder}`,
			],
			cwd: join(modules, 'sqlite3'),
			// A user's own npm configuration may name the headers of another Node.
			env: {
				npm_config_nodedir: nodeFolder,
				PATH: [dirname(install.node), process.env.PATH].join(delimiter),
			},
		},
	];
	for (const step of steps) await runStep(step, join(folder, 'install.log'), onProgress);
}

interface Step {
	name: string;
	command: string;
	args: string[];
	cwd: string;
	env?: NodeJS.ProcessEnv;
}

async function runStep(step: Step, logFile: string, onProgress: OnProgress) {
	const started = Date.now();
	const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
	onProgress(`${step.name} ...`);
	const heartbeat = setInterval(() => onProgress(`${step.name} ... ${elapsed()}`), HEARTBEAT_MS);
	const log = openSync(logFile, 'w');
	try {
		const exitCode = await new Promise<number | null>((resolve, reject) => {
			spawn(step.command, step.args, {
				cwd: step.cwd,
				env: { ...process.env, ...step.env },
				stdio: ['ignore', log, log],
			})
				.on('error', reject)
				.on('exit', resolve);
		});
		if (exitCode !== 0) {
			const lastLines = (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-20);
			throw new Error(`${step.name}: exit code ${exitCode}\n${lastLines.join('\n')}`);
		}
		onProgress(`${step.name}: done in ${elapsed()}`);
	} finally {
		clearInterval(heartbeat);
		closeSync(log);
	}
}
