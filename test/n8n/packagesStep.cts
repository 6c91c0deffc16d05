import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstallStep } from './installStep.cts';

/** What npm is asked to install. */
export interface Packages {
	dependencies: Record<string, string>;
	overrides?: Record<string, string>;
}

/**
 * Prepares a folder for packages from the registry, without what may lie in its `node_modules`.
 *
 * @param name of the step, as the progress names it
 * @returns the step that installs them
 */
export async function packagesStep(
	folder: string,
	name: string,
	packages: Packages,
): Promise<InstallStep> {
	// npm takes a half-extracted package for a whole one.
	await rm(join(folder, 'node_modules'), { recursive: true, force: true });
	await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, ...packages }));
	return {
		name,
		command: 'npm',
		// Without scripts, because some of them download binaries that cannot be had everywhere.
		args: ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'],
		cwd: folder,
	};
}
