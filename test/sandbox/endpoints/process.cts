import type { Account } from '../account.cts';
import { concurrencyBody } from '../concurrencyLimit.cts';
import type { JobKind, JobOrder } from '../job.cts';
import { isFilled, isObject, required } from '../jsonFields.cts';
import { processingOptions, type ProcessingOptions } from '../processingOptions.cts';
import { derivedId } from '../random.cts';
import { ok, Refusal, type Reply } from '../reply.cts';
import { ReceivedFile } from '../requestBody.cts';
import type { ApiCall, Route } from '../routes.cts';
import type { ConversationRecord, Member } from '../store.cts';
import { makeMessages, secondsOf, type Message } from '../transcript.cts';
import { utterances } from '../utterances.cts';

const RECORDING_SECONDS = 600;
const audioTypes = ['audio/wav', 'audio/mpeg', 'audio/mp3', 'audio/wave'];

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

function isAllowed(kind: 'audio' | 'video', type: string | undefined): boolean {
	if (kind === 'video') return type === 'video/mp4';
	return type === undefined || audioTypes.includes(type);
}

/** Text, audio and video to process: POST makes a conversation, PUT appends (Symbl docs: async API). */
export function processRoutes(account: Account): Route[] {
	const { store, jobs, choices } = account;

	const demandCapacity = () => {
		const { maxConcurrentJobs: max } = choices;
		if (max === undefined || jobs.running < max) return;
		throw new Refusal(429, 'Too many jobs.', { body: concurrencyBody(max) });
	};

	const beginConversation = (
		options: ProcessingOptions,
		startTime = options.startTime,
	): ConversationRecord => {
		const begun = startTime ?? new Date().toISOString();
		const conversation = store.add({
			startTime: begun,
			endTime: begun,
			metadata: options.metadata ?? {},
		});
		if (options.name !== undefined) conversation.name = options.name;
		store.setMessages(conversation.id, []);
		return conversation;
	};

	/** Adds what was said, and begins the job; if that fails, nothing was said. */
	const accept = (
		conversation: ConversationRecord,
		added: Message[],
		options: ProcessingOptions,
		order: Pick<JobOrder, 'kind' | 'source' | 'appends' | 'file'>,
	): Reply => {
		const content = store.content(conversation);
		content.messages = [...content.messages, ...added];
		stretch(conversation, Math.max(secondsOf(conversation), endOf(content.messages)));
		const { name, webhookUrl, parameters, features } = options;
		const { id: conversationId } = conversation;
		const { jobId, told } = jobs.begin(
			{ ...order, conversationId, name, webhookUrl, parameters, features },
			() => {
				content.messages = content.messages.filter((message) => !added.includes(message));
			},
		);
		return { status: 201, body: { conversationId, jobId }, after: told };
	};

	const processText = (call: ApiCall) => {
		demandCapacity();
		const said = utterances(call.body);
		const options = processingOptions(call);
		const { conversationId } = call.params;
		const appends = conversationId !== undefined;
		const conversation = appends
			? account.conversation(conversationId)
			: beginConversation(options, options.startTime ?? said[0]?.startTime);
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
		return accept(conversation, added, options, { kind: 'text', source: 'text', appends });
	};

	const processRecording = (call: ApiCall, kind: JobKind, file?: ReceivedFile) => {
		demandCapacity();
		const options = processingOptions(call);
		const { conversationId } = call.params;
		const appends = conversationId !== undefined;
		const conversation = appends
			? account.conversation(conversationId)
			: beginConversation(options);
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
		const added = heard.map((message) => ({ ...message, timeOffset: begun + message.timeOffset }));
		const source = file ? 'file' : 'url';
		return accept(conversation, added, options, { kind, source, appends, file });
	};

	const processFile = (call: ApiCall, kind: 'audio' | 'video') => {
		const { body } = call;
		const { 'content-type': type, 'content-length': length } = call.headers;
		if (!isAllowed(kind, type))
			throw new Refusal(400, `The Content-Type ${type} is not supported.`);
		if (length === undefined) throw new Refusal(400, 'Content-Length is required.');
		if (!(body instanceof ReceivedFile)) throw new Refusal(400, 'The request has no content.');
		return processRecording(call, kind, body);
	};

	const processUrl = (call: ApiCall, kind: 'audio' | 'video') => {
		const url = isObject(call.body) ? required(call.body, 'url', isFilled) : '';
		if (!/^https?:\/\/\S+$/.test(url)) throw new Refusal(400, '"url" must be a valid uri');
		return processRecording(call, kind);
	};

	const both = (path: string, answer: (call: ApiCall) => Reply, streamed = false): Route[] => [
		{ method: 'POST', path, answer, streamed },
		{ method: 'PUT', path: `${path}/{conversationId}`, answer, streamed },
	];

	return [
		...both('/v1/process/text', processText),
		...(['audio', 'video'] as const).flatMap((kind) => [
			...both(`/v1/process/${kind}`, (call) => processFile(call, kind), true),
			...both(`/v1/process/${kind}/url`, (call) => processUrl(call, kind)),
		]),
		{
			method: 'GET',
			path: '/v1/job/{jobId}',
			answer({ params: { jobId = '' } }) {
				const job = jobs.record(jobId);
				if (!job) throw new Refusal(404, 'The jobId does not exist.');
				return ok({ id: jobId, status: job.status });
			},
		},
	];
}
