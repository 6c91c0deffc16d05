import type { Account } from '../account.cts';
import { isFilled, isList, isObject, isString, optional, required } from '../jsonFields.cts';
import { processingOptions, type ProcessingOptions } from '../processingOptions.cts';
import { derivedId } from '../random.cts';
import { ok, Refusal, type Reply } from '../reply.cts';
import type { ApiCall, Route } from '../routes.cts';
import type { ConversationRecord, Member } from '../store.cts';
import { makeMessages, secondsOf, secondsToSay, type Message } from '../transcript.cts';

const RECORDING_SECONDS = 600;
const audioTypes = ['audio/wav', 'audio/mpeg', 'audio/mp3', 'audio/wave'];

interface Utterance {
	text: string;
	from?: { name: string; userId: string };
	seconds: number;
	startTime?: string;
}

function utterance(value: unknown): Utterance {
	if (!isObject(value)) throw new Refusal(400, '"messages" must hold objects');
	const text = required(required(value, 'payload', isObject), 'content', isString);
	const from = optional(value, 'from', isObject);
	const duration = optional(value, 'duration', isObject) ?? {};
	const startTime = optional(duration, 'startTime', isString);
	const endTime = optional(duration, 'endTime', isString);
	const seconds = (Date.parse(endTime ?? '') - Date.parse(startTime ?? '')) / 1_000;
	return {
		text,
		from: from && {
			name: optional(from, 'name', isString) ?? '',
			userId: optional(from, 'userId', isString) ?? '',
		},
		seconds: seconds > 0 ? seconds : secondsToSay(text),
		startTime,
	};
}

function utterances(body: unknown): Utterance[] {
	const messages = isObject(body) ? required(body, 'messages', isList) : [];
	if (messages.length === 0) throw new Refusal(400, '"messages" must contain at least 1 items');
	return messages.map(utterance);
}

function memberFor(
	conversation: ConversationRecord,
	from: { name: string; userId: string },
): Member {
	const { name, userId: email } = from;
	const known = conversation.members.find((member) =>
		email === '' ? member.name === name : member.email === email,
	);
	if (known) return known;
	const member = { id: derivedId(conversation.id, name, email), name, email };
	conversation.members.push(member);
	return member;
}

/** The conversation now ends `seconds` after its start, but never in the future. */
function stretch(conversation: ConversationRecord, seconds: number): void {
	const begun = Math.min(Date.parse(conversation.startTime), Date.now() - seconds * 1_000);
	conversation.startTime = new Date(begun).toISOString();
	conversation.endTime = new Date(begun + seconds * 1_000).toISOString();
}

function endOf(messages: Message[]): number {
	const last = messages.at(-1);
	return last ? last.timeOffset + last.duration : 0;
}

/** Text, audio and video to process: POST makes a conversation, PUT appends (Symbl docs: async API). */
export function processRoutes(account: Account): Route[] {
	const { store, jobs } = account;

	const accepted = ({ id }: ConversationRecord, { webhookUrl }: ProcessingOptions): Reply => ({
		status: 201,
		body: { conversationId: id, jobId: jobs.begin(id, webhookUrl) },
	});

	const begin = (options: ProcessingOptions, startTime = options.startTime): ConversationRecord => {
		const now = new Date().toISOString();
		const begun = startTime ?? now;
		const conversation = store.add({
			startTime: begun,
			endTime: begun,
			metadata: options.metadata ?? {},
		});
		if (options.name !== undefined) conversation.name = options.name;
		store.setMessages(conversation.id, []);
		return conversation;
	};

	const append = (conversation: ConversationRecord, added: Message[]) => {
		const content = store.content(conversation);
		content.messages = [...content.messages, ...added];
		stretch(conversation, Math.max(secondsOf(conversation), endOf(content.messages)));
	};

	const processText = (call: ApiCall) => {
		const said = utterances(call.body);
		const options = processingOptions(call);
		const { conversationId } = call.params;
		const conversation =
			conversationId === undefined
				? begin(options, options.startTime ?? said[0]?.startTime)
				: account.conversation(conversationId);
		const { messages } = store.content(conversation);
		let timeOffset = endOf(messages);
		const added = said.map(({ text, from, seconds: duration }, index) => {
			const message = {
				id: derivedId(conversation.id, messages.length + index),
				text,
				speaker: from && memberFor(conversation, from),
				timeOffset,
				duration,
			};
			timeOffset += duration;
			return message;
		});
		append(conversation, added);
		return accepted(conversation, options);
	};

	const processRecording = (call: ApiCall) => {
		const options = processingOptions(call);
		const { conversationId } = call.params;
		const conversation =
			conversationId === undefined ? begin(options) : account.conversation(conversationId);
		for (const { name, email } of options.speakers) {
			memberFor(conversation, { name, userId: email });
		}
		const { messages } = store.content(conversation);
		const begun = endOf(messages);
		const heard = makeMessages(
			{
				...conversation,
				id: derivedId(conversation.id, begun),
				startTime: new Date(0).toISOString(),
				endTime: new Date(RECORDING_SECONDS * 1_000).toISOString(),
			},
			account.seed,
		);
		append(
			conversation,
			heard.map((message) => ({ ...message, timeOffset: begun + message.timeOffset })),
		);
		return accepted(conversation, options);
	};

	const processFile = (call: ApiCall, allowed: (type: string | undefined) => boolean) => {
		const { 'content-type': type, 'content-length': length } = call.headers;
		if (!allowed(type)) throw new Refusal(400, `The Content-Type ${type} is not supported.`);
		if (length === undefined) throw new Refusal(400, 'Content-Length is required.');
		if (!Buffer.isBuffer(call.body)) throw new Refusal(400, 'The request has no content.');
		return processRecording(call);
	};

	const processUrl = (call: ApiCall) => {
		const url = isObject(call.body) ? required(call.body, 'url', isFilled) : '';
		if (!/^https?:\/\/\S+$/.test(url)) throw new Refusal(400, '"url" must be a valid uri');
		return processRecording(call);
	};

	const both = (path: string, answer: (call: ApiCall) => Reply): Route[] => [
		{ method: 'POST', path, answer },
		{ method: 'PUT', path: `${path}/{conversationId}`, answer },
	];

	return [
		...both('/v1/process/text', processText),
		...both('/v1/process/audio', (call) =>
			processFile(call, (type) => type === undefined || audioTypes.includes(type)),
		),
		...both('/v1/process/audio/url', processUrl),
		...both('/v1/process/video', (call) => processFile(call, (type) => type === 'video/mp4')),
		...both('/v1/process/video/url', processUrl),
		{
			method: 'GET',
			path: '/v1/job/{jobId}',
			answer({ params: { jobId = '' } }) {
				const status = jobs.status(jobId);
				if (status === undefined) throw new Refusal(404, 'The jobId does not exist.');
				return ok({ id: jobId, status });
			},
		},
	];
}
