import type { Account } from '../account.cts';
import { wordsOf } from '../analysis.cts';
import { ok } from '../reply.cts';
import type { Route } from '../routes.cts';
import { secondsOf, type Message } from '../transcript.cts';

function talkTime(messages: Message[]): number {
	return messages.reduce((seconds, { duration }) => seconds + duration, 0);
}

/** Who spoke how long (Symbl docs: get analytics). Two people never speak at once here. */
export function analyticsRoutes(account: Account): Route[] {
	return [
		account.conversationRoute('GET', '/analytics', (conversation) => {
			const messages = account.messages(conversation);
			const lasted = secondsOf(conversation);
			const share = (seconds: number) => (lasted > 0 ? (seconds / lasted) * 100 : 0);
			const spoken = talkTime(messages);
			const metric = (type: string, seconds: number) => ({
				type,
				percent: share(seconds),
				seconds,
			});
			const members = conversation.members.map(({ id, name, email }) => {
				const own = messages.filter(({ speaker }) => speaker?.id === id);
				const seconds = talkTime(own);
				const words = own.reduce((count, { text }) => count + wordsOf(text).length, 0);
				return {
					id,
					name,
					userId: email,
					pace: { wpm: seconds > 0 ? Math.round((words / seconds) * 60) : 0 },
					talkTime: { percentage: share(seconds), seconds },
					listenTime: { percentage: share(spoken - seconds), seconds: spoken - seconds },
					overlap: {},
				};
			});
			return ok({
				metrics: [
					metric('total_silence', Math.max(0, lasted - spoken)),
					metric('total_talk_time', spoken),
					metric('total_overlap', 0),
				],
				members,
			});
		}),
	];
}
