import type { ApiChoices, ListParameter } from './choices.cts';
import { isBoolean, isList, isNumber, objectWith, optional } from './jsonFields.cts';
import { Refusal } from './reply.cts';

type Name = keyof ApiChoices;

const words = {
	unknownIdForm: ['documented', 'empty', 'reworded'],
	deleteAnswer: ['message', 'empty', 'noContent'],
	metadataUpdate: ['replace', 'merge'],
	generation: ['new', 'old'],
	callbackKey: ['jobId', 'id'],
	wrapping: ['wrapped', 'bare', 'mixed'],
	createAnswer: ['object', 'unpopulated'],
	managedDeleteAnswer: ['object', 'empty', 'noContent'],
	trackerUpdate: ['replace', 'append'],
	vocabularyCharacters: ['any', 'documented'],
	groupPaths: ['singular', 'plural'],
	description: ['optional', 'required'],
	entityCreate: ['single', 'bulk'],
} as const satisfies { [N in Name]?: ReadonlyArray<ApiChoices[N]> };

const unknownIdStatuses = [200, 400, 404, 410] as const;
const malformedIdStatuses = [400, 404] as const;
const flags = ['listExtras', 'unquotedIds', 'separateLabs'] as const;
const numbers = ['maxListLimit', 'jobStepMs', 'maxConcurrentJobs'] as const;
const listParameters: readonly ListParameter[] = [
	'limit',
	'offset',
	'order',
	'sort',
	'startTime',
	'endTime',
	'filter',
];

/**
 * A field that may be left out, or must be one of a few values.
 * @throws Refusal (400)
 */
export function oneOf<T>(
	from: Record<string, unknown>,
	name: string,
	allowed: readonly T[],
): T | undefined {
	const value = from[name];
	if (value === undefined) return undefined;
	const found = allowed.find((each) => each === value);
	if (found === undefined) {
		throw new Refusal(400, `"${name}" must be one of [${allowed.join(', ')}]`);
	}
	return found;
}

function listParameter(value: unknown): ListParameter {
	const found = listParameters.find((each) => each === value);
	if (!found)
		throw new Refusal(400, `"listIgnores" must hold some of [${listParameters.join(', ')}]`);
	return found;
}

function unknownIdOnDelete(value: unknown): ApiChoices['unknownIdOnDelete'] {
	const given = objectWith(value, ['status', 'form']);
	return {
		status: oneOf(given, 'status', unknownIdStatuses),
		form: oneOf(given, 'form', words.unknownIdForm),
	};
}

/**
 * The choices named in a JSON object; the others are not in what is returned.
 * @throws Refusal (400) for an unknown name or value
 */
export function choicesFrom(value: unknown): ApiChoices {
	const others = ['unknownId', 'unknownIdOnDelete', 'malformedId', 'listIgnores'];
	const given = objectWith(value, [...Object.keys(words), ...flags, ...numbers, ...others]);
	const choices: Record<Name, unknown> | Record<string, never> = {};
	const read: Array<[string, unknown]> = [
		...Object.entries(words).map(([name, allowed]): [string, unknown] => [
			name,
			oneOf<string>(given, name, allowed),
		]),
		...flags.map((name): [string, unknown] => [name, optional(given, name, isBoolean)]),
		...numbers.map((name): [string, unknown] => [name, optional(given, name, isNumber)]),
		['unknownId', oneOf(given, 'unknownId', unknownIdStatuses)],
		['malformedId', oneOf(given, 'malformedId', malformedIdStatuses)],
		['listIgnores', optional(given, 'listIgnores', isList)?.map(listParameter)],
		['unknownIdOnDelete', given.unknownIdOnDelete && unknownIdOnDelete(given.unknownIdOnDelete)],
	];
	return Object.assign(choices, Object.fromEntries(read.filter(([, each]) => each !== undefined)));
}
