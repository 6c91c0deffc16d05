import type { Account } from '../account.cts';
import { insightsOf, mentionsIn, type Insight, type InsightType } from '../analysis.cts';
import { derivedScore } from '../random.cts';
import { ok } from '../reply.cts';
import type { Route } from '../routes.cts';
import type { ConversationRecord } from '../store.cts';
import { momentIn } from '../transcript.cts';

const WEEK_IN_SECONDS = 604_800;

function spacedTime(moment: string): string {
	return moment.slice(0, 19).replace('T', ' ');
}

function namedIn(conversation: ConversationRecord, { text, message }: Insight) {
	const due = spacedTime(momentIn(conversation, message.timeOffset + WEEK_IN_SECONDS));
	return mentionsIn([{ ...message, text }]).map((mention) => ({
		type: mention.subType === 'DATE' ? 'datetime' : mention.type.toLowerCase(),
		text: mention.text,
		offset: mention.offset,
		...(mention.subType === 'DATE' ? { start: due, end: due } : { value: mention.text }),
	}));
}

function shown(conversation: ConversationRecord, insight: Insight) {
	const { id, text, type, message } = insight;
	const { speaker } = message;
	const question = {
		id,
		text,
		type,
		score: derivedScore(text),
		messageIds: [message.id],
		from: speaker ? { id: speaker.id, name: speaker.name, userId: speaker.email } : {},
	};
	if (type === 'question') return question;
	const due = momentIn(conversation, message.timeOffset + WEEK_IN_SECONDS);
	return {
		...question,
		entities: namedIn(conversation, insight),
		phrases: [{ type: 'action_phrase', text }],
		definitive: type === 'action_item',
		assignee: speaker ?? {},
		...(type === 'follow_up' && { dueBy: due }),
	};
}

/** Questions, action items and follow-ups (Symbl docs: the pages of these names). */
export function insightRoutes(account: Account): Route[] {
	const found = (conversation: ConversationRecord, wanted?: InsightType) =>
		insightsOf(account.messages(conversation))
			.filter(({ type }) => wanted === undefined || type === wanted)
			.map((insight) => shown(conversation, insight));
	return [
		account.conversationRoute('GET', '/questions', (conversation) =>
			ok({ questions: found(conversation, 'question') }),
		),
		account.conversationRoute('GET', '/action-items', (conversation) =>
			ok({ actionItems: found(conversation, 'action_item') }),
		),
		account.conversationRoute('GET', '/follow-ups', (conversation) =>
			ok({ followUps: found(conversation, 'follow_up') }),
		),
		account.conversationRoute('GET', '/insights', (conversation) =>
			ok({ insights: found(conversation) }),
		),
		{
			...account.conversationRoute('GET', '/comprehensive/action-items', (conversation) => {
				const actionItems = found(conversation, 'action_item').map(({ messageIds, ...item }) => ({
					...item,
					messageRefs: messageIds.map((id) => ({ id })),
				}));
				return ok({ actionItems });
			}),
			labs: true,
		},
	];
}
