import { choicesFrom } from './choiceFields.cts';
import { faultRule } from './faultFields.cts';
import { isObject, isString, isStringMap, objectWith, optional } from './jsonFields.cts';
import { jobControlRoutes } from './jobControl.cts';
import { liarControlRoutes } from './liarControl.cts';
import { Refusal } from './reply.cts';
import type { Route } from './routes.cts';
import type { Sandbox } from './sandbox.cts';
import type { ConversationRecord, Member } from './store.cts';

const NOTHING = { status: 204 };

function isMemberList(value: unknown): value is Member[] {
	return (
		Array.isArray(value) &&
		value.every(
			(member) =>
				isObject(member) && isString(member.id) && isString(member.name) && isString(member.email),
		)
	);
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
 * What another process may ask of a running sandbox: its state, faults and liars, the course of
 * jobs, other choices, expired tokens, more conversations, an empty log. No part of the API of Symbl.
 */
export function controlRoutes(sandbox: Sandbox): Route[] {
	return [
		{
			method: 'GET',
			path: '/__sandbox/state',
			answer() {
				const { log, deletedIds, maxOpen, tokens, jobs } = sandbox;
				const conversations = [...sandbox.conversations.keys()];
				return { status: 200, body: { log, conversations, deletedIds, maxOpen, tokens, jobs } };
			},
		},
		...liarControlRoutes(sandbox),
		...jobControlRoutes(sandbox),
		{
			method: 'PATCH',
			path: '/__sandbox/choices',
			answer({ body }) {
				sandbox.choose(choicesFrom(body));
				return NOTHING;
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
