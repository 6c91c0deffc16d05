import { listConversations } from '../conversationList.cts';
import { isStringMap, objectWith, required } from '../jsonFields.cts';
import { Refusal, type Reply } from '../reply.cts';
import type { Route } from '../routes.cts';
import type { ConversationRecord, ConversationStore } from '../store.cts';

const MAX_METADATA_LENGTH = 128;

/** What the documents leave open about these calls. */
export interface ConversationChoices {
	/** Status for an id that does not exist; its body is documented. */
	unknownId?: 404 | 200 | 400;
	deleteAnswer?: 'message' | 'empty' | 'noContent';
	/** Whether an update of the metadata keeps the keys that it does not name. */
	metadataUpdate?: 'merge' | 'replace';
	/** The most conversations that one page holds, whatever `limit` asks for. */
	maxListLimit?: number;
}

const deleteAnswers: Record<'message' | 'empty' | 'noContent', Reply> = {
	message: { status: 200, body: { message: 'successfully deleted the conversation' } },
	empty: { status: 200 },
	noContent: { status: 204 },
};

/** How an id that does not exist is turned down (Symbl docs: delete conversation). */
export function unknownConversation(choices: ConversationChoices): Refusal {
	const message = 'The conversationId is either invalid or does not exist.';
	return new Refusal(choices.unknownId ?? 404, message);
}

function metadataFrom(body: unknown): Record<string, string> {
	const metadata = required(objectWith(body, ['metadata']), 'metadata', isStringMap);
	for (const [key, value] of Object.entries(metadata)) {
		if (value.length > MAX_METADATA_LENGTH) {
			throw new Refusal(400, `"metadata.${key}" must be at most ${MAX_METADATA_LENGTH} characters`);
		}
	}
	return metadata;
}

function listed({ members, ...conversation }: ConversationRecord) {
	return { ...conversation, members: members.map(({ name, email }) => ({ name, email })) };
}

/** List, read, update and delete conversations (Symbl docs: conversation API). */
export function conversationRoutes(
	store: ConversationStore,
	choices: ConversationChoices,
): Route[] {
	const find = (id = '') => {
		const conversation = store.conversations.get(id);
		if (!conversation) throw unknownConversation(choices);
		return conversation;
	};
	const path = '/v1/conversations/{conversationId}';
	return [
		{
			method: 'GET',
			path: '/v1/conversations',
			answer({ query }) {
				const all = store.conversations.values();
				const page = listConversations(all, query, choices.maxListLimit);
				return { status: 200, body: { conversations: page.map(listed) } };
			},
		},
		{
			method: 'DELETE',
			path: '/v1/conversations',
			answer() {
				throw new Refusal(404, 'Not Found');
			},
		},
		{
			method: 'GET',
			path,
			answer: ({ params }) => ({ status: 200, body: find(params.conversationId) }),
		},
		{
			method: 'PUT',
			path,
			answer({ params, body }) {
				const conversation = find(params.conversationId);
				const metadata = metadataFrom(body);
				const kept = choices.metadataUpdate === 'merge' ? conversation.metadata : {};
				conversation.metadata = { ...kept, ...metadata };
				return {
					status: 200,
					body: { id: conversation.id, metadata: conversation.metadata },
				};
			},
		},
		{
			method: 'DELETE',
			path,
			answer({ params }) {
				if (!store.remove(params.conversationId ?? '')) throw unknownConversation(choices);
				return deleteAnswers[choices.deleteAnswer ?? 'message'];
			},
		},
	];
}
