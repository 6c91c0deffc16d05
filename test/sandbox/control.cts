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
import type { Route } from './routes.cts';
import type { Sandbox } from './sandbox.cts';
import type { ConversationRecord, Member } from './store.cts';

const NOTHING = { status: 204 };

function isTextOrObject(value: unknown): value is string | object {
	return isString(value) || isObject(value) || Array.isArray(value);
}

function isMemberList(value: unknown): value is Member[] {
	return (
		Array.isArray(value) &&
		value.every(
			(member) =>
				isObject(member) && isString(member.id) && isString(member.name) && isString(member.email),
		)
	);
}

/** A text that must be equal, or `{ pattern }`, a regular expression. */
function wantedText(from: Record<string, unknown>, name: string): string | RegExp | undefined {
	const value = optional(from, name, isTextOrObject);
	if (value === undefined || isString(value)) return value;
	const pattern = required(objectWith(value, ['pattern']), 'pattern', isString);
	try {
		return new RegExp(pattern);
	} catch {
		throw new Refusal(400, `"${name}" is not a valid regular expression`);
	}
}

function faultMatch(value: unknown): FaultRule['match'] {
	const match = objectWith(value, ['method', 'path', 'conversationId', 'host']);
	return {
		method: optional(match, 'method', isString),
		path: wantedText(match, 'path'),
		conversationId: wantedText(match, 'conversationId'),
		host: optional(match, 'host', isString),
	};
}

function faultAnswer(value: unknown): FaultAnswer {
	const flags = ['act', 'cut', 'cutHalfway', 'never'] as const;
	const names = [...flags, 'status', 'headers', 'body', 'delayMs', 'trickle'];
	const answer = objectWith(value, names);
	const trickle = optional(answer, 'trickle', isObject);
	return {
		act: optional(answer, 'act', isBoolean),
		status: optional(answer, 'status', isNumber),
		headers: optional(answer, 'headers', isStringMap),
		body: optional(answer, 'body', isTextOrObject),
		delayMs: optional(answer, 'delayMs', isNumber),
		cut: optional(answer, 'cut', isBoolean),
		cutHalfway: optional(answer, 'cutHalfway', isBoolean),
		trickle: trickle && { chunkMs: required(trickle, 'chunkMs', isNumber) },
		never: optional(answer, 'never', isBoolean),
	};
}

function faultRule(value: unknown): FaultRule {
	const rule = objectWith(value, ['match', 'times', 'skip', 'answer']);
	return {
		match: faultMatch(rule.match ?? {}),
		times: optional(rule, 'times', isNumber),
		skip: optional(rule, 'skip', isNumber),
		answer: faultAnswer(rule.answer),
	};
}

function givenConversation(value: unknown): Partial<ConversationRecord> {
	const texts = ['id', 'type', 'name', 'startTime', 'endTime'] as const;
	const record = objectWith(value, [...texts, 'members', 'metadata']);
	const given: Partial<ConversationRecord> = {};
	for (const name of texts) {
		const text = optional(record, name, isString);
		if (text !== undefined) given[name] = text;
	}
	const members = optional(record, 'members', isMemberList);
	if (members) given.members = members;
	const metadata = optional(record, 'metadata', isStringMap);
	if (metadata) given.metadata = metadata;
	return given;
}

/**
 * What another process may ask of a running sandbox: its state, faults, expired tokens, more
 * conversations, an empty log. No part of the API of Symbl.
 */
export function controlRoutes(sandbox: Sandbox): Route[] {
	return [
		{
			method: 'GET',
			path: '/__sandbox/state',
			answer() {
				const { log, deletedIds, maxOpen, tokens } = sandbox;
				const conversations = [...sandbox.conversations.keys()];
				return { status: 200, body: { log, conversations, deletedIds, maxOpen, tokens } };
			},
		},
		{
			method: 'POST',
			path: '/__sandbox/faults',
			answer({ body }) {
				sandbox.play(faultRule(body));
				return NOTHING;
			},
		},
		{
			method: 'DELETE',
			path: '/__sandbox/faults',
			answer() {
				sandbox.clearFaults();
				return NOTHING;
			},
		},
		{
			method: 'POST',
			path: '/__sandbox/expire-tokens',
			answer() {
				sandbox.expireTokens();
				return NOTHING;
			},
		},
		{
			method: 'POST',
			path: '/__sandbox/conversations',
			answer({ body }) {
				if (!Array.isArray(body)) throw new Refusal(400, '"value" must be a list');
				const added = body.map(givenConversation).map((given) => sandbox.add(given));
				return { status: 201, body: added };
			},
		},
		{
			method: 'DELETE',
			path: '/__sandbox/log',
			answer() {
				sandbox.log.length = 0;
				return NOTHING;
			},
		},
	];
}
