import { derivedId, derivedScore } from './random.cts';
import type { Message } from './transcript.cts';

export type InsightType = 'question' | 'action_item' | 'follow_up';

/** A sentence that asks, promises or postpones something. */
export interface Insight {
	id: string;
	type: InsightType;
	text: string;
	message: Message;
}

/** A piece of a message that names something. `offset` counts characters in the message. */
export interface Mention {
	type: string;
	subType: string;
	category: string;
	text: string;
	message: Message;
	offset: number;
}

export interface Topic {
	id: string;
	text: string;
	score: number;
	messages: Message[];
}

const insightPatterns: ReadonlyArray<[InsightType, RegExp]> = [
	['question', /[?？؟]$/],
	['follow_up', /follow up|متابعة|フォローアップ|вернёмся/i],
	['action_item', /\bI will\b|\bI’ll\b|\bneed to\b|سأ|送ります|отправлю/i],
];

const entityPatterns: ReadonlyArray<[type: string, subType: string, RegExp]> = [
	['CONTACT_INFORMATION', 'EMAIL_ADDRESS', /[\w.]+@[\w.]*\w/g],
	['CONTACT_INFORMATION', 'PHONE_NUMBER', /\+\d[\d ]{7,}\d/g],
	['ORGANIZATION', 'ORGANIZATION_NAME', /Contoso|Northwind|Fabrikam/g],
	['FINANCIAL', 'MONEY', /\$[\d,]+|\d+万円/g],
	['DATETIME', 'DATE', /tomorrow|next week|Friday|Monday|غداً|明日|来週|завтра/g],
];

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** The sentences of a text, in order. */
export function sentencesOf(text: string): string[] {
	return text.split(/(?<=[.!?؟])\s+|(?<=[。？])\s*(?=\S)/);
}

/** The words of a text in any script, without blanks and punctuation. */
export function wordsOf(text: string): string[] {
	// The time that a segmenter takes grows with the square of the length.
	return sentencesOf(text)
		.flatMap((sentence) => [...segmenter.segment(sentence)])
		.filter(({ isWordLike }) => isWordLike)
		.map(({ segment }) => segment);
}

export function insightsOf(messages: Message[]): Insight[] {
	return messages.flatMap((message) =>
		sentencesOf(message.text).flatMap((text, index) => {
			const [type] = insightPatterns.find(([, pattern]) => pattern.test(text)) ?? [];
			return type ? [{ id: derivedId(message.id, 'insight', index), type, text, message }] : [];
		}),
	);
}

function places(text: string, wanted: string): number[] {
	const found: number[] = [];
	if (wanted === '') return found;
	const [haystack, needle] = [text.toLowerCase(), wanted.toLowerCase()];
	for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1)) {
		found.push(at);
	}
	return found;
}

/** Where each of the texts occurs in the messages, whatever its case. */
export function occurrences(messages: Message[], texts: string[]) {
	return texts.flatMap((text) =>
		messages.flatMap((message) =>
			places(message.text, text).map((offset) => ({ text, message, offset })),
		),
	);
}

/** What the messages name: speakers, contacts, companies, money, dates and the account's own entities. */
export function mentionsIn(
	messages: Message[],
	custom: Array<{ type: string; subType: string; category: string; values: string[] }> = [],
): Mention[] {
	const known = messages.flatMap((message) =>
		entityPatterns.flatMap(([type, subType, pattern]) =>
			[...message.text.matchAll(pattern)].map((match) => ({
				type,
				subType,
				category: 'PII',
				text: match[0],
				message,
				offset: match.index,
			})),
		),
	);
	const own = custom.flatMap(({ values, type, subType, category }) =>
		occurrences(messages, values).map((found) => ({ ...found, type, subType, category })),
	);
	return [...known, ...own];
}

/** The text of a message with what it names masked, the subtypes in `except` left as they are. */
export function redacted(message: Message, except: string[]): string {
	return mentionsIn([message])
		.filter(({ subType }) => !except.includes(subType))
		.sort((one, other) => other.offset - one.offset)
		.reduce(
			(text, { subType, offset, text: named }) =>
				`${text.slice(0, offset)}[${subType}]${text.slice(offset + named.length)}`,
			message.text,
		);
}

/** The long words that come up more than once, most frequent first. */
export function topicsOf(messages: Message[], most = 8): Topic[] {
	const spoken = new Map<string, Message[]>();
	for (const message of messages) {
		for (const word of new Set(wordsOf(message.text))) {
			if (word.length < (/\p{Script=Han}/u.test(word) ? 2 : 6)) continue;
			const among = spoken.get(word) ?? [];
			among.push(message);
			spoken.set(word, among);
		}
	}
	return [...spoken]
		.filter(([, among]) => among.length > 1)
		.sort(([, one], [, other]) => other.length - one.length)
		.slice(0, most)
		.map(([text, among]) => ({
			id: derivedId(messages[0]?.id ?? '', 'topic', text),
			text,
			score: among.length / messages.length,
			messages: among,
		}));
}

/** How a text sounds (Symbl docs: sentiment): a polarity from -1 to 1 and its name. */
export function sentimentOf(text: string) {
	const score = Math.round((derivedScore(text) * 2 - 1) * 1_000) / 1_000;
	const suggested = score > 0.3 ? 'positive' : score < -0.3 ? 'negative' : 'neutral';
	return { polarity: { score }, suggested };
}
