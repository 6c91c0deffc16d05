/** A source of numbers from 0 up to, not including, 1. */
export type Random = () => number;

/** A repeatable source of numbers: the same seed gives the same row (mulberry32). */
export function createRandom(seed: number): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** A whole number from `low` to `high`, both included. */
export function between(random: Random, low: number, high: number): number {
	return low + Math.floor(random() * (high - low + 1));
}

/** One entry of the list. */
export function pick<T>(random: Random, list: readonly [T, ...T[]]): T {
	return list[Math.floor(random() * list.length)] ?? list[0];
}

/** `length` characters of `alphabet`. */
export function characters(random: Random, alphabet: string, length: number): string {
	return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}

/** A conversation, message or insight id: 16 digits that begin with 4 to 6 (Symbl docs: conversation id). */
export function numericId(random: Random): string {
	return `${between(random, 4, 6)}${characters(random, '0123456789', 15)}`;
}

/** A UUID in the style of version 4. */
export function uuid(random: Random): string {
	const hex = (length: number) => characters(random, '0123456789abcdef', length);
	return `${hex(8)}-${hex(4)}-4${hex(3)}-${characters(random, '89ab', 1)}${hex(3)}-${hex(12)}`;
}

/** A 32-bit number that stands for a text (FNV-1a). */
export function hash(text: string): number {
	let state = 0x811c9dc5;
	for (const character of text) {
		state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
	}
	return state >>> 0;
}

/** The id of something that belongs to something else: always the same for the same parts. */
export function derivedId(...parts: Array<string | number>): string {
	return numericId(createRandom(hash(parts.join('/'))));
}

/** A score from 0 to 1 that is always the same for the same text. */
export function derivedScore(text: string): number {
	return hash(text) / 2 ** 32;
}
