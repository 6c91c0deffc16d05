import { randomUUID } from 'node:crypto';
import type { Step } from '../n8n/workflow.cts';
import type { SavedCredential } from './n8nApi.cts';

export const SYMBL = 'Symbl.ai';

/** A step that starts a workflow, and where to call it. */
export function webhook(): { path: string; step: Step } {
	const path = randomUUID();
	return {
		path,
		step: {
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			parameters: { httpMethod: 'POST', path, options: {} },
			webhookId: path,
		},
	};
}

/** One item for each entry of the list `items` that a webhook was sent. */
export const oneItemEach: Step = {
	name: 'One Item Each',
	type: 'n8n-nodes-base.splitOut',
	typeVersion: 1,
	parameters: { fieldToSplitOut: 'body.items', options: {} },
};

/**
 * The node under test, which deletes the conversation that each item names.
 *
 * @param settings of the node, such as On Error
 */
export function symbl(
	credential: SavedCredential,
	parameters: Record<string, unknown> = {},
	settings: Record<string, unknown> = {},
): Step {
	const { type, id, name } = credential;
	return {
		name: SYMBL,
		type: 'n8n-nodes-symbl.symbl',
		typeVersion: 1,
		parameters: {
			authentication: type === 'symblApi' ? 'accessToken' : 'appCredentials',
			resource: 'conversation',
			operation: 'delete',
			conversationId: { __rl: true, mode: 'id', value: '={{ $json.conversationId }}' },
			...parameters,
		},
		credentials: { [type]: { id, name } },
		...settings,
	};
}
