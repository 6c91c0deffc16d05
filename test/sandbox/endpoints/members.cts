import type { Account } from '../account.cts';
import { isNumber, isObject, isString, objectWith, optional, required } from '../jsonFields.cts';
import { derivedId } from '../random.cts';
import { ok, Refusal } from '../reply.cts';
import type { Route } from '../routes.cts';
import type { ConversationRecord, Member } from '../store.cts';

const NOTE =
	'The update should be reflected in all messages and insights along with this conversation';

interface SpeakerEvent {
	started: boolean;
	user: Record<string, unknown>;
	/** Seconds. */
	offset: number;
}

function speakerEvents(body: unknown): SpeakerEvent[] {
	const { speakerEvents: events } = objectWith(body, ['speakerEvents']);
	if (!Array.isArray(events)) throw new Refusal(400, '"speakerEvents" must be a list');
	return events.map((value: unknown) => {
		const event = objectWith(value, ['type', 'user', 'offset']);
		const type = required(event, 'type', isString);
		if (type !== 'started_speaking' && type !== 'stopped_speaking') {
			throw new Refusal(400, '"type" must be one of [started_speaking, stopped_speaking]');
		}
		const { seconds, nanos } = required(event, 'offset', isObject);
		return {
			started: type === 'started_speaking',
			user: required(event, 'user', isObject),
			offset: (isNumber(seconds) ? seconds : 0) + (isNumber(nanos) ? nanos / 1e9 : 0),
		};
	});
}

/** The member that a speaker event speaks of, added to the conversation if it is new. */
function speakerOf(conversation: ConversationRecord, user: Record<string, unknown>): Member {
	const name = required(user, 'name', isString);
	const email = optional(user, 'email', isString) ?? '';
	const id = optional(user, 'id', isString) ?? derivedId(conversation.id, name, email);
	const known = conversation.members.find(
		(member) => member.id === id || (email !== '' && member.email === email),
	);
	if (known) return known;
	const added = { id, name, email };
	conversation.members.push(added);
	return added;
}

/** Members and who spoke when (Symbl docs: members, update members, speakers). */
export function memberRoutes(account: Account): Route[] {
	return [
		account.conversationRoute('GET', '/members', ({ members }) => ok({ members })),
		account.conversationRoute('PUT', '/members/{memberId}', (conversation, { params, body }) => {
			const update = objectWith(body, ['id', 'name', 'email']);
			const id = required(update, 'id', isString);
			const name = required(update, 'name', isString);
			const email = optional(update, 'email', isString);
			const member = conversation.members.find((known) => known.id === params.memberId);
			if (!member) throw new Refusal(404, `Member with id: ${params.memberId} does not exist.`);
			if (id !== member.id) throw new Refusal(400, '"id" must be that of the member in the path');

			const twin = conversation.members.find(
				(known) => known !== member && known.email !== '' && known.email === email,
			);
			if (twin) {
				const { messages } = account.store.content(conversation);
				conversation.members = conversation.members.filter((known) => known !== twin);
				for (const message of messages) {
					if (message.speaker === twin) message.speaker = member;
				}
			}
			member.name = name;
			if (email !== undefined) member.email = email;
			return ok({
				message: `Member with id: ${id} for conversationId: ${conversation.id} updated successfully! ${NOTE}`,
			});
		}),
		account.conversationRoute('PUT', '/speakers', (conversation, { body }) => {
			const events = speakerEvents(body).sort((one, other) => one.offset - other.offset);
			for (const message of account.store.content(conversation).messages) {
				const last = events.filter(({ offset }) => offset <= message.timeOffset).at(-1);
				if (last?.started) message.speaker = speakerOf(conversation, last.user);
			}
			return ok({
				message: `Speaker events associated for conversationId: ${conversation.id} successfully! ${NOTE}`,
			});
		}),
	];
}
