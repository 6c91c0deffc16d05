import type { StoredCredential } from '../engine/credentials.cts';
import type { Execution, OutputItem } from '../n8n/instance.cts';
import { chain, type Step } from '../n8n/workflow.cts';
import { N8nApi, type SavedCredential, type Started, type WorkflowDraft } from './n8nApi.cts';
import { sharedN8n } from './sharedN8n.cts';
import { oneItemEach, symbl, SYMBL, webhook } from './steps.cts';

export const { instance, server } = sharedN8n();
export const api = new N8nApi(server);

/** What a test says of the node; all else is as a user finds it. */
export interface SymblRun {
	credential: StoredCredential | SavedCredential;
	/** What comes in, one item each. */
	items: object[];
	parameters?: Record<string, unknown>;
	/** Settings of the node, such as On Error. */
	settings?: Record<string, unknown>;
}

/** Saves a workflow that a webhook starts, and starts it. */
export async function startWorkflow(
	draft: WorkflowDraft,
	path: string,
	items: object[],
): Promise<Started> {
	const workflowId = await api.saveWorkflow(draft);
	await api.activate(workflowId);
	await api.callWebhook(path, { items });
	return { workflowId, executionId: await api.startedExecution(workflowId) };
}

/** Starts Webhook → one item each → Symbl.ai. */
export async function startSymbl(run: SymblRun): Promise<Started> {
	const { credential, items, parameters, settings } = run;
	const saved = 'id' in credential ? credential : await api.saveCredential(credential);
	const { path, step } = webhook();
	const steps: Step[] = [step, oneItemEach, symbl(saved, parameters, settings)];
	return await startWorkflow(chain(steps), path, items);
}

/** Runs Webhook → one item each → Symbl.ai. */
export async function runSymbl(run: SymblRun): Promise<Execution> {
	const { executionId } = await startSymbl(run);
	return await api.endedExecution(executionId);
}

/** @returns the items on every output of the last run of a node */
export function outputsOf({ runData }: Execution, node = SYMBL): OutputItem[][] {
	return (runData[node]?.at(-1)?.data?.main ?? []).map((items) => items ?? []);
}
