import type { Execution } from '../n8n/instance.cts';
import { N8nApi, type Started, type WorkflowDraft } from './n8nApi.cts';
import { sharedN8n } from './sharedN8n.cts';
import { readySymbl, readyWorkflow, type SymblRun } from './symblRuns.cts';

export { outputsOf, type SymblRun } from './symblRuns.cts';

export const { instance, server } = sharedN8n();
export const api = new N8nApi(server);

/** Saves a workflow that a webhook starts, and starts it. */
export async function startWorkflow(
	draft: WorkflowDraft,
	path: string,
	items: object[],
): Promise<Started> {
	return await (await readyWorkflow(api, draft, path, items)).start();
}

/** Starts Webhook → one item each → Symbl.ai. */
export async function startSymbl(run: SymblRun): Promise<Started> {
	return await (await readySymbl(api, run)).start();
}

/** Runs Webhook → one item each → Symbl.ai. */
export async function runSymbl(run: SymblRun): Promise<Execution> {
	const { executionId } = await startSymbl(run);
	return await api.endedExecution(executionId);
}
