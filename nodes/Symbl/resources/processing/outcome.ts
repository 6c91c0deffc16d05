import type { IDataObject } from 'n8n-workflow';
import { hasEnded, progressOf, unfinished, type Job, type Progress } from '../job/polling';
import type { FailedItem, OutputItem } from '../../run/task';

/** @returns what an item puts out for a job that is not waited for any longer. */
export function outcomeOf(
	job: Job,
	progress: Progress,
	waited: string,
): { json: IDataObject } | FailedItem {
	const json = progressOf(job, progress);
	const failure = unfinished(job, progress, waited);
	return failure ? { failure, details: json } : { json };
}

/** How long a suspended execution waits: until when, in ms since 1970, and in words. */
export interface Waited {
	until: number;
	text: string;
}

/**
 * What an item of a suspended execution puts out: that of a job that has ended, or what it is to put out
 * if nothing is heard of it in time. All that is needed to go on stands in it, since n8n saves it.
 * @param progress the status alone where nobody has looked yet.
 */
export function waitingItem(
	job: Job,
	progress: Progress | string,
	waited: Waited,
): { items: OutputItem[]; isOver: boolean } {
	const known = typeof progress === 'string' ? { status: progress, featureStatuses: {} } : progress;
	const isOver = hasEnded(known, job);
	const outcome = outcomeOf(job, known, waited.text);
	if ('json' in outcome) return { items: [outcome], isOver };
	const { failure, details } = outcome;
	const { message, description, httpCode } = failure;
	const waits = { features: job.features, until: waited.until, waited: waited.text };
	return {
		items: [
			{
				json: {
					error: message,
					details: { ...details, httpCode, description, ...(!isOver && { waits }) },
				},
			},
		],
		isOver,
	};
}
