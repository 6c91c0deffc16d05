import type { Account } from '../account.cts';
import { insightsOf, sentimentOf, wordsOf } from '../analysis.cts';
import type { Feature } from '../job.cts';
import {
	isFilled,
	isList,
	isString,
	isStringList,
	objectWith,
	optional,
	required,
} from '../jsonFields.cts';
import { derivedScore } from '../random.cts';
import { ok, Refusal } from '../reply.cts';
import type { Route } from '../routes.cts';
import type { ConversationRecord } from '../store.cts';
import { summarize } from '../summarize.cts';

const MIN_WORDS = 50;
const criteria = ['Communication & Engagement', 'Question Handling', 'Forward Motion'];

/** Call score, insights by a language model, scorecards (Symbl docs: get started with call score). */
export function callScoreRoutes(account: Account): Route[] {
	const textOf = (conversation: ConversationRecord) =>
		account
			.messages(conversation)
			.map(({ text }) => text)
			.join(' ');
	const statusOf = (conversation: ConversationRecord, feature: Feature) => {
		const asked = account.jobs.feature(conversation.id, feature);
		if (asked && (asked.isPlanned || asked.status !== 'completed')) return asked.status;
		if (!account.isReady(conversation)) return 'in_progress';
		return wordsOf(textOf(conversation)).length < MIN_WORDS ? 'failed' : 'completed';
	};
	const demandCompleted = (conversation: ConversationRecord, feature: Feature) => {
		if (statusOf(conversation, feature) !== 'completed') {
			throw new Refusal(404, 'There is no result for this conversation.');
		}
	};
	const score = (conversation: ConversationRecord, name: string) =>
		Math.round(derivedScore(`${conversation.id}/${name}`) * 100);

	const statusRoute = (below: string, feature: Feature) =>
		account.conversationRoute('GET', below, (conversation) => {
			const jobId = account.jobs.feature(conversation.id, feature)?.jobId;
			return ok({ ...(jobId && { jobId }), status: statusOf(conversation, feature) });
		});

	return [
		statusRoute('/callscore/status', 'callScore'),
		statusRoute('/lm-insights/status', 'insights'),
		account.conversationRoute('GET', '/callscore', (conversation) => {
			demandCompleted(conversation, 'callScore');
			return ok({
				score: score(conversation, 'total'),
				summary: 'The call went as the scores below say.',
				criteria: criteria.map((name) => ({
					name,
					score: score(conversation, name),
					summary: `How the call did on ${name}.`,
					feedback: {
						positive: { summary: 'The team listened before it answered.' },
						negative: { summary: 'The next step was left open.' },
					},
				})),
			});
		}),
		account.conversationRoute('GET', '/lm-insights', (conversation) => {
			demandCompleted(conversation, 'insights');
			const messages = account.messages(conversation);
			const insights = insightsOf(messages);
			const texts = (type: string) =>
				insights.filter((insight) => insight.type === type).map(({ text }) => text);
			return ok([
				{
					meetingName: conversation.name,
					startTime: conversation.startTime,
					attendees: conversation.members,
					callSummary: { summary: summarize(conversation, messages).map(({ text }) => text) },
					callNextSteps: texts('action_item'),
					callQuestionAndAnswers: texts('question').map((question) => ({ question })),
					callSentiment: sentimentOf(textOf(conversation)),
					callScore: score(conversation, 'total'),
					callObjections: [],
				},
			]);
		}),
		{
			method: 'GET',
			path: '/v1/manage/callscore/scorecards',
			answer: () => ok([...account.scorecards.values()]),
		},
		{
			method: 'POST',
			path: '/v1/manage/callscore/scorecards',
			answer({ body }) {
				const given = objectWith(body, ['name', 'tags', 'description', 'criteriaList']);
				const scorecard = {
					id: account.newId(),
					name: required(given, 'name', isFilled),
					tags: optional(given, 'tags', isStringList) ?? [],
					description: optional(given, 'description', isString),
					criteriaList: required(given, 'criteriaList', isList),
				};
				account.scorecards.set(scorecard.id, scorecard);
				return { status: 201, body: scorecard };
			},
		},
	];
}
