import type { IHttpRequestOptions } from 'n8n-workflow';
import { Latch } from './latch';
import type { Session } from './session';
import { isSuccess, retryAfterMs, type Answer, type Answered } from '../transport/answer';
import { readingEvidence, type Evidence } from '../transport/evidence';
import { failureOf, type Failure } from '../transport/failures';
import { request, type BodyStream } from '../transport/request';

/** The longest wait that Symbl may ask for and get. In milliseconds. */
const MAX_RETRY_AFTER = 60_000;

/** The wait before the second attempt; it doubles with each further one. In milliseconds. */
const FIRST_BACKOFF = 500;
const MAX_BACKOFF = 30_000;

/** One request of an item. */
export interface Inquiry<T> {
	options: IHttpRequestOptions;
	/** What it is about, as a sentence begins: "Conversation 4866329603473408". */
	subject: string;
	/** Makes of the body of a success what the item needs; undefined if that body is none of Symbl's. */
	read: (body: unknown) => T | undefined;
	/** What Symbl may say that it does not know: "conversation". */
	things: string[];
	/** What an answer proves where it takes more than a body that can be read: a deletion is confirmed. */
	evidenceIn?(answer: Answered): Evidence;
	/** A POST that creates nothing, so that it may be repeated. */
	isRead?: boolean;
	/** A PUT that adds something, so that it must not be carried out twice. */
	isAddition?: boolean;
	/** Opens what the request carries, anew for each attempt. */
	openBody?(): Promise<BodyStream>;
	/** Finds out what became of an earlier request, so that it is sent even when the run has ended. */
	settles?: boolean;
	/** Asked right before each attempt. True ends the attempts. */
	isPrevented?(): Promise<boolean>;
}

/** What came of a request, all its attempts taken together. */
export type Sent<T> = {
	/** An attempt got no answer that excludes that it was, or will be, carried out. */
	mayHaveActed: boolean;
	/** An attempt got no answer, or that of a server in trouble: it may still be under way. */
	mayBeUnderWay: boolean;
} & ({ value: T } | { failure: Failure });

/** Sends the requests of one item of a run: paced, and repeated while that is safe and may help. */
export class RequestSender {
	private hasPlace = false;
	private readonly firstPlace = new Latch();

	/** @param session what the items of a run share. */
	constructor(private readonly session: Session) {}

	/** Resolved when the item has got a place among the open requests for the first time. */
	get placed(): Promise<void> {
		return this.firstPlace.opened;
	}

	async send<T>(inquiry: Inquiry<T>): Promise<Sent<T>> {
		const { options, subject, isRead, settles = false } = inquiry;
		const { session } = this;
		let mayHaveActed = false;
		let mayBeUnderWay = false;
		const { account } = session;
		if (!account) return { failure: session.notAttempted(subject), mayHaveActed, mayBeUnderWay };
		const mayRepeat = isRead === true || (options.method !== 'POST' && !inquiry.isAddition);
		const beganAt = performance.now();
		let failure: Failure | undefined;

		for (let attempt = 1; ; attempt++) {
			const hasEnded = () => (settles ? session.isCancelled : session.hasEnded);
			this.hasPlace ||= await session.rateLimiter.acquire(
				settles ? 'settle' : attempt > 1 ? 'retry' : 'start',
			);
			if (this.hasPlace) this.firstPlace.open();
			if (!this.hasPlace || hasEnded() || (await inquiry.isPrevented?.()) || hasEnded()) {
				failure ??= session.notAttempted(subject);
				return { failure, mayHaveActed, mayBeUnderWay };
			}
			const startedAt = performance.now();
			const answer = await request(session.context, account, options, {
				cancelled: session.cancelled,
				mayLeave: () => !hasEnded(),
				openBody: inquiry.openBody,
			});
			if (answer.kind === 'notSent' && hasEnded()) {
				failure ??= session.notAttempted(subject);
				return { failure, mayHaveActed, mayBeUnderWay };
			}
			const judged = judge(answer, inquiry);
			if ('value' in judged) {
				session.rateLimiter.succeeded();
				return { value: judged.value, mayHaveActed, mayBeUnderWay };
			}
			failure = failureOf(answer, judged.evidence, subject, account);
			const isUnclear = judged.evidence === 'unclear' || judged.evidence === 'gateway';
			mayHaveActed ||= failure.mayHaveActed || isUnclear;
			mayBeUnderWay ||= failure.mayHaveActed && !isUnclear;

			const wait = waitBefore(attempt, answer);
			const isThrottled = 'status' in answer && answer.status === 429;
			const isTooLong = wait > MAX_RETRY_AFTER;
			if (isThrottled && !isTooLong) session.rateLimiter.holdBack(wait, startedAt);

			const isSafe = mayRepeat || !failure.mayHaveActed;
			const isLast = attempt > session.settings.maxRetries || hasEnded();
			if (!failure.transient || !isSafe || isTooLong || isLast) {
				failure = inVain(failure, attempt, beganAt, isTooLong ? wait : 0);
				return { failure, mayHaveActed, mayBeUnderWay };
			}
			this.leave();
			await (settles ? session.pauseUnlessCancelled(wait) : session.pause(wait));
		}
	}

	/**
	 * Gives the item's place among the open requests to the next. An item keeps it until the run
	 * knows what became of it, so that nothing starts after one that ends the run.
	 */
	leave(): void {
		if (this.hasPlace) this.session.rateLimiter.release();
		this.hasPlace = false;
	}
}

function judge<T>(
	answer: Answer,
	{ read, things, evidenceIn }: Inquiry<T>,
): { value: T } | { evidence?: Evidence } {
	if (answer.kind !== 'answered') return {};
	const value = isSuccess(answer.status) ? read(answer.body) : undefined;
	const evidence = evidenceIn?.(answer) ?? readingEvidence(answer, things, value !== undefined);
	return evidence === 'confirmed' && value !== undefined ? { value } : { evidence };
}

/** The wait before another attempt, in ms: what Symbl asks for, else exponential back-off with jitter. */
function waitBefore(attempt: number, answer: Answer): number {
	const asked = 'retryAfter' in answer ? retryAfterMs(answer.retryAfter) : undefined;
	const backoff = Math.min(MAX_BACKOFF, FIRST_BACKOFF * 2 ** (attempt - 1));
	return asked ?? backoff * (0.5 + Math.random() / 2);
}

/** Adds to a failure what was tried before it was given up. */
function inVain(failure: Failure, attempts: number, beganAt: number, asked: number): Failure {
	const seconds = (ms: number) => `${Math.ceil(ms / 1000)} s`;
	const tried =
		attempts > 1 ? ` after ${attempts} attempts in ${seconds(performance.now() - beganAt)}` : '';
	const told = asked ? `. Symbl asks to wait ${seconds(asked)}` : '';
	return { ...failure, message: `${failure.message}${tried}${told}` };
}
