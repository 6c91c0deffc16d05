import { isList, isObject, isString, optional, required } from './jsonFields.cts';
import { Refusal } from './reply.cts';
import { secondsToSay } from './transcript.cts';

/** A message of a text to process (Symbl docs: post text). */
export interface Utterance {
	text: string;
	from?: { name: string; userId: string };
	seconds: number;
	startTime?: string;
}

function utterance(value: unknown): Utterance {
	if (!isObject(value)) throw new Refusal(400, '"messages" must hold objects');
	const text = required(required(value, 'payload', isObject), 'content', isString);
	const from = optional(value, 'from', isObject);
	const duration = optional(value, 'duration', isObject) ?? {};
	const startTime = optional(duration, 'startTime', isString);
	const endTime = optional(duration, 'endTime', isString);
	const seconds = (Date.parse(endTime ?? '') - Date.parse(startTime ?? '')) / 1_000;
	return {
		text,
		from: from && {
			name: optional(from, 'name', isString) ?? '',
			userId: optional(from, 'userId', isString) ?? '',
		},
		seconds: seconds > 0 ? seconds : secondsToSay(text),
		startTime,
	};
}

/**
 * The messages of a body.
 * @throws Refusal (400) for one that is not as documented, or none
 */
export function utterances(body: unknown): Utterance[] {
	const messages = isObject(body) ? required(body, 'messages', isList) : [];
	if (messages.length === 0) throw new Refusal(400, '"messages" must contain at least 1 items');
	return messages.map(utterance);
}
