import { join } from 'node:path';
import { installOnce, type OnProgress } from '../n8n/installOnce.cts';
import { runInstallStep } from '../n8n/installStep.cts';
import { packagesStep } from '../n8n/packagesStep.cts';
import type { Engine } from './engines.cts';

/**
 * Installs an engine into the user's cache folder, 200 to 400 MB the first time. Several processes
 * may ask at once.
 *
 * @param onProgress called when the installation begins and ends, and every 10 s in between
 * @returns the folder whose `node_modules` hold the engine
 * @throws Error when npm fails; it ends with the last lines of npm's log
 */
export async function installEngine(engine: Engine, onProgress: OnProgress): Promise<string> {
	const fill = async (folder: string) => {
		const step = await packagesStep(folder, `installing the engine of n8n ${engine.n8n}`, {
			dependencies: { 'n8n-core': engine.core, 'n8n-workflow': engine.workflow },
		});
		await runInstallStep(step, join(folder, 'install.log'), onProgress);
	};
	return await installOnce(`engine-${engine.n8n}`, fill, onProgress);
}
