import type { IHttpRequestOptions } from 'n8n-workflow';
import { retryAfterMs, type Answer } from '../transport/answer';
import { failureOf, type Failure } from '../transport/failures';
import { request } from '../transport/request';
import type { SymblContext } from '../transport/account';
import type { Run } from './run';

/** The longest wait that Symbl may ask for and get. In milliseconds. */
const LONGEST_WAIT = 60_000;

/** The wait before the second attempt; it doubles with each further one. In milliseconds. */
const FIRST_WAIT = 500;
const LONGEST_BACKOFF = 30_000;

/** What came of a request, all its attempts taken together. */
export interface Sent {
	/** The body, where Symbl did what it was asked. */
	body?: unknown;
	/** Why not, otherwise. */
	failure?: Failure;
	/** Whether an earlier attempt may have been carried out without an answer. */
	mayHaveActed: boolean;
}

/**
 * Sends a request for one item of a run: paced, repeated while that is safe and may help, and ended
 * with the run.
 * @param isDone whether an answer with a status of 200 to 299 is one of this operation's.
 */
export async function send(
	run: Run,
	context: SymblContext,
	options: IHttpRequestOptions,
	subject: string,
	isDone: (body: unknown) => boolean,
): Promise<Sent> {
	const began = Date.now();
	let mayHaveActed = false;
	let failure: Failure | undefined;

	for (let attempt = 1; ; attempt++) {
		if (!(await run.pacer.place(attempt > 1))) {
			return { failure: failure ?? run.notAttempted(subject), mayHaveActed };
		}
		const startedAt = Date.now();
		const answer = await request(context, run.account, options);
		run.pacer.release();

		if (answer.kind === 'answered' && isSuccess(answer.status) && isDone(answer.body)) {
			run.pacer.succeeded();
			return { body: answer.body, mayHaveActed };
		}

		failure = failureOf(answer, subject, run.account);
		const wait = waitBefore(attempt, answer);
		const turnedAway = 'status' in answer && answer.status === 429;
		if (turnedAway && wait <= LONGEST_WAIT) run.pacer.holdBack(wait, startedAt);

		const repeatable = options.method !== 'POST' || turnedAway;
		const tooLong = wait > LONGEST_WAIT;
		if (
			!failure.transient ||
			!repeatable ||
			tooLong ||
			attempt > run.settings.maxRetries ||
			run.hasEnded
		) {
			return { failure: inVain(failure, attempt, began, tooLong ? wait : 0), mayHaveActed };
		}
		mayHaveActed ||= failure.mayHaveActed;
		await run.pause(wait);
	}
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** How long to wait before another attempt: what Symbl asks for, else ever longer and never in step with others. */
function waitBefore(attempt: number, answer: Answer): number {
	const asked = 'retryAfter' in answer ? retryAfterMs(answer.retryAfter) : undefined;
	const backoff = Math.min(LONGEST_BACKOFF, FIRST_WAIT * 2 ** (attempt - 1));
	return asked ?? backoff * (0.5 + Math.random() / 2);
}

/** Adds to a failure what was tried before it was given up. */
function inVain(failure: Failure, attempts: number, began: number, asked: number): Failure {
	const seconds = (ms: number) => `${Math.ceil(ms / 1000)} s`;
	const tried = attempts > 1 ? ` after ${attempts} attempts in ${seconds(Date.now() - began)}` : '';
	const told = asked ? `. Symbl asks to wait ${seconds(asked)}` : '';
	return { ...failure, message: `${failure.message}${tried}${told}` };
}
