import { maxWaitField, readMaxWait } from './maxWait';
import { progressOf, unfinished, waitForEnd } from './polling';
import { readIdsIn } from '../../operation/ids';
import type { Operation } from '../../operation/operation';
import { isFailure } from '../../transport/failures';

const url = '/v1/job/{jobId}';

/** In minutes. */
const MAX_WAIT = 10;

export const waitUntilFinishedOperation: Operation = {
	option: {
		name: 'Wait Until Finished',
		value: 'waitUntilFinished',
		action: 'Wait until job is finished',
		description: 'Look at a job again and again until Symbl has finished it',
	},
	request: { method: 'GET', url },
	takes: ['jobId'],
	fields: [maxWaitField(MAX_WAIT, 'After how many minutes to give up')],
	plan(item) {
		const ids = readIdsIn(url, item);
		if (isFailure(ids)) return { failure: ids, details: {} };
		const maxWait = readMaxWait(item, MAX_WAIT);
		if (isFailure(maxWait)) return { failure: maxWait, details: { ...ids } };
		const job = { jobId: ids.jobId ?? '', features: [] };
		return {
			async execute({ sender, session }) {
				const progress = await waitForEnd(job, sender, session, Date.now() + maxWait.ms);
				if (isFailure(progress)) return { failure: progress, details: { ...ids } };
				const json = progressOf(job, progress);
				const failure = unfinished(job, progress, maxWait.text);
				return failure ? { failure, details: json } : { items: [{ json }] };
			},
		};
	},
};
