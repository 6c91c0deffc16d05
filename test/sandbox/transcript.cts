import { between, createRandom, derivedId, hash, pick } from './random.cts';
import { linesFor } from './speech.cts';
import type { ConversationRecord, Member } from './store.cts';

/** A stretch of speech. Offset and duration are seconds from the start of the conversation. */
export interface Message {
	id: string;
	text: string;
	speaker?: Member;
	timeOffset: number;
	duration: number;
}

const CHARACTERS_PER_SECOND = 15;

/** The seconds that it takes to say a text. */
export function secondsToSay(text: string): number {
	return Math.max(1, Math.round((text.length / CHARACTERS_PER_SECOND) * 10) / 10);
}

/** The length of a conversation in seconds. */
export function secondsOf({ startTime, endTime }: ConversationRecord): number {
	return (Date.parse(endTime) - Date.parse(startTime)) / 1_000;
}

/**
 * What was said in a conversation: the same for the same id and seed. About one conversation in
 * eight is silent, and none is longer than the time that it lasted.
 */
export function makeMessages(conversation: ConversationRecord, seed: number): Message[] {
	const random = createRandom(hash(conversation.id) ^ seed);
	const lines = linesFor(conversation.name);
	const [first, ...others] = conversation.members;
	const messages: Message[] = [];
	const count = random() < 1 / 8 ? 0 : between(random, 4, 60);
	let timeOffset = 0;
	for (let index = 0; index < count; index += 1) {
		const sentences = random() < 1 / 10 ? between(random, 10, 30) : between(random, 1, 3);
		const text = Array.from({ length: sentences }, () => pick(random, lines)).join(' ');
		const duration = secondsToSay(text);
		if (timeOffset + duration > secondsOf(conversation)) break;
		messages.push({
			id: derivedId(conversation.id, index),
			text,
			speaker: first && pick(random, [first, ...others]),
			timeOffset,
			duration,
		});
		timeOffset += duration + 0.5;
	}
	return messages;
}

/** The moment, in ISO 8601, that lies `seconds` after the start of a conversation. */
export function momentIn(conversation: ConversationRecord, seconds: number): string {
	return new Date(Date.parse(conversation.startTime) + seconds * 1_000).toISOString();
}
