import type { Account } from '../account.cts';
import { insightsOf, occurrences } from '../analysis.cts';
import { ok } from '../reply.cts';
import type { Route } from '../routes.cts';

/** Trackers found in a conversation: a bare list (Symbl docs: get trackers; the path changed). */
export function detectedTrackerRoutes(account: Account): Route[] {
	const path = account.generation === 'old' ? '/trackers-detected' : '/trackers';
	return [
		account.conversationRoute('GET', path, (conversation) => {
			const messages = account.messages(conversation);
			const insights = insightsOf(messages);
			const detected = [...account.trackers.values()].map(({ id, name, vocabulary }) => ({
				id,
				name,
				matches: vocabulary.flatMap((value) => {
					const found = occurrences(messages, [value]);
					if (found.length === 0) return [];
					return {
						type: 'vocabulary',
						value,
						messageRefs: found.map(({ message, offset }) => ({
							id: message.id,
							text: message.text,
							offset,
						})),
						insightRefs: insights
							.filter(({ text }) => text.includes(value))
							.map(({ id: insightId, text, type }) => ({
								id: insightId,
								text,
								type,
								offset: text.indexOf(value),
							})),
					};
				}),
			}));
			return ok(detected.filter(({ matches }) => matches.length > 0));
		}),
	];
}
