import type { Account } from '../account.cts';
import { ok, Refusal } from '../reply.cts';
import type { Route } from '../routes.cts';
import { summarize } from '../summarize.cts';

/** The summary, 404 while the job of the conversation runs (Symbl docs: get summary). */
export function summaryRoutes(account: Account): Route[] {
	return [
		account.conversationRoute(
			'GET',
			'/summary',
			(conversation) => {
				if (!account.isReady(conversation)) {
					throw new Refusal(404, 'The summary of this conversation is not available yet.');
				}
				const summary = summarize(conversation, account.messages(conversation));
				if (account.generation === 'new') return ok({ summary });
				return ok({
					summary: summary.map(({ id, text, messageRefs }) => ({ id, text, messageRefs })),
				});
			},
			['refresh'],
		),
	];
}
