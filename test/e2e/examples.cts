import { appCredentials } from '../contract/accounts.cts';
import type { Execution } from '../n8n/instance.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import { filledExample, MANUAL_TRIGGER, type FilledIn } from './exampleFiles.cts';
import { api } from './runs.cts';

export {
	exampleNames,
	type FilledIn,
	isSymbl,
	MANUAL_TRIGGER,
	readExample,
} from './exampleFiles.cts';

/**
 * Saves an example in n8n with what a user fills in, and with a sandbox in place of Symbl.
 *
 * @returns the id of the workflow
 */
export async function saveExample(
	name: string,
	sandbox: Sandbox,
	changes: FilledIn = {},
): Promise<string> {
	const credential = await api.saveCredential(appCredentials(sandbox));
	return await api.saveWorkflow(filledExample(name, sandbox, credential, changes));
}

/** Runs an example that is saved, as the editor's button does, until it ends or waits. */
export async function runExample(workflowId: string): Promise<Execution> {
	return await api.endedExecution(await api.run(workflowId, MANUAL_TRIGGER));
}
