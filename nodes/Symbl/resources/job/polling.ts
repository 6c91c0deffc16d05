import type { RequestSender } from '../../run/requestSender';
import type { Session } from '../../run/session';
import { isObject } from '../../transport/answer';
import { isFailure, refusal, type Failure } from '../../transport/failures';

/** What a language model adds to a conversation after its job, where that is asked for. */
export const FEATURES = {
	insights: {
		/** How the process calls name it. */
		value: 'insights',
		subject: 'call insights',
		path: (id: string) => `/v1/conversations/${id}/lm-insights/status`,
		field: 'insightsStatus',
	},
	callScore: {
		value: 'callScore',
		subject: 'call score',
		path: (id: string) => `/v1/conversations/${id}/callscore/status`,
		field: 'callScoreStatus',
	},
} as const;

export type Feature = keyof typeof FEATURES;

export const isFeature = (name: unknown): name is Feature =>
	typeof name === 'string' && Object.hasOwn(FEATURES, name);

/** A job, and what is to be finished besides. */
export interface Job {
	jobId: string;
	/** Undefined where only the job is known: Symbl does not tell the one from the other. */
	conversationId?: string;
	features: Feature[];
}

/** How far a job is. */
export interface Progress {
	status: string;
	/** `insightsStatus`, `callScoreStatus`: of the features that were looked at. */
	featureStatuses: Record<string, string>;
}

/** The wait before the second look, and how it grows. In milliseconds. */
const FIRST_WAIT = 1_000;
const GROWTH = 1.5;
const LONGEST_WAIT = 30_000;

/** The two states of a job, or of a feature, that it stays in (Symbl's documentation, "Jobs API"). */
export const isFinal = (status: unknown): boolean => status === 'completed' || status === 'failed';

/** @returns whether nothing more is to come: the job has ended, and its features have. */
export const hasEnded = ({ status, featureStatuses }: Progress, { features }: Job): boolean =>
	status === 'failed' ||
	(status === 'completed' &&
		features.every((feature) => isFinal(featureStatuses[FEATURES[feature].field])));

/** What an item puts out for a job. */
export const progressOf = ({ jobId, conversationId }: Job, progress: Progress) => ({
	...(conversationId !== undefined && { conversationId }),
	jobId,
	status: progress.status,
	...progress.featureStatuses,
});

/** Asks Symbl how far a job is, and its features as soon as the job is completed. */
export async function look(job: Job, sender: RequestSender): Promise<Progress | Failure> {
	const { jobId, conversationId } = job;
	const sent = await sender.send({
		options: { method: 'GET', url: `/v1/job/${jobId}` },
		subject: `Job ${jobId}`,
		things: ['job'],
		read: (body) => statusIn(body, jobId),
	});
	if ('failure' in sent) return sent.failure;
	const progress: Progress = { status: sent.value, featureStatuses: {} };
	if (progress.status !== 'completed' || conversationId === undefined) return progress;
	for (const feature of job.features) {
		const { path, subject, field } = FEATURES[feature];
		const state = await sender.send({
			options: { method: 'GET', url: path(conversationId) },
			subject: `The ${subject} of conversation ${conversationId}`,
			things: ['conversation'],
			read: (body) => statusIn(body),
		});
		if ('value' in state) progress.featureStatuses[field] = state.value;
		else if (isNotThere(state.failure)) progress.featureStatuses[field] = 'scheduled';
		else return state.failure;
	}
	return progress;
}

/** Symbl does not know a feature before it has begun with it. */
const isNotThere = ({ name }: Failure): boolean => ['notFound', 'unclearNotFound'].includes(name);

function statusIn(body: unknown, jobId?: string): string | undefined {
	if (!isObject(body) || typeof body.status !== 'string' || body.status === '') return undefined;
	return jobId !== undefined && body.id !== undefined && body.id !== jobId
		? undefined
		: body.status;
}

/**
 * Looks at a job until it has ended, at growing intervals; between two looks it keeps no place among
 * the open requests.
 * @param until when to give up, in ms since 1970.
 * @returns how far it was at the last look, or why nobody can tell.
 */
export async function waitForEnd(
	job: Job,
	sender: RequestSender,
	session: Session,
	until: number,
): Promise<Progress | Failure> {
	for (let wait = FIRST_WAIT; ; wait = Math.min(LONGEST_WAIT, wait * GROWTH)) {
		const progress = await look(job, sender);
		sender.leave();
		const isLasting = isFailure(progress) ? !progress.transient : hasEnded(progress, job);
		const left = until - Date.now();
		if (isLasting || left <= 0) return progress;
		await session.pause(Math.min(wait, left));
		if (session.hasEnded) return notAwaited(job);
	}
}

const notAwaited = ({ jobId }: Job): Failure =>
	refusal(
		`Job ${jobId} was not waited for any longer, since the run has ended`,
		"It goes on at Symbl. Look at it with the resource 'Job'.",
	);

/**
 * @param waited how long it was waited for, in words.
 * @returns why an item is none of those that are finished; undefined for one that is.
 */
export function unfinished(job: Job, progress: Progress, waited: string): Failure | undefined {
	const { jobId, conversationId } = job;
	const named = conversationId === undefined ? `job ${jobId}` : `conversation ${conversationId}`;
	if (progress.status === 'failed') {
		return refusal(
			`Symbl could not process ${named}: the status of the job is “failed”`,
			'Symbl gives no reason. Check that the recording can be played, that its format is one that Symbl knows, and that its address can be opened by everybody.',
		);
	}
	if (!hasEnded(progress, job)) {
		return refusal(
			`Symbl has not finished ${named} in ${waited}`,
			"It may still finish. Wait for it with 'Wait Until Finished' of the resource 'Job', or raise 'Max Wait'.",
		);
	}
	const missing = job.features.find(
		(feature) => progress.featureStatuses[FEATURES[feature].field] === 'failed',
	);
	if (missing === undefined) return undefined;
	return refusal(
		`Symbl processed ${named}, but not its ${FEATURES[missing].subject}: the status is “failed”`,
		'The conversation is there and can be used. A call score needs a transcript of 50 words or more.',
	);
}
