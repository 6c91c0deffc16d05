import { calling } from '../../operation/call';
import { pairsField, readPairs } from './pairs';
import type { Operation } from '../../operation/operation';
import { objectIn } from '../../operation/outputs';
import { isObject } from '../../transport/answer';
import { invalidItem, isFailure } from '../../transport/failures';

/** In characters (Symbl's documentation, "Update Conversation Metadata"). */
const LONGEST_VALUE = 128;

export const updateOperation: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update conversation',
		description: 'Add or change metadata of a conversation',
	},
	...calling({
		method: 'PUT',
		path: '/v1/conversations/{conversationId}',
		subject: 'Conversation {conversationId}',
		// Symbl does not say whether it keeps what is not sent, so all of it is sent.
		change(item) {
			const pairs = readPairs(item.parameter('metadata', {}), 'Metadata', LONGEST_VALUE);
			if (isFailure(pairs)) return pairs;
			if (pairs.length === 0) {
				return invalidItem("'Metadata' is empty", "Add the keys to change under 'Metadata'.");
			}
			const changed = Object.fromEntries(pairs);
			return ({ metadata }) => ({
				metadata: { ...(isObject(metadata) ? metadata : {}), ...changed },
			});
		},
		output: {
			read: objectIn,
			items: ({ metadata }, ids) => [{ json: { ...ids, updated: true, metadata } }],
		},
	}),
	takes: ['conversationId'],
	fields: [
		pairsField({
			displayName: 'Metadata',
			name: 'metadata',
			description:
				'What to add or change. Keys that are not mentioned keep their values. A key cannot be removed.',
			valueDescription: `Text of at most ${LONGEST_VALUE} characters`,
		}),
	],
};
