import type { ConversationRecord } from '../sandbox/sandbox.cts';

/** How a workflow in `examples/` is tried, and what it promises. */
export interface Example {
	/** The conversations that it finds, besides others that it has to leave alone. */
	conversations: Array<Partial<ConversationRecord>>;
	/** Parameters that a user fills in, by the name of the node. */
	fillIn: Record<string, Record<string, unknown>>;
	/** What each item says at last, by the name of the node that it ends in. */
	ends: Record<string, object[]>;
	/** The conversations that are gone in the end. */
	deleted: string[];
}

/** By the name of the file, without `.json`. */
export const examples: Record<string, Example> = {
	'delete-conversations': {
		conversations: [{ id: '801' }, { id: '802' }, { id: '803' }],
		fillIn: {
			'IDs to Delete': {
				assignments: {
					assignments: [
						{
							id: 'ids',
							name: 'conversationId',
							type: 'array',
							value: '["801", "804", "not/an/id", "802"]',
						},
					],
				},
			},
		},
		ends: {
			'Deleted or Not Found': [
				{ conversationId: '801', deleted: true, outcome: 'deleted' },
				{ conversationId: '804', deleted: false, outcome: 'notFound' },
				{ conversationId: '802', deleted: true, outcome: 'deleted' },
			],
			'Needs a Look': [{ details: { conversationId: null, outcome: 'failed' } }],
		},
		deleted: ['801', '802'],
	},
};
