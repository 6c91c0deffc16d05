import type { StoredCredential } from '../engine/credentials.cts';
import type { Execution, OutputItem } from '../n8n/instance.cts';
import { chain, type Step } from '../n8n/workflow.cts';
import type { N8nApi, SavedCredential, Started, WorkflowDraft } from './n8nApi.cts';
import { oneItemEach, symbl, SYMBL, webhook } from './steps.cts';

/** What a test says of the node; all else is as a user finds it. */
export interface SymblRun {
	credential: StoredCredential | SavedCredential;
	/** What comes in, one item each. */
	items: object[];
	parameters?: Record<string, unknown>;
	/** Settings of the node, such as On Error. */
	settings?: Record<string, unknown>;
}

/** A saved workflow that a webhook starts. */
export interface ReadyWorkflow {
	readonly workflowId: string;
	/** Starts it, as often as it is called. */
	start(): Promise<Started>;
}

/** Saves a workflow that a webhook starts, so that it can be started with these items. */
export async function readyWorkflow(
	api: N8nApi,
	draft: WorkflowDraft,
	path: string,
	items: object[],
): Promise<ReadyWorkflow> {
	const workflowId = await api.saveWorkflow(draft);
	await api.activate(workflowId);
	return {
		workflowId,
		start: async () => {
			const [before] = await api.executions(workflowId);
			await api.callWebhook(path, { items });
			return { workflowId, executionId: await api.startedExecution(workflowId, before?.id) };
		},
	};
}

/** Saves Webhook → one item each → Symbl.ai. */
export async function readySymbl(api: N8nApi, run: SymblRun): Promise<ReadyWorkflow> {
	const { credential, items, parameters, settings } = run;
	const saved = 'id' in credential ? credential : await api.saveCredential(credential);
	const { path, step } = webhook();
	const steps: Step[] = [step, oneItemEach, symbl(saved, parameters, settings)];
	return await readyWorkflow(api, chain(steps), path, items);
}

/** @returns the items on every output of the last run of a node */
export function outputsOf({ runData }: Execution, node = SYMBL): OutputItem[][] {
	return (runData[node]?.at(-1)?.data?.main ?? []).map((items) => items ?? []);
}
