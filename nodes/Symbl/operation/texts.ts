/** @returns a text without blanks around it, undefined for what is none. */
export const textIn = (value: unknown): string | undefined =>
	value === undefined ? '' : typeof value === 'string' ? value.trim() : undefined;

/** Reads texts from one with commas or line breaks between them, or from a list: undefined for what is neither. */
export function textsIn(value: unknown): string[] | undefined {
	const texts: unknown = typeof value === 'string' ? value.split(/[,\n]/) : (value ?? []);
	if (!Array.isArray(texts) || !texts.every((text) => typeof text === 'string')) return undefined;
	return texts.map((text) => text.trim()).filter((text) => text !== '');
}
