import type { Account } from '../account.cts';
import { insightsOf } from '../analysis.cts';
import { isBoolean, isObject, isString, objectWith, optional, required } from '../jsonFields.cts';
import { ok, Refusal } from '../reply.cts';
import type { Route } from '../routes.cts';
import type { Message } from '../transcript.cts';

interface Style {
	createParagraphs: boolean;
	showSpeakerSeparation: boolean;
	highlight: boolean;
}

function highlighted(message: Message): string {
	return insightsOf([message]).reduce(
		(text, insight) => text.replace(insight.text, () => `<mark>${insight.text}</mark>`),
		message.text,
	);
}

function markdown(messages: Message[], style: Style): string {
	const paragraphs = messages.map((message) => {
		const text = style.highlight ? highlighted(message) : message.text;
		const { speaker } = message;
		return style.showSpeakerSeparation && speaker ? `**${speaker.name}**<br/>${text}` : text;
	});
	const separated = style.createParagraphs || style.showSpeakerSeparation;
	return paragraphs.join(separated ? '<br/><br/>' : ' ');
}

function clock(seconds: number): string {
	return new Date(seconds * 1_000).toISOString().slice(11, 23).replace('.', ',');
}

function subtitles(messages: Message[], showSpeakerSeparation: boolean): string {
	return messages
		.map(({ text, speaker, timeOffset, duration }, index) => {
			const name = showSpeakerSeparation && speaker ? `${speaker.name}: ` : '';
			const span = `${clock(timeOffset)} --> ${clock(timeOffset + duration)}`;
			return `${index + 1}\n${span}\n${name}${text}`;
		})
		.join('\n\n');
}

/** The formatted transcript (Symbl docs: get formatted transcript; the SRT shape changed). */
export function transcriptRoutes(account: Account): Route[] {
	return [
		account.conversationRoute('POST', '/transcript', (conversation, { body }) => {
			const names = ['contentType', 'createParagraphs', 'phrases', 'showSpeakerSeparation'];
			const request = objectWith(body, names);
			const contentType = required(request, 'contentType', isString);
			const showSpeakerSeparation = optional(request, 'showSpeakerSeparation', isBoolean) ?? false;
			const messages = account.messages(conversation);
			if (contentType === 'text/srt') {
				const content = subtitles(messages, showSpeakerSeparation);
				if (account.generation === 'new') {
					return ok({ transcript: { payload: content, contentType } });
				}
				return ok({ transcript: { payload: { content, contentType } } });
			}
			if (contentType !== 'text/markdown') {
				throw new Refusal(400, '"contentType" must be one of [text/markdown, text/srt]');
			}
			const phrases = optional(request, 'phrases', isObject) ?? {};
			const payload = markdown(messages, {
				createParagraphs: optional(request, 'createParagraphs', isBoolean) ?? false,
				showSpeakerSeparation,
				highlight: Object.values(phrases).includes(true),
			});
			return ok({ transcript: { payload, contentType } });
		}),
	];
}
