import type { Account } from '../account.cts';
import { mentionsIn, type Mention } from '../analysis.cts';
import { ok } from '../reply.cts';
import type { Route } from '../routes.cts';
import type { ConversationRecord } from '../store.cts';
import { momentIn } from '../transcript.cts';

const oldTypes = new Map([
	['EMAIL_ADDRESS', 'email'],
	['PHONE_NUMBER', 'phone'],
	['ORGANIZATION_NAME', 'organization'],
	['MONEY', 'number'],
	['DATE', 'date'],
]);

function grouped(mentions: Mention[], key: (mention: Mention) => string): Mention[][] {
	const groups = new Map<string, Mention[]>();
	for (const mention of mentions) {
		const group = groups.get(key(mention)) ?? [];
		group.push(mention);
		groups.set(key(mention), group);
	}
	return [...groups.values()];
}

function oldEntities(mentions: Mention[]) {
	return grouped(mentions, ({ subType, text }) => `${subType}/${text}`).flatMap((group) => {
		const [first] = group;
		if (!first) return [];
		const type = oldTypes.get(first.subType) ?? 'custom';
		return {
			type,
			...(type === 'custom' && { customType: first.subType }),
			value: first.text,
			text: first.text,
			messageRefs: group.map(({ message, offset }) => ({
				id: message.id,
				text: message.text,
				offset,
			})),
		};
	});
}

function newEntities(conversation: ConversationRecord, mentions: Mention[]) {
	return grouped(mentions, ({ type, subType }) => `${type}/${subType}`).flatMap((ofSubType) => {
		const [first] = ofSubType;
		if (!first) return [];
		const { type, subType, category } = first;
		const matches = grouped(ofSubType, ({ text }) => text).map((group) => ({
			detectedValue: group[0]?.text,
			messageRefs: group.map(({ message, offset }) => ({
				id: message.id,
				startTime: momentIn(conversation, message.timeOffset),
				endTime: momentIn(conversation, message.timeOffset + message.duration),
				text: message.text,
				offset,
			})),
		}));
		return { type, subType, category, matches };
	});
}

/** What a conversation names (Symbl docs: get entities; the shape changed in 2022). */
export function entityRoutes(account: Account): Route[] {
	return [
		account.conversationRoute('GET', '/entities', (conversation) => {
			const custom = [...account.entities.values()];
			const mentions = mentionsIn(account.messages(conversation), custom);
			const isOld = account.generation === 'old';
			return ok({
				entities: isOld ? oldEntities(mentions) : newEntities(conversation, mentions),
			});
		}),
	];
}
