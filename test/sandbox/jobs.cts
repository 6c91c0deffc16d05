import { createRandom, uuid, type Random } from './random.cts';

export type JobStatus = 'scheduled' | 'in_progress' | 'completed';

const statuses: readonly JobStatus[] = ['scheduled', 'in_progress', 'completed'];

interface Job {
	conversationId: string;
	begun: number;
}

/** The asynchronous jobs of the account; each step of one lasts `stepMs` (Symbl docs: jobs API). */
export class Jobs {
	private readonly jobs = new Map<string, Job>();
	private readonly lastOf = new Map<string, string>();
	private readonly timers = new Set<NodeJS.Timeout>();
	private readonly random: Random;

	constructor(
		seed: number,
		private readonly stepMs: number,
		/** The documents name the id in a callback `jobId`, the vendor's blog `id`. */
		private readonly callbackKey: 'jobId' | 'id',
	) {
		this.random = createRandom(seed);
	}

	/** Begins a job and tells `webhookUrl`, if given, of each of its steps; returns its id. */
	begin(conversationId: string, webhookUrl?: string): string {
		const jobId = uuid(this.random);
		this.jobs.set(jobId, { conversationId, begun: Date.now() });
		this.lastOf.set(conversationId, jobId);
		if (webhookUrl !== undefined) {
			statuses.forEach((status, step) => this.callBack(webhookUrl, jobId, status, step));
		}
		return jobId;
	}

	/** Undefined if there is no such job. */
	status(jobId: string): JobStatus | undefined {
		const job = this.jobs.get(jobId);
		if (!job) return undefined;
		if (this.stepMs === 0) return 'completed';
		return statuses[Math.floor((Date.now() - job.begun) / this.stepMs)] ?? 'completed';
	}

	/** Whether the last job on a conversation still runs. */
	isRunning(conversationId: string): boolean {
		const jobId = this.lastOf.get(conversationId);
		return jobId !== undefined && this.status(jobId) !== 'completed';
	}

	/** Makes no more callbacks. */
	stop(): void {
		for (const timer of this.timers) clearTimeout(timer);
	}

	private callBack(webhookUrl: string, jobId: string, status: JobStatus, step: number): void {
		const timer = setTimeout(() => {
			this.timers.delete(timer);
			const body = JSON.stringify({ [this.callbackKey]: jobId, status });
			const headers = { 'content-type': 'application/json' };
			// Nothing is documented of failed callbacks, so one that fails is dropped.
			fetch(webhookUrl, { method: 'POST', headers, body }).catch(() => {});
		}, step * this.stepMs);
		this.timers.add(timer);
	}
}
