import type { JobStatus } from './job.cts';

/** How a job tells of its steps. What is left out: once for each step, in order, as it comes. */
export interface CallbackPlan {
	/** What a callback calls the job, if not as the account does. */
	form?: 'jobId' | 'id';
	/** The process call is not answered before the callbacks made so far have been. */
	early?: boolean;
	/** How long after its step a callback is made, in ms. */
	lateMs?: number;
	/** How often each is made. */
	times?: number;
	/** All are held back until the job has ended, and then made last first. */
	reversed?: boolean;
	/** Steps that nothing is said of. */
	missing?: readonly JobStatus[];
	/** Said at the very beginning, whether true or not. */
	forged?: readonly JobStatus[];
}

/** One call to a webhook. */
export interface Callback {
	/** What it says. */
	status: JobStatus;
	form: 'jobId' | 'id';
	/** In ms since 1970. */
	at: number;
	/** The status that it was answered with; undefined until then, or if it was not. */
	answered?: number;
}

const TIMEOUT_MS = 5_000;

/** Makes the callbacks of one job, one after the other. */
export class Callbacks {
	readonly made: Callback[] = [];
	private readonly timers = new Set<NodeJS.Timeout>();
	private readonly stopped = new AbortController();
	private readonly held: JobStatus[] = [];
	private last: Promise<unknown> = Promise.resolve();

	constructor(
		private readonly jobId: string,
		private readonly webhookUrl: string,
		private readonly form: 'jobId' | 'id',
		private readonly plan: CallbackPlan,
	) {
		for (const status of plan.forged ?? []) this.schedule(status);
	}

	/** Tells of a step as planned. */
	report(status: JobStatus, isLast: boolean): void {
		if (!this.plan.missing?.includes(status)) this.held.push(status);
		if (this.plan.reversed && !isLast) return;
		const told = this.held.splice(0);
		for (const each of this.plan.reversed ? told.reverse() : told) {
			for (let time = 0; time < (this.plan.times ?? 1); time += 1) this.schedule(each);
		}
	}

	/** Calls once, behind those under way, whether it is true or not. */
	call(status: JobStatus, form: 'jobId' | 'id' = this.plan.form ?? this.form): Promise<Callback> {
		const made = this.last.then(() => this.post(status, form));
		this.last = made;
		return made;
	}

	/** Settled when those made so far have been answered, or will not be. */
	get settled(): Promise<unknown> {
		return this.last;
	}

	/** Makes no more, and drops those under way. */
	stop(): void {
		this.stopped.abort();
		for (const timer of this.timers) clearTimeout(timer);
	}

	private schedule(status: JobStatus): void {
		const { early = false, lateMs = 0 } = this.plan;
		if (early && lateMs === 0) {
			void this.call(status);
			return;
		}
		const timer = setTimeout(() => {
			this.timers.delete(timer);
			void this.call(status);
		}, lateMs);
		this.timers.add(timer);
	}

	private async post(status: JobStatus, form: 'jobId' | 'id'): Promise<Callback> {
		const callback: Callback = { status, form, at: Date.now() };
		if (this.stopped.signal.aborted) return callback;
		this.made.push(callback);
		const signal = AbortSignal.any([this.stopped.signal, AbortSignal.timeout(TIMEOUT_MS)]);
		const headers = { 'content-type': 'application/json' };
		const body = JSON.stringify({ [form]: this.jobId, status });
		try {
			const answer = await fetch(this.webhookUrl, { method: 'POST', headers, body, signal });
			callback.answered = answer.status;
			await answer.arrayBuffer();
		} catch {
			// Nothing is documented of failed callbacks, so one that fails is dropped.
		}
		return callback;
	}
}
