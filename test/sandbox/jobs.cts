import { Callbacks, type Callback } from './callbacks.cts';
import type { ApiChoices } from './choices.cts';
import type { Feature, JobOrder, JobStatus } from './job.cts';
import { JobPlans, type End, type JobCourse } from './jobPlans.cts';
import { createRandom, uuid, type Random } from './random.cts';

/** A job as tests see it. Times are ms since 1970. */
export interface JobRecord extends JobOrder {
	id: string;
	status: JobStatus;
	startedAt: number;
	endedAt?: number;
	featureStatus: Partial<Record<Feature, JobStatus>>;
	/** Those made so far. */
	callbacks: readonly Callback[];
}

interface Job {
	record: JobRecord;
	course: JobCourse;
	callbacks?: Callbacks;
	onFailed: () => void;
}

const DEFAULT_STEP_MS = 200;
const EARLY_LIMIT_MS = 2_000;

function isFinal(status: JobStatus): boolean {
	return status === 'completed' || status === 'failed';
}

/** The asynchronous jobs of the account (Symbl docs: jobs API). */
export class Jobs {
	readonly plans = new JobPlans();
	private readonly jobs = new Map<string, Job>();
	private readonly lastOf = new Map<string, Job>();
	private readonly timers = new Set<NodeJS.Timeout>();
	private readonly random: Random;

	constructor(
		seed: number,
		private readonly choices: ApiChoices,
	) {
		this.random = createRandom(seed);
	}

	/** In the order in which they began. */
	get records(): JobRecord[] {
		return [...this.jobs.values()].map(({ record }) => record);
	}

	/** How many there have been. */
	get count(): number {
		return this.jobs.size;
	}

	/** How many have not ended. */
	get running(): number {
		return this.records.filter(({ status }) => !isFinal(status)).length;
	}

	/**
	 * Begins a job on its course. `onFailed` is called if it fails. `told` is settled when the call
	 * that began it may be answered.
	 */
	begin(order: JobOrder, onFailed: () => void): { jobId: string; told?: Promise<unknown> } {
		const course = this.plans.courseOf(order);
		const id = uuid(this.random);
		const { callbackKey, generation } = this.choices;
		const form = course.callbacks?.form ?? callbackKey ?? (generation === 'old' ? 'jobId' : 'id');
		const callbacks =
			order.webhookUrl === undefined
				? undefined
				: new Callbacks(id, order.webhookUrl, form, course.callbacks ?? {});
		const record: JobRecord = {
			...order,
			id,
			status: 'scheduled',
			startedAt: Date.now(),
			featureStatus: Object.fromEntries(order.features.map((name) => [name, 'scheduled'])),
			callbacks: callbacks?.made ?? [],
		};
		const job: Job = { record, course, callbacks, onFailed };
		this.jobs.set(id, job);
		this.lastOf.set(order.conversationId, job);
		callbacks?.report('scheduled', false);
		this.run(job);
		if (!callbacks || !course.callbacks?.early) return { jobId: id };
		const limit = new Promise((resolve) => this.later(EARLY_LIMIT_MS, () => resolve(undefined)));
		return { jobId: id, told: Promise.race([callbacks.settled, limit]) };
	}

	/** Undefined if there is no such job. */
	record(jobId: string): JobRecord | undefined {
		return this.jobs.get(jobId)?.record;
	}

	/** Whether the last job on a conversation still runs. */
	isRunning(conversationId: string): boolean {
		const job = this.lastOf.get(conversationId);
		return job !== undefined && !isFinal(job.record.status);
	}

	/** How far a feature is, and whether its plan says so; undefined if no job asked for it. */
	feature(
		conversationId: string,
		feature: Feature,
	): { jobId: string; status: JobStatus; isPlanned: boolean } | undefined {
		const job = this.lastOf.get(conversationId);
		const status = job?.record.featureStatus[feature];
		if (!job || !status) return undefined;
		return { jobId: job.record.id, status, isPlanned: job.course[feature]?.ends !== undefined };
	}

	/**
	 * Puts a job, or a feature of it, where it is wanted now.
	 * @throws Error if there is no such job
	 */
	set(jobId: string, wanted: { status?: JobStatus } & Partial<Record<Feature, JobStatus>>): void {
		const job = this.demand(jobId);
		const { featureStatus } = job.record;
		if (wanted.status) this.advance(job, wanted.status);
		if (wanted.insights) featureStatus.insights = wanted.insights;
		if (wanted.callScore) featureStatus.callScore = wanted.callScore;
	}

	/**
	 * Calls the webhook of a job, whether what is said is true or not.
	 * @throws Error if there is no such job, or it has no webhook
	 */
	callBack(jobId: string, status: JobStatus, form?: 'jobId' | 'id'): Promise<Callback> {
		const { callbacks } = this.demand(jobId);
		if (!callbacks) throw new Error(`The job ${jobId} has no webhook`);
		return callbacks.call(status, form);
	}

	/** Nothing goes on any more, and there are no more callbacks. */
	stop(): void {
		for (const timer of this.timers) clearTimeout(timer);
		for (const { callbacks } of this.jobs.values()) callbacks?.stop();
	}

	private demand(jobId: string): Job {
		const job = this.jobs.get(jobId);
		if (!job) throw new Error(`There is no job ${jobId}`);
		return job;
	}

	private later(ms: number, act: () => void): void {
		const timer = setTimeout(() => {
			this.timers.delete(timer);
			act();
		}, ms);
		this.timers.add(timer);
	}

	private run(job: Job): void {
		const { ends = 'completed', stepMs = this.choices.jobStepMs ?? DEFAULT_STEP_MS } = job.course;
		if (stepMs === 'manual') return;
		this.after(stepMs, () => {
			this.advance(job, 'in_progress');
			if (ends !== 'never') this.after(stepMs, () => this.advance(job, ends));
		});
	}

	/** At once, in the same turn, after 0 ms. */
	private after(ms: number, act: () => void): void {
		if (ms === 0) act();
		else this.later(ms, act);
	}

	private advance(job: Job, status: JobStatus): void {
		const { record } = job;
		if (isFinal(record.status) || record.status === status) return;
		record.status = status;
		if (isFinal(status)) record.endedAt = Date.now();
		if (status === 'failed') job.onFailed();
		job.callbacks?.report(status, isFinal(status));
		if (isFinal(status)) this.runFeatures(job);
	}

	private runFeatures({ record, course }: Job): void {
		const { stepMs = this.choices.jobStepMs ?? DEFAULT_STEP_MS } = course;
		const step = stepMs === 'manual' ? 0 : stepMs;
		record.features.forEach((feature, index) => {
			const { ends = 'completed', afterMs = step * (index + 1) } = course[feature] ?? {};
			const end: End = record.status === 'failed' ? 'failed' : ends;
			record.featureStatus[feature] = 'in_progress';
			if (end === 'never') return;
			this.after(afterMs, () => {
				record.featureStatus[feature] = end;
			});
		});
	}
}
