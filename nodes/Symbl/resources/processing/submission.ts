import type {
	IDataObject,
	IHttpRequestMethods,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { messageFields, readMessages } from './messages';
import { featuresIn, queryOf, readParameters, recordingOptions, textOptions } from './parameters';
import {
	carrying,
	readFile,
	readUrl,
	recordingFields,
	warningAbout,
	type RecordingFile,
	type RecordingKind,
} from './recording';
import { keyOf, Submissions } from './submissions';
import { outcomeOf, waitingItem, type Waited } from './outcome';
import { readWaiting, unreachable, waitingFields, type Waiting } from './waiting';
import { hasEnded, look, waitForEnd, type Job, type Progress } from '../job/polling';
import { idOf, readIdsIn, withIds, type Ids } from '../../operation/ids';
import type { Item } from '../../operation/item';
import type { Operation } from '../../operation/operation';
import type { Inquiry, RequestSender, Sent } from '../../run/requestSender';
import type { Session } from '../../run/session';
import type { FailedItem, FinishedItem, Result, Scope, Task } from '../../run/task';
import { isObject } from '../../transport/answer';
import { invalidItem, isFailure, refusal, type Failure } from '../../transport/failures';

/** What an operation processes, and whether it appends to a conversation that there is. */
interface Processing {
	kind: 'text' | RecordingKind;
	appends: boolean;
}

/** The wait after Symbl has said that too many jobs run, and how it grows. In milliseconds. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 60_000;

const nameField: INodeProperties = {
	displayName: 'Conversation Name',
	name: 'name',
	type: 'string',
	default: '',
	placeholder: 'e.g. Weekly with Contoso',
	description: 'How the conversation is called. Without a name it is called by its ID.',
};

/** @returns what an operation is that has Symbl process something. */
export function processing(
	what: Processing,
): Pick<Operation, 'request' | 'takes' | 'fields' | 'options' | 'plan'> {
	const { kind, appends } = what;
	const isText = kind === 'text';
	return {
		request: { method: appends ? 'PUT' : 'POST', url: pathOf(what, false) },
		...(appends && { takes: ['conversationId'] }),
		fields: [...(isText ? messageFields : recordingFields), nameField, ...waitingFields],
		options: isText ? textOptions : recordingOptions,
		plan: (item) => planOf(item, what),
	};
}

const pathOf = ({ kind, appends }: Processing, isUrl: boolean): string =>
	`/v1/process/${kind}${isUrl ? '/url' : ''}${appends ? '/{conversationId}' : ''}`;

/** All that an item says of its submission. */
interface Submission {
	what: Processing;
	ids: Ids;
	name: string;
	parameters: IDataObject;
	waiting: Waiting;
	/** What is to be processed: what was said, where the recording is, or the recording. */
	content: { messages: IDataObject[] } | { url: string } | { file: RecordingFile };
}

function planOf(item: Item, what: Processing): Task | FailedItem {
	const ids = readIdsIn(pathOf(what, false), item);
	if (isFailure(ids)) return { failure: ids, details: {} };
	const submission = readSubmission(item, what, ids);
	if (isFailure(submission)) return { failure: submission, details: { ...ids } };
	return { execute: async (scope) => await submit(submission, item, scope) };
}

function readSubmission(item: Item, what: Processing, ids: Ids): Submission | Failure {
	const content = readContent(item, what);
	if (isFailure(content)) return content;
	const given = item.parameter('name', '');
	const name = typeof given === 'string' ? given.trim() : String(given ?? '');
	const parameters = readParameters(item, what.kind !== 'text');
	if (isFailure(parameters)) return parameters;
	const waiting = readWaiting(item);
	if (isFailure(waiting)) return waiting;
	if (waiting.mode === 'callback') {
		if (parameters.webhookUrl !== undefined) {
			return invalidItem(
				"'Webhook URL' and 'Wait For' cannot both have Symbl call back",
				"Remove 'Webhook URL' from Options, or set 'Wait For' to something else than 'Callback'.",
			);
		}
		parameters.webhookUrl = waiting.resumeUrl;
	}
	return {
		what,
		ids,
		name,
		parameters: { ...(name && { name }), ...parameters },
		waiting,
		content,
	};
}

function readContent(item: Item, { kind }: Processing): Submission['content'] | Failure {
	if (kind === 'text') {
		const messages = readMessages(item);
		return isFailure(messages) ? messages : { messages };
	}
	if (item.parameter('source', 'url') !== 'file') return readUrl(item);
	const file = readFile(item);
	return isFailure(file) ? file : { file };
}

async function submit(submission: Submission, item: Item, scope: Scope): Promise<Result> {
	const { what, ids, waiting, parameters, content } = submission;
	const { sender, session } = scope;
	const { account } = session;
	const details = { ...ids };
	if (waiting.mode === 'callback' && account) {
		const failure = unreachable(waiting.resumeUrl, account);
		if (failure) return { failure, details };
	}
	const until = waiting.mode === 'nothing' ? 0 : Date.now() + waiting.maxWait.ms;
	const submissions = new Submissions(session.store, item.execution?.().runIndex ?? 0);
	const key = keyOf(item.index, [account?.name, what, ids, parameters, partsOf(content)]);
	const earlier = submissions.find(key);
	if (earlier?.kind === 'sent') return { failure: sentBefore(submission), details };

	let accepted = earlier;
	if (!accepted) {
		const request = await requestOf(
			submission,
			item,
			session.settings.connection.timeout,
			account?.timeout,
		);
		if (isFailure(request)) return { failure: request, details };
		submissions.recordSent(key);
		const sent = await sendPatiently(request, scope, until);
		if ('failure' in sent) {
			if (!sent.mayHaveActed) submissions.retract(key);
			const failure = sent.mayHaveActed ? mayExist(sent.failure, submission) : sent.failure;
			return { failure, details };
		}
		submissions.recordAccepted(key, sent.value);
		accepted = { kind: 'accepted', ...sent.value };
	}

	const { conversationId, jobId } = accepted;
	const made = { conversationId, jobId };
	const job: Job = { ...made, features: featuresIn(parameters) };
	const hint =
		'file' in content && what.kind !== 'text' ? warningAbout(content.file, what.kind) : undefined;
	if (waiting.mode === 'nothing') {
		return { items: [{ json: { ...made, status: 'scheduled' } }], hint, made };
	}
	if (waiting.mode === 'jobToFinish') {
		const progress = await waitForEnd(job, sender, session, until);
		if (isFailure(progress)) return { failure: progress, details: made, made };
		const outcome = outcomeOf(job, progress, waiting.maxWait.text);
		return 'failure' in outcome
			? { ...outcome, made }
			: { items: [{ json: outcome.json }], hint, made };
	}
	const waited = { until, text: waiting.maxWait.text };
	return waitingForCallback(job, 'scheduled', waited, session, { hint, made });
}

/** An item that is finished when Symbl says so, or when it turns out to be over already. */
function waitingForCallback(
	job: Job,
	progress: Progress | string,
	waited: Waited,
	session: Session,
	rest: Pick<FinishedItem, 'hint' | 'made'>,
): FinishedItem {
	const { items, isOver } = waitingItem(job, progress, waited);
	if (isOver) return { ...rest, items };
	const lookAgain = async (sender: RequestSender) => {
		let now = await look(job, sender);
		// Symbl calls for jobs, and not for what a language model makes of them afterwards.
		if (!isFailure(now) && now.status === 'completed' && !hasEnded(now, job)) {
			now = await waitForEnd(job, sender, session, waited.until);
		}
		return waitingForCallback(job, isFailure(now) ? progress : now, waited, session, rest);
	};
	return { ...rest, items, waits: { until: waited.until, lookAgain } };
}

/** What tells one content from another, without the content of a file. */
const partsOf = (content: Submission['content']): unknown =>
	'file' in content
		? [content.file.name, content.file.binary.id ?? content.file.binary.data.length]
		: content;

/** @returns the request that hands the content over. */
async function requestOf(
	{ what, ids, parameters, content }: Submission,
	item: Item,
	userTimeout: number | undefined,
	timeout: number | undefined,
): Promise<Inquiry<Accepted> | Failure> {
	const { kind, appends } = what;
	const method: IHttpRequestMethods = appends ? 'PUT' : 'POST';
	const url = withIds(pathOf(what, 'url' in content), ids);
	const inquiry = {
		subject: subjectOf(what, ids),
		things: ['conversation'],
		read: (body: unknown) => acceptedIn(body, ids),
		isAddition: true,
	};
	if (!('file' in content)) {
		const options: IHttpRequestOptions = { method, url, body: { ...parameters, ...content } };
		return { ...inquiry, options };
	}
	const carried = await carrying(
		content.file,
		kind === 'video' ? 'video' : 'audio',
		item.helpers,
		userTimeout ? undefined : timeout,
	);
	if (isFailure(carried)) return carried;
	return {
		...inquiry,
		options: { ...carried.options, method, url, qs: queryOf(parameters) },
		openBody: carried.openBody,
	};
}

const subjectOf = ({ kind, appends }: Processing, ids: Ids): string =>
	appends
		? withIds(`The ${kind} for conversation {conversationId}`, ids)
		: `The ${kind} to process`;

/** What Symbl answers to all of these calls. */
interface Accepted {
	conversationId: string;
	jobId: string;
}

/** @returns the IDs in an answer; undefined where it is none of Symbl's, or about another conversation. */
function acceptedIn(body: unknown, ids: Ids): Accepted | undefined {
	if (!isObject(body)) return undefined;
	const conversationId = idOf({ id: body.conversationId });
	const jobId = idOf({ id: body.jobId });
	if (conversationId === undefined || jobId === undefined) return undefined;
	const isOther = ids.conversationId !== undefined && ids.conversationId !== conversationId;
	return isOther ? undefined : { conversationId, jobId };
}

/**
 * Sends it, and again while Symbl says that too many jobs run: then nothing helps but to wait until one
 * has ended, which takes longer than the waits of a request that is repeated.
 * @param until how long, in ms since 1970.
 */
async function sendPatiently(
	inquiry: Inquiry<Accepted>,
	{ sender, session }: Scope,
	until: number,
): Promise<Sent<Accepted>> {
	for (let wait = FIRST_PAUSE; ; wait = Math.min(LONGEST_PAUSE, wait * 2)) {
		const sent = await sender.send(inquiry);
		const left = until - Date.now();
		if (!('failure' in sent) || sent.failure.name !== 'rateLimited' || left <= 0) return sent;
		sender.leave();
		await session.pause(Math.min(wait, left));
		if (session.hasEnded) return sent;
	}
}

const howToFind = ({ what, ids, name }: Submission): string =>
	what.appends
		? `Look at the messages of conversation ${ids.conversationId ?? ''}, newest last, before you run this item again.`
		: `Look for it with 'Get Many' of the resource 'Conversation'${name ? `, with the filter 'Name Contains' set to “${name}”` : ', newest first'}, before you run this item again.`;

/** A failure after which nobody knows whether Symbl has begun. */
function mayExist(failure: Failure, submission: Submission): Failure {
	const may = submission.what.appends
		? 'It may have been appended all the same.'
		: 'A conversation may exist all the same.';
	return { ...failure, description: `${failure.description} ${may} ${howToFind(submission)}` };
}

const sentBefore = (submission: Submission): Failure =>
	refusal(
		`${subjectOf(submission.what, submission.ids)} was sent by an earlier try of this run, and no answer says what became of it. It was not sent again`,
		howToFind(submission),
	);
