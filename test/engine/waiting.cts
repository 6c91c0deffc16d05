import { WebhookContext, WorkflowExecute } from 'n8n-core';
import type { IDataObject, IRunExecutionData } from 'n8n-workflow';
import {
	executionOf,
	prepare,
	structuredCloneOf,
	workflowRunOf,
	type Execution,
	type SymblRun,
} from './engine.cts';

/** As n8n does when the time of a suspended execution is over (its wait-tracker.js). */
export async function timeOut(run: SymblRun, { data }: Execution): Promise<Execution> {
	return await goOn(run, structuredCloneOf(data));
}

/**
 * As n8n does when somebody calls the resume address of a suspended execution (its waiting-webhooks.js
 * and webhook-helpers.js).
 * @returns what came of the execution; undefined where it is left waiting.
 */
export async function callBack(
	run: SymblRun,
	{ data }: Execution,
	body: IDataObject,
): Promise<Execution | undefined> {
	const saved = structuredCloneOf(data);
	const { workflow, additional, types } = await prepare(workflowRunOf(run));
	const node = workflow.getNode('Symbl.ai');
	const { webhook, description } = types.getByName('n8n-nodes-symbl.symbl');
	const [webhookDescription] = description.webhooks ?? [];
	if (!node || !webhook || !webhookDescription) throw new Error('The node takes no calls');
	Object.assign(additional, { httpRequest: { body }, httpResponse: { json: () => {} } });
	const webhookData = {
		httpMethod: 'POST' as const,
		node: node.name,
		path: '',
		webhookDescription,
		workflowId: workflow.id,
		workflowExecuteAdditionalData: additional,
	};
	const context = new WebhookContext(workflow, node, additional, 'webhook', webhookData, [], saved);
	const { workflowData } = await webhook.call(context);
	if (!workflowData) return undefined;
	const [resuming] = saved.executionData?.nodeExecutionStack ?? [];
	if (!resuming) throw new Error('Nothing waits');
	resuming.data.main = workflowData;
	resuming.metadata = { ...resuming.metadata, forwardAllOutputs: true };
	return await goOn(run, structuredCloneOf(saved));
}

async function goOn(run: SymblRun, data: IRunExecutionData): Promise<Execution> {
	const { workflow, additional, credentials } = await prepare(workflowRunOf(run));
	const execute = new WorkflowExecute(additional, 'trigger', data);
	const ended = await execute.processRunExecutionData(workflow);
	return executionOf(ended.data, 'Symbl.ai', credentials);
}
