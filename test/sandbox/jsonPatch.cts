import { isList, isString, objectWith, required } from './jsonFields.cts';
import { Refusal } from './reply.cts';

/**
 * Applies a JSON Patch whose paths are single field names. Adding to a list appends, removing with
 * a value takes that value out of it. Without a list of `fields`, only what is there can be replaced
 * or removed.
 * @throws Refusal (400) for another operation or a field that may not be changed
 */
export function jsonPatch(
	target: object,
	patch: unknown,
	fields?: readonly string[],
): Record<string, unknown> {
	if (!isList(patch)) throw new Refusal(400, '"value" must be a list');
	const result = new Map<string, unknown>(Object.entries(target));
	for (const entry of patch) {
		const operation = objectWith(entry, ['op', 'path', 'value']);
		const op = required(operation, 'op', isString);
		const name = required(operation, 'path', isString).replace(/^\//, '');
		if (fields && !fields.includes(name)) throw new Refusal(400, `"/${name}" is not a valid path`);
		if (op !== 'add' && !fields && !result.has(name)) {
			throw new Refusal(400, `"/${name}" does not exist`);
		}
		const { value } = operation;
		const current = result.get(name);
		if (op === 'replace' || (op === 'add' && !isList(current))) {
			result.set(name, value);
		} else if (op === 'add' && isList(current)) {
			result.set(name, [...current, ...(isList(value) ? value : [value])]);
		} else if (op === 'remove' && isList(current) && value !== undefined) {
			const removed = isList(value) ? value : [value];
			result.set(
				name,
				current.filter((each) => !removed.includes(each)),
			);
		} else if (op === 'remove') {
			result.delete(name);
		} else {
			throw new Refusal(400, '"op" must be one of [add, replace, remove]');
		}
	}
	return Object.fromEntries(result);
}
