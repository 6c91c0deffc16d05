import { ExecutionLifecycleHooks, ExternalSecretsProxy } from 'n8n-core';
import type { IWorkflowExecuteAdditionalData, WorkflowExecuteMode } from 'n8n-workflow';
import type { EngineCredentials } from './credentials.cts';

/**
 * What n8n gives the engine besides a workflow, with no database or web server behind it. Every
 * address that an engine of any version reads is there, since one that is missing ends the run.
 */
export function additionalDataFor(
	credentialsHelper: EngineCredentials,
	mode: WorkflowExecuteMode,
): IWorkflowExecuteAdditionalData {
	const unused = async () => {
		throw new Error('Not part of these tests');
	};
	const url = 'http://localhost';
	const now = new Date();
	return {
		credentialsHelper,
		hooks: new ExecutionLifecycleHooks(mode, 'execution-1', {
			id: 'test',
			name: 'Test',
			active: false,
			activeVersionId: null,
			isArchived: false,
			createdAt: now,
			updatedAt: now,
			nodes: [],
			connections: {},
		}),
		executeWorkflow: unused,
		getRunExecutionData: async () => undefined,
		getRuntimeCredential: async () => undefined,
		currentNodeExecutionIndex: 0,
		restApiUrl: url,
		instanceBaseUrl: url,
		formBaseUrl: url,
		formWaitingBaseUrl: url,
		formTestBaseUrl: url,
		webhookBaseUrl: url,
		webhookWaitingBaseUrl: url,
		webhookTestBaseUrl: url,
		mcpBaseUrl: url,
		mcpTestBaseUrl: url,
		variables: {},
		externalSecretsProxy: new ExternalSecretsProxy(),
		logAiEvent: () => {},
		startRunnerTask: unused,
	};
}
