import { oneOf } from './choiceFields.cts';
import { wantedText } from './faultFields.cts';
import { jobStatuses, type JobStatus } from './job.cts';
import type { FeatureCourse, JobCourse, JobPlan } from './jobPlans.cts';
import {
	isBoolean,
	isList,
	isNumber,
	isObject,
	objectWith,
	optional,
	required,
} from './jsonFields.cts';
import { ok, Refusal } from './reply.cts';
import type { Route } from './routes.cts';
import type { Sandbox } from './sandbox.cts';

const ends = ['completed', 'failed', 'never'] as const;
const forms = ['jobId', 'id'] as const;

function isJobStatus(value: unknown): value is JobStatus {
	return jobStatuses.some((status) => status === value);
}

function isStatusList(value: unknown): value is JobStatus[] {
	return isList(value) && value.every(isJobStatus);
}

function featureCourse(value: object | undefined): FeatureCourse | undefined {
	if (!value) return undefined;
	const given = objectWith(value, ['ends', 'afterMs']);
	return { ends: oneOf(given, 'ends', ends), afterMs: optional(given, 'afterMs', isNumber) };
}

function callbackPlan(value: object | undefined): JobCourse['callbacks'] {
	if (!value) return undefined;
	const names = ['form', 'early', 'lateMs', 'times', 'reversed', 'missing', 'forged'];
	const given = objectWith(value, names);
	return {
		form: oneOf(given, 'form', forms),
		early: optional(given, 'early', isBoolean),
		lateMs: optional(given, 'lateMs', isNumber),
		times: optional(given, 'times', isNumber),
		reversed: optional(given, 'reversed', isBoolean),
		missing: optional(given, 'missing', isStatusList),
		forged: optional(given, 'forged', isStatusList),
	};
}

function courseFrom(value: unknown): JobCourse {
	const given = objectWith(value, ['ends', 'stepMs', 'insights', 'callScore', 'callbacks']);
	return {
		ends: oneOf(given, 'ends', ends),
		stepMs: given.stepMs === 'manual' ? 'manual' : optional(given, 'stepMs', isNumber),
		insights: featureCourse(optional(given, 'insights', isObject)),
		callScore: featureCourse(optional(given, 'callScore', isObject)),
		callbacks: callbackPlan(optional(given, 'callbacks', isObject)),
	};
}

function jobPlan(value: unknown): JobPlan {
	const plan = objectWith(value, ['match', 'times', 'skip', 'course']);
	const match = objectWith(plan.match ?? {}, ['name', 'conversationId', 'kind', 'source']);
	return {
		match: {
			name: wantedText(match, 'name'),
			conversationId: wantedText(match, 'conversationId'),
			kind: oneOf(match, 'kind', ['text', 'audio', 'video'] as const),
			source: oneOf(match, 'source', ['text', 'file', 'url'] as const),
		},
		times: optional(plan, 'times', isNumber),
		skip: optional(plan, 'skip', isNumber),
		course: courseFrom(plan.course),
	};
}

/** Jobs, what becomes of them, and their callbacks, for other processes. */
export function jobControlRoutes(sandbox: Sandbox): Route[] {
	const find = (id: string | undefined) => {
		const job = sandbox.jobs.find((each) => each.id === id);
		if (!job) throw new Refusal(404, `There is no job ${id}`);
		return job;
	};
	const one = '/__sandbox/jobs/{jobId}';
	return [
		{ method: 'GET', path: '/__sandbox/jobs', answer: () => ok(sandbox.jobs) },
		{ method: 'GET', path: one, answer: ({ params }) => ok(find(params.jobId)) },
		{
			method: 'PATCH',
			path: one,
			answer({ params, body }) {
				const { id } = find(params.jobId);
				const given = objectWith(body, ['status', 'insights', 'callScore']);
				sandbox.setJob(id, {
					status: optional(given, 'status', isJobStatus),
					insights: optional(given, 'insights', isJobStatus),
					callScore: optional(given, 'callScore', isJobStatus),
				});
				return ok(find(id));
			},
		},
		{
			method: 'POST',
			path: `${one}/callbacks`,
			answer({ params, body }) {
				const { id, webhookUrl } = find(params.jobId);
				if (webhookUrl === undefined) throw new Refusal(400, `The job ${id} has no webhook`);
				const given = objectWith(body, ['status', 'form']);
				const status = required(given, 'status', isJobStatus);
				const called = sandbox.callBack(id, status, oneOf(given, 'form', forms));
				return { status: 204, after: called };
			},
		},
		{
			method: 'POST',
			path: '/__sandbox/job-plans',
			answer({ body }) {
				sandbox.planJobs(jobPlan(body));
				return { status: 204 };
			},
		},
		{
			method: 'DELETE',
			path: '/__sandbox/job-plans',
			answer() {
				sandbox.clearJobPlans();
				return { status: 204 };
			},
		},
	];
}
