import { sentencesOf } from './analysis.cts';
import { derivedId } from './random.cts';
import type { ConversationRecord } from './store.cts';
import { momentIn, type Message } from './transcript.cts';

const MESSAGES_PER_PARAGRAPH = 10;
const SUMMARY_ID_LENGTH = 12;

/** A paragraph for every ten messages: who spoke, and the first sentences of three of them. */
export function summarize(conversation: ConversationRecord, messages: Message[]) {
	const count = Math.ceil(messages.length / MESSAGES_PER_PARAGRAPH);
	return Array.from({ length: count }, (_, index) => {
		const begin = index * MESSAGES_PER_PARAGRAPH;
		const part = messages.slice(begin, begin + MESSAGES_PER_PARAGRAPH);
		const names = new Set(part.flatMap(({ speaker }) => speaker?.name ?? []));
		const said = part.slice(0, 3).map(({ text }) => sentencesOf(text)[0]);
		const end = part.at(-1);
		return {
			id: derivedId(conversation.id, 'summary', begin).slice(0, SUMMARY_ID_LENGTH),
			text: [`${[...names].join(', ') || 'Someone'}:`, ...said].join(' '),
			messageRefs: part.map(({ id }) => ({ id })),
			startTime: momentIn(conversation, part[0]?.timeOffset ?? 0),
			endTime: momentIn(conversation, end ? end.timeOffset + end.duration : 0),
		};
	});
}
