const escapeForPattern = (text: string): string => text.replace(/[^\w\s]/g, '\\$&');

/** What is shorter occurs in ordinary words, so it is hidden where it stands by itself. In characters. */
const DISTINCTIVE = 8;

/** Names that HTML has for characters which occur in tokens. */
const ENTITIES: Record<string, string> = {
	'&': 'amp',
	'.': 'period',
	'/': 'sol',
	'+': 'plus',
	'=': 'equals',
	'-': 'hyphen',
	_: 'lowbar',
	'"': 'quot',
	'<': 'lt',
	'>': 'gt',
	"'": 'apos',
};

/** A character as it is, and URL-encoded (also twice), as an HTML entity, and escaped in JSON. */
function characterPattern(character: string): string {
	const code = character.charCodeAt(0);
	const hex = code.toString(16).padStart(2, '0');
	const entity = ENTITIES[character];
	return `(?:\\\\?${escapeForPattern(character)}|%(?:25)?${hex}|&#0*${code};|&#x0*${hex};|\\\\u00${hex}|\\\\x${hex}${entity ? `|&${entity};` : ''})`;
}

const base64Of = (text: string): string => Buffer.from(text).toString('base64').replace(/=+$/, '');

/** A text in base64: what three bytes become depends on where among them the text begins. */
function base64Patterns(secret: string): string[] {
	return [0, 1, 2].map((offset) => {
		const whole = base64Of(' '.repeat(offset) + secret);
		const isPartial = ((offset + secret.length) * 8) % 6 !== 0;
		const own = whole.slice([0, 2, 3][offset], isPartial ? -1 : undefined);
		return escapeForPattern(own).replace(/\\\+/g, '[+-]').replace(/\\\//g, '[/_]');
	});
}

const hexOf = (secret: string): string => Buffer.from(secret).toString('hex');

const standingAlone = (pattern: string): string => `(?<!\\w)(?:${pattern})(?!\\w)`;

/**
 * Hides secrets in what a server says, also where it echoes them URL-encoded, in base64 or hex, escaped for
 * HTML or JSON, or in another case.
 */
export class SecretFilter {
	private readonly patterns = new Map<string, RegExp[]>();

	/** Adds a secret. None is forgotten: an answer may still come to a token that was replaced. */
	add(secret: string): void {
		if (secret === '' || this.patterns.has(secret)) return;
		const characters = [...secret].map(characterPattern).join('');
		this.patterns.set(
			secret,
			secret.length < DISTINCTIVE
				? [
						...[characters, hexOf(secret)].map((each) => new RegExp(standingAlone(each), 'gi')),
						new RegExp(standingAlone(escapeForPattern(base64Of(secret))), 'g'),
					]
				: [
						new RegExp(`${characters}|${hexOf(secret)}`, 'gi'),
						...base64Patterns(secret).map((pattern) => new RegExp(pattern, 'g')),
					],
		);
	}

	/** @returns the text with `***` in the place of every secret. */
	hide(text: string): string {
		let hidden = text;
		for (const [secret, patterns] of this.patterns) {
			if (hidden.length < secret.length) continue;
			for (const pattern of patterns) hidden = hidden.replace(pattern, '***');
		}
		return hidden;
	}
}
