import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { ageField, readAge } from './age';
import { pairsField, readPairs } from './pairs';
import { endOf } from './times';
import type { Guards } from '../../operation/deletion';
import { isObject } from '../../transport/answer';
import { invalidItem, invalidValue, isFailure, type Failure } from '../../transport/failures';

/** The options that hold conversations back from a deletion. */
export const guardOptions: INodeProperties[] = [
	pairsField({
		displayName: 'Keep If',
		name: 'keepIf',
		description:
			'Conversations to keep: those that have any of these metadata keys when they are looked up, right before they would be deleted',
		valueDescription: 'Leave it empty to keep a conversation whatever the value is',
	}),
	ageField(
		'Only If Older Than',
		'onlyIfOlderThan',
		'Keep each conversation that ended more recently than this when it is looked up, right before it would be deleted',
	),
];

/** @param given reads an option: null where its expression yields nothing. */
export function readGuards(given: (name: string, fallback: unknown) => unknown): Guards | Failure {
	const keepIf = given('keepIf', undefined);
	const onlyIfOlderThan = given('onlyIfOlderThan', undefined);
	const lookUpFirst = given('lookUpFirst', false);
	if (typeof lookUpFirst !== 'boolean') {
		return invalidValue('Look Up First', 'true or false', lookUpFirst);
	}
	const pairs = keepIf === undefined ? [] : readPairs(keepIf, 'Keep If');
	if (isFailure(pairs)) return pairs;
	if (keepIf !== undefined && pairs.length === 0) {
		return invalidItem("'Keep If' is empty", "Add a key under 'Keep If', or remove the option.");
	}
	const age = onlyIfOlderThan === undefined ? 0 : readAge(onlyIfOlderThan, 'Only If Older Than');
	if (isFailure(age)) return age;
	return {
		needLookUp: lookUpFirst || pairs.length > 0 || age > 0,
		text: JSON.stringify([pairs, age]),
		heldBy: (conversation) => heldByMetadata(pairs, conversation) ?? heldByAge(age, conversation),
	};
}

/** What cannot be read protects: nothing is deleted on a guess. */
export function heldByMetadata(
	pairs: Array<[key: string, value: string]>,
	{ metadata = {} }: IDataObject,
): string | undefined {
	if (pairs.length === 0 || metadata === null) return undefined;
	if (!isObject(metadata)) return 'its metadata cannot be read';
	for (const [key, wanted] of pairs) {
		if (!Object.hasOwn(metadata, key)) continue;
		const value = metadata[key];
		if (wanted === '') return `it has the metadata key “${key}”`;
		if (typeof value === 'object' && value !== null) return `its metadata “${key}” cannot be read`;
		if (value !== null && String(value) === wanted) return `its metadata “${key}” is “${wanted}”`;
	}
	return undefined;
}

/** @param age in milliseconds, 0 for any. */
function heldByAge(age: number, conversation: IDataObject): string | undefined {
	if (age === 0) return undefined;
	const end = endOf(conversation);
	if (end === undefined) return 'it has no end time that can be read';
	return end < Date.now() - age ? undefined : `it ended at ${new Date(end).toISOString()}`;
}
