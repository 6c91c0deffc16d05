import type { Account } from '../account.cts';
import { listConversations, type ConversationPage } from '../conversationList.cts';
import { isStringMap, objectWith, required } from '../jsonFields.cts';
import { ok, Refusal, type Reply } from '../reply.cts';
import type { Route } from '../routes.cts';
import type { ConversationRecord } from '../store.cts';

const MAX_METADATA_LENGTH = 128;

const deleteAnswers: Record<'message' | 'empty' | 'noContent', Reply> = {
	message: { status: 200, body: { message: 'successfully deleted the conversation' } },
	empty: { status: 200 },
	noContent: { status: 204 },
};

function metadataFrom(body: unknown): Record<string, string> {
	const metadata = required(objectWith(body, ['metadata']), 'metadata', isStringMap);
	for (const [key, value] of Object.entries(metadata)) {
		if (value.length > MAX_METADATA_LENGTH) {
			throw new Refusal(400, `"metadata.${key}" must be at most ${MAX_METADATA_LENGTH} characters`);
		}
	}
	return metadata;
}

/** A conversation as lists show it: the members without their ids. */
function listed({ members, ...conversation }: ConversationRecord) {
	return { ...conversation, members: members.map(({ name, email }) => ({ name, email })) };
}

/** A page as it is sent. */
export function shownPage({ conversations, extras }: ConversationPage) {
	return { conversations: conversations.map(listed), ...extras };
}

/** List, read, update and delete conversations (Symbl docs: conversation API). */
export function conversationRoutes(account: Account): Route[] {
	const { store, choices } = account;
	return [
		{
			method: 'GET',
			path: '/v1/conversations',
			answer({ query }) {
				const all = store.conversations.values();
				return ok(shownPage(listConversations(all, query, choices)));
			},
		},
		{
			method: 'DELETE',
			path: '/v1/conversations',
			answer() {
				throw new Refusal(404, 'Not Found');
			},
		},
		account.conversationRoute('GET', '', ok),
		account.conversationRoute('PUT', '', (conversation, { body }) => {
			const metadata = metadataFrom(body);
			const kept = choices.metadataUpdate === 'merge' ? conversation.metadata : {};
			conversation.metadata = { ...kept, ...metadata };
			return ok({ id: conversation.id, metadata: conversation.metadata });
		}),
		account.conversationRoute('DELETE', '', ({ id }) => {
			store.remove(id);
			return deleteAnswers[choices.deleteAnswer ?? 'message'];
		}),
	];
}
