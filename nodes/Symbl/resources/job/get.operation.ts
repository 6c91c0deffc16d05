import { look, progressOf } from './polling';
import { readIdsIn } from '../../operation/ids';
import type { Operation } from '../../operation/operation';
import { isFailure } from '../../transport/failures';

const url = '/v1/job/{jobId}';

export const getOperation: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get job',
		description: 'Get whether Symbl has finished processing',
	},
	request: { method: 'GET', url },
	takes: ['jobId'],
	plan(item) {
		const ids = readIdsIn(url, item);
		if (isFailure(ids)) return { failure: ids, details: {} };
		const job = { jobId: ids.jobId ?? '', features: [] };
		return {
			async execute({ sender }) {
				const progress = await look(job, sender);
				return isFailure(progress)
					? { failure: progress, details: { ...ids } }
					: { items: [{ json: progressOf(job, progress) }] };
			},
		};
	},
};
