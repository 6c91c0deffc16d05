import type { IHttpRequestOptions } from 'n8n-workflow';
import { isSuccess, retryAfterMs, withStatusMeant, type Answer } from '../transport/answer';
import { failureOf, type Failure } from '../transport/failures';
import { request } from '../transport/request';
import type { SymblContext } from '../transport/account';
import type { Run } from './run';

/** The longest wait that Symbl may ask for and get. In milliseconds. */
const LONGEST_WAIT = 60_000;

/** The wait before the second attempt; it doubles with each further one. In milliseconds. */
const FIRST_WAIT = 500;
const LONGEST_BACKOFF = 30_000;

/** One request of an item. */
export interface Inquiry<T> {
	options: IHttpRequestOptions;
	/** What it is about, as a sentence begins: "Conversation 4866329603473408". */
	subject: string;
	/** Makes of the body of a success what the item needs; undefined if that body is none of Symbl's. */
	read: (body: unknown) => T | undefined;
	/** A POST that creates nothing, so that it may be repeated. */
	isRead?: boolean;
}

/**
 * What came of a request, all its attempts taken together. `mayHaveActed`: an earlier attempt may have
 * been carried out without an answer.
 */
export type Sent<T> = { mayHaveActed: boolean } & ({ value: T } | { failure: Failure });

/** Sends the requests of one item of a run: paced, and repeated while that is safe and may help. */
export class Sender {
	private hasPlace = false;

	constructor(
		private readonly run: Run,
		private readonly context: SymblContext,
	) {}

	async send<T>({ options, subject, read, isRead }: Inquiry<T>): Promise<Sent<T>> {
		const { run } = this;
		if (run.refused) return { failure: run.refused, mayHaveActed: false };
		const mayRepeat = options.method !== 'POST' || isRead;
		const began = Date.now();
		let mayHaveActed = false;
		let failure: Failure | undefined;

		for (let attempt = 1; ; attempt++) {
			this.hasPlace ||= await run.pacer.place(attempt > 1);
			if (!this.hasPlace || run.hasEnded) {
				return { failure: failure ?? run.notAttempted(subject), mayHaveActed };
			}
			const startedAt = Date.now();
			const hasEnded = () => run.hasEnded;
			const answer = withStatusMeant(await request(this.context, run.account, options, hasEnded));
			if (answer.kind === 'notSent' && run.hasEnded) {
				return { failure: failure ?? run.notAttempted(subject), mayHaveActed };
			}
			if (answer.kind === 'answered' && isSuccess(answer.status)) {
				const value = read(answer.body);
				if (value !== undefined) {
					run.pacer.succeeded();
					return { value, mayHaveActed };
				}
			}

			failure = failureOf(answer, subject, run.account);
			const wait = waitBefore(attempt, answer);
			const turnedAway = 'status' in answer && answer.status === 429;
			const tooLong = wait > LONGEST_WAIT;
			if (turnedAway && !tooLong) run.pacer.holdBack(wait, startedAt);

			const isSafe = mayRepeat || !failure.mayHaveActed;
			const isLast = attempt > run.settings.maxRetries || run.hasEnded;
			if (!failure.transient || !isSafe || tooLong || isLast) {
				return { failure: inVain(failure, attempt, began, tooLong ? wait : 0), mayHaveActed };
			}
			mayHaveActed ||= failure.mayHaveActed;
			this.leave();
			await run.pause(wait);
		}
	}

	/**
	 * Gives the item's place among the open requests to the next. An item keeps it until the run
	 * knows what became of it, so that nothing starts after one that ends the run.
	 */
	leave(): void {
		if (this.hasPlace) this.run.pacer.release();
		this.hasPlace = false;
	}
}

/** The wait before another attempt, in ms: what Symbl asks for, else ever longer and out of step. */
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
