import type { Account } from '../account.cts';
import { insightsOf, redacted, sentimentOf, wordsOf } from '../analysis.cts';
import { Refusal, ok } from '../reply.cts';
import type { Route } from '../routes.cts';
import type { ConversationRecord } from '../store.cts';
import { momentIn, type Message } from '../transcript.cts';

function words(conversation: ConversationRecord, { text, timeOffset, duration }: Message) {
	const spoken = wordsOf(text);
	const each = duration / spoken.length;
	return spoken.map((word, index) => ({
		word,
		startTime: momentIn(conversation, timeOffset + index * each),
		endTime: momentIn(conversation, timeOffset + (index + 1) * each),
		score: 0.95,
		timeOffset: timeOffset + index * each,
		duration: each,
	}));
}

function exceptions(exclude: string | undefined): string[] {
	if (exclude === undefined) return [];
	try {
		const names: unknown = JSON.parse(exclude);
		if (Array.isArray(names)) return names.map(String);
	} catch {
		// Refused below, as is anything that is not a list.
	}
	throw new Refusal(400, '"exclude" must be a list');
}

/** The transcript in pieces (Symbl docs: get messages). */
export function messageRoutes(account: Account): Route[] {
	return [
		account.conversationRoute(
			'GET',
			'/messages',
			(conversation, { query }) => {
				const except = exceptions(query.exclude);
				const messages = account.messages(conversation).map((message) => {
					const { id, text, speaker, timeOffset, duration } = message;
					const shown = query.redact === 'true' ? redacted(message, except) : text;
					return {
						id,
						text: shown,
						from: speaker ?? {},
						startTime: momentIn(conversation, timeOffset),
						endTime: momentIn(conversation, timeOffset + duration),
						timeOffset,
						duration,
						conversationId: conversation.id,
						phrases: insightsOf([message])
							.filter(({ type }) => type === 'action_item')
							.map((insight) => ({ type: 'action_phrase', text: insight.text })),
						...(query.sentiment === 'true' && { sentiment: sentimentOf(text) }),
						...(query.verbose === 'true' && {
							words: words(conversation, { ...message, text: shown }),
						}),
					};
				});
				return ok({ messages });
			},
			['verbose', 'sentiment', 'redact'],
		),
	];
}
