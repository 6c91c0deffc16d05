import { sleep, type IContextObject } from 'n8n-workflow';
import { CircuitBreaker, MAX_CONSECUTIVE_FAILURES } from './circuitBreaker';
import { Latch } from './latch';
import { Ledger } from './ledger';
import { RateLimiter } from './rateLimiter';
import type { RunSettings } from './runSettings';
import type { Account, SymblContext } from '../transport/account';
import { refusal, type Failure } from '../transport/failures';

/** What the items of a run share. */
export class Session {
	readonly rateLimiter: RateLimiter;
	readonly circuitBreaker = new CircuitBreaker();
	readonly ledger: Ledger;
	/** Where a node waits for nothing else: resolved when the run ends early. */
	private readonly ended = new Latch();
	private readonly stopped = new Latch();
	private readonly turns = new Map<string, Promise<unknown>>();
	private readonly shared = new Map<string, Promise<unknown>>();

	/**
	 * @param account undefined where nothing at all may be sent.
	 * @param refused why nothing at all may be sent.
	 * @param store plain data that outlives a try.
	 * @param cancelled aborted when the execution is cancelled.
	 */
	constructor(
		readonly context: SymblContext,
		readonly settings: RunSettings,
		readonly account: Account | undefined,
		private readonly refused: Failure | undefined,
		readonly store: IContextObject,
		readonly cancelled: AbortSignal | undefined,
	) {
		this.ledger = new Ledger(store, account?.name);
		this.rateLimiter = new RateLimiter(settings.maxConcurrency, async (ms) => {
			await this.pauseUnlessCancelled(ms);
		});
		if (cancelled?.aborted) this.cancel();
		cancelled?.addEventListener('abort', this.cancel);
	}

	get hasEnded(): boolean {
		return this.ended.isOpen;
	}

	get isCancelled(): boolean {
		return this.stopped.isOpen;
	}

	/** Nothing starts any more. What was begun may still be settled. */
	end(): void {
		this.ended.open();
		this.rateLimiter.close();
	}

	/** Lets go of the execution. */
	close(): void {
		this.cancelled?.removeEventListener('abort', this.cancel);
	}

	/** Waits for that many milliseconds, or less if the run ends. */
	async pause(ms: number): Promise<void> {
		await Promise.race([sleep(ms), this.ended.opened]);
	}

	/** Waits for that many milliseconds, or less if the execution is cancelled. */
	async pauseUnlessCancelled(ms: number): Promise<void> {
		await Promise.race([sleep(ms), this.stopped.opened]);
	}

	/** Does one piece of work after another where they would overwrite each other's result. */
	async inTurn<T>(what: string, work: () => Promise<T>): Promise<T> {
		const turn = (this.turns.get(what) ?? Promise.resolve()).then(work);
		this.turns.set(what, turn);
		return await turn;
	}

	/** Does one piece of work for all who ask for it. */
	async once<T>(what: string, work: () => Promise<T>): Promise<T>;
	async once(what: string, work: () => Promise<unknown>): Promise<unknown> {
		const shared = this.shared.get(what) ?? work();
		this.shared.set(what, shared);
		return await shared;
	}

	/** @returns why an item is not begun. */
	notAttempted(subject: string): Failure {
		if (this.refused) return this.refused;
		const { openedBy } = this.circuitBreaker;
		if (!openedBy) {
			return refusal(`${subject} was not attempted`, 'Run the workflow again to continue.');
		}
		return refusal(
			`${subject} was not attempted, since ${MAX_CONSECUTIVE_FAILURES} items in a row did not work: ${openedBy.message}`,
			openedBy.description,
		);
	}

	private readonly cancel = () => {
		this.stopped.open();
		this.ended.open();
		this.rateLimiter.abort();
	};
}
