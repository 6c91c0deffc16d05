import type { Sandbox } from '../sandbox/sandbox.cts';

/** How an operation of the node is tried once on a full n8n. */
export interface OperationCase {
	/** Puts there what the operation works on. */
	prepare?(sandbox: Sandbox): void;
	/** The node's parameters, besides resource and operation. */
	parameters: Record<string, unknown>;
	/** What is sent, in order, as method and path. */
	sends: string[];
	/** The output items, as far as they matter here. */
	output: object[];
}

const conversationId = { __rl: true, mode: 'id', value: '901' };

/** By resource and operation. Every operation has its entry. */
export const operations: Record<string, OperationCase> = {
	'conversation:delete': {
		prepare: (sandbox) => sandbox.add({ id: '901' }),
		parameters: { conversationId },
		sends: ['DELETE /v1/conversations/901'],
		output: [{ conversationId: '901', deleted: true, outcome: 'deleted' }],
	},
};
