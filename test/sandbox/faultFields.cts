import { echoForms, isEchoForm } from './echo.cts';
import type { FaultAnswer, FaultRule } from './faults.cts';
import {
	isBoolean,
	isNumber,
	isObject,
	isString,
	isStringMap,
	objectWith,
	optional,
	required,
} from './jsonFields.cts';
import { Refusal } from './reply.cts';

function isTextOrObject(value: unknown): value is string | object {
	return isString(value) || isObject(value) || Array.isArray(value);
}

/**
 * A text that must be equal, or `{ pattern }`, a regular expression.
 * @throws Refusal (400) for anything else
 */
export function wantedText(
	from: Record<string, unknown>,
	name: string,
): string | RegExp | undefined {
	const value = optional(from, name, isTextOrObject);
	if (value === undefined || isString(value)) return value;
	const pattern = required(objectWith(value, ['pattern']), 'pattern', isString);
	try {
		return new RegExp(pattern);
	} catch {
		throw new Refusal(400, `"${name}" is not a valid regular expression`);
	}
}

/** @throws Refusal (400) for a match that is not one of a fault rule */
export function faultMatch(value: unknown): NonNullable<FaultRule['match']> {
	const match = objectWith(value, ['method', 'path', 'conversationId', 'host']);
	return {
		method: optional(match, 'method', isString),
		path: wantedText(match, 'path'),
		conversationId: wantedText(match, 'conversationId'),
		host: optional(match, 'host', isString),
	};
}

function trickleFrom(value: object): NonNullable<FaultAnswer['trickle']> {
	const trickle = objectWith(value, ['chunkMs', 'chunkBytes', 'endless']);
	return {
		chunkMs: required(trickle, 'chunkMs', isNumber),
		chunkBytes: optional(trickle, 'chunkBytes', isNumber),
		endless: optional(trickle, 'endless', isBoolean),
	};
}

function echoFrom(value: object): NonNullable<FaultAnswer['echo']> {
	const echo = objectWith(value, ['of', 'as']);
	const { of } = echo;
	if (of !== undefined && of !== 'secret' && of !== 'authorization') {
		throw new Refusal(400, '"of" must be one of [secret, authorization]');
	}
	if (!isEchoForm(echo.as)) {
		throw new Refusal(400, `"as" must be one of [${echoForms.join(', ')}]`);
	}
	return { of, as: echo.as };
}

const flags = ['act', 'cut', 'reset', 'cutHalfway', 'headersOnly', 'never'] as const;
const numbers = ['actAfterMs', 'afterBytes', 'status', 'delayMs'] as const;
const texts = ['statusText', 'raw'] as const;

function faultAnswer(value: unknown): FaultAnswer {
	const others = ['headers', 'body', 'echo', 'trickle'];
	const given = objectWith(value, [...flags, ...numbers, ...texts, ...others]);
	const answer: FaultAnswer = {};
	for (const name of flags) answer[name] = optional(given, name, isBoolean);
	for (const name of numbers) answer[name] = optional(given, name, isNumber);
	for (const name of texts) answer[name] = optional(given, name, isString);
	const echo = optional(given, 'echo', isObject);
	const trickle = optional(given, 'trickle', isObject);
	return {
		...answer,
		headers: optional(given, 'headers', isStringMap),
		body: optional(given, 'body', isTextOrObject),
		echo: echo && echoFrom(echo),
		trickle: trickle && trickleFrom(trickle),
	};
}

/** @throws Refusal (400) for a JSON value that is no fault rule */
export function faultRule(value: unknown): FaultRule {
	const rule = objectWith(value, ['name', 'match', 'times', 'skip', 'answer']);
	return {
		name: optional(rule, 'name', isString),
		match: faultMatch(rule.match ?? {}),
		times: optional(rule, 'times', isNumber),
		skip: optional(rule, 'skip', isNumber),
		answer: faultAnswer(rule.answer),
	};
}
