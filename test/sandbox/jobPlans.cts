import type { CallbackPlan } from './callbacks.cts';
import type { JobKind, JobOrder } from './job.cts';
import { matches } from './log.cts';

/** How something comes to its end; `never` stays `in_progress`. */
export type End = 'completed' | 'failed' | 'never';

/** How insights or call score of a job end, and how many ms after the job. */
export interface FeatureCourse {
	ends?: End;
	afterMs?: number;
}

/** What becomes of a job. */
export interface JobCourse {
	/** `completed` if left out. */
	ends?: End;
	/** How long each of its two steps lasts, in ms (0 ends it at once); `manual` waits to be set. */
	stepMs?: number | 'manual';
	insights?: FeatureCourse;
	callScore?: FeatureCourse;
	callbacks?: CallbackPlan;
}

/** The course of the jobs that match; the first rule that does decides. */
export interface JobPlan {
	match?: {
		/** The name that the process call gives the conversation. */
		name?: string | RegExp;
		conversationId?: string | RegExp;
		kind?: JobKind;
		source?: JobOrder['source'];
	};
	/** For how many jobs; for ever if left out. */
	times?: number;
	/** How many matching jobs pass before it begins. */
	skip?: number;
	course: JobCourse;
}

/** The plans now in force. */
export class JobPlans {
	private active: Array<{ plan: JobPlan; skip: number; left: number }> = [];

	/** Puts a plan behind those already there. */
	add(plan: JobPlan): void {
		this.active.push({ plan, skip: plan.skip ?? 0, left: plan.times ?? Infinity });
	}

	clear(): void {
		this.active = [];
	}

	/** The course of a job that is about to begin. */
	courseOf(order: JobOrder): JobCourse {
		for (const entry of this.active) {
			const { match = {}, course } = entry.plan;
			const fits =
				entry.left > 0 &&
				matches(match.name, order.name) &&
				matches(match.conversationId, order.conversationId) &&
				matches(match.kind, order.kind) &&
				matches(match.source, order.source);
			if (!fits) continue;
			if (entry.skip > 0) {
				entry.skip -= 1;
				continue;
			}
			entry.left -= 1;
			return course;
		}
		return {};
	}
}
