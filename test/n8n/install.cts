import { delimiter, dirname, join } from 'node:path';
import { installOnce, type OnProgress } from './installOnce.cts';
import { runInstallStep, type InstallStep } from './installStep.cts';
import { packagesStep } from './packagesStep.cts';

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

/** A full n8n on disk, together with the Node that runs it. */
export interface N8nInstall {
	readonly version: string;
	readonly nodeVersion: string;
	/** Path of the Node binary. */
	readonly node: string;
	/** Path of n8n's command line entry, a script for `node`. */
	readonly cli: string;
}

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
	const fill = async (into: string) => await installInto(into, version, onProgress);
	return installed(await installOnce(`n8n-${version}`, fill, onProgress), version);
}

/** @returns where the parts of an installed n8n are */
function installed(folder: string, version: string): N8nInstall {
	const modules = join(folder, 'node_modules');
	return {
		version,
		nodeVersion: nodeVersionFor(version),
		node: join(modules, NODE_PACKAGE, 'bin', 'node'),
		cli: join(modules, 'n8n', 'bin', 'n8n'),
	};
}

async function installInto(folder: string, version: string, onProgress: OnProgress) {
	const install = installed(folder, version);
	const modules = join(folder, 'node_modules');
	const nodeFolder = dirname(dirname(install.node));
	const packages = {
		dependencies: {
			n8n: version,
			[NODE_PACKAGE]: install.nodeVersion,
			'node-gyp': NODE_GYP_VERSION,
		},
		// Older versions name an address outside the registry.
		overrides: { xlsx: XLSX },
	};
	const steps: InstallStep[] = [
		await packagesStep(
			folder,
			`installing the packages of n8n ${version} and Node ${install.nodeVersion}`,
			packages,
		),
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
	for (const step of steps) await runInstallStep(step, join(folder, 'install.log'), onProgress);
}
