import type { INodeProperties } from 'n8n-workflow';
import { isObject } from '../../transport/answer';
import { invalidItem, type Failure } from '../../transport/failures';

/**
 * A parameter that takes pairs of key and value: `{ pair: [{ key, value }] }`. It opens with one row.
 * @param valueDescription what to say about a value.
 * @param showFor values of other parameters for which alone it is shown.
 */
export const pairsField = ({
	displayName,
	name,
	description,
	valueDescription,
	showFor,
}: {
	displayName: string;
	name: string;
	description: string;
	valueDescription?: string;
	showFor?: NonNullable<INodeProperties['displayOptions']>['show'];
}): INodeProperties => ({
	displayName,
	name,
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	...(showFor && { displayOptions: { show: showFor } }),
	placeholder: 'Add Key',
	default: { pair: [{ key: '', value: '' }] },
	options: [
		{
			displayName: 'Key',
			name: 'pair',
			values: [
				{
					displayName: 'Key',
					name: 'key',
					type: 'string',
					default: '',
					placeholder: 'e.g. team',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. sales',
					...(valueDescription !== undefined && { description: valueDescription }),
				},
			],
		},
	],
	description,
});

/**
 * Reads pairs of key and value from a collection `{ pair: [{ key, value }] }`.
 * @param displayName of the parameter, for what cannot be used.
 * @param longest how many characters a value may have.
 */
export function readPairs(
	collection: unknown,
	displayName: string,
	longest = Infinity,
): Array<[key: string, value: string]> | Failure {
	const listed = isObject(collection) ? (collection.pair ?? []) : collection;
	if (!Array.isArray(listed)) return bad(`'${displayName}' is not a list of keys and values`);
	const pairs = new Map<string, string>();
	for (const pair of listed) {
		const { key, value }: { key?: unknown; value?: unknown } = isObject(pair) ? pair : {};
		// The row with which the parameter opens.
		if (key === '' && value === '') continue;
		if (typeof key !== 'string' || !key.trim())
			return bad(`'${displayName}' has an entry without a key`);
		if (pairs.has(key.trim())) return bad(`'${displayName}' names “${key.trim()}” twice`);
		if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
			return bad(`The value of “${key}” in '${displayName}' must be text`);
		}
		const { length } = String(value);
		if (length > longest) {
			return bad(
				`The value of “${key}” in '${displayName}' has ${length} characters, and ${longest} are allowed`,
			);
		}
		pairs.set(key.trim(), String(value));
	}
	return [...pairs];
}

const bad = (message: string): Failure =>
	invalidItem(message, 'Check the expression or the data that comes in.');
