import type { Account } from '../account.cts';
import { sentimentOf, topicsOf, wordsOf } from '../analysis.cts';
import { derivedId } from '../random.cts';
import { ok } from '../reply.cts';
import type { Route } from '../routes.cts';

/** Topics and abstract topics (Symbl docs: get topics, get abstract topics). */
export function topicRoutes(account: Account): Route[] {
	return [
		account.conversationRoute(
			'GET',
			'/topics',
			(conversation, { query }) => {
				const topics = topicsOf(account.messages(conversation));
				const [main] = topics;
				return ok({
					topics: topics.map((topic) => ({
						id: topic.id,
						text: topic.text,
						type: 'topic',
						score: topic.score,
						messageIds: topic.messages.map(({ id }) => id),
						parentRefs:
							query.parentRefs === 'true' && main && main !== topic
								? [{ type: 'topic', text: main.text }]
								: [],
						...(query.sentiment === 'true' && { sentiment: sentimentOf(topic.text) }),
					})),
				});
			},
			['sentiment', 'parentRefs', 'refresh', 'customTopicVocabulary', 'customVocabulary'],
		),
		{
			...account.conversationRoute('GET', '/abstract-topics', (conversation) => {
				const abstractTopics = topicsOf(account.messages(conversation), 3).map((topic) => ({
					id: derivedId(topic.id, 'abstract'),
					text: [topic.text, ...wordsOf(topic.messages[0]?.text ?? '').slice(0, 1)].join(' '),
					type: 'abstract_topic',
					score: topic.score,
					messageIds: topic.messages.map(({ id }) => id),
				}));
				return ok({ abstractTopics });
			}),
			labs: true,
		},
	];
}
