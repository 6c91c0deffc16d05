import { Refusal } from './reply.cts';

export function isString(value: unknown): value is string {
	return typeof value === 'string';
}

export function isNumber(value: unknown): value is number {
	return typeof value === 'number';
}

export function isBoolean(value: unknown): value is boolean {
	return typeof value === 'boolean';
}

/** Whether a parsed JSON value is an object, not a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a parsed JSON value is an object of strings. */
export function isStringMap(value: unknown): value is Record<string, string> {
	return isObject(value) && Object.values(value).every(isString);
}

/** Whether a parsed JSON value is a list of texts. */
export function isStringList(value: unknown): value is string[] {
	return Array.isArray(value) && value.every(isString);
}

/** Whether a parsed JSON value is a list. */
export function isList(value: unknown): value is unknown[] {
	return Array.isArray(value);
}

/** Whether a parsed JSON value is a text with something in it. */
export function isFilled(value: unknown): value is string {
	return isString(value) && value !== '';
}

/**
 * A parsed JSON object that has no other fields than those named.
 * @throws Refusal (400)
 */
export function objectWith(value: unknown, names: readonly string[]): Record<string, unknown> {
	if (!isObject(value)) throw new Refusal(400, '"value" must be of type object');
	for (const name of Object.keys(value)) {
		if (!names.includes(name)) throw new Refusal(400, `"${name}" is not allowed`);
	}
	return value;
}

/**
 * A field that may be left out.
 * @throws Refusal (400) if it is there and of another type
 */
export function optional<T>(
	from: Record<string, unknown>,
	name: string,
	is: (value: unknown) => value is T,
): T | undefined {
	const value = from[name];
	if (value === undefined || is(value)) return value;
	throw new Refusal(400, `"${name}" is not of the expected type`);
}

/**
 * A field that must be there.
 * @throws Refusal (400) if it is missing or of another type
 */
export function required<T>(
	from: Record<string, unknown>,
	name: string,
	is: (value: unknown) => value is T,
): T {
	const value = optional(from, name, is);
	if (value === undefined) throw new Refusal(400, `"${name}" is required`);
	return value;
}
