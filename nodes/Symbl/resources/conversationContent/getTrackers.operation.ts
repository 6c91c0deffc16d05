import type { IDataObject } from 'n8n-workflow';
import { calling, type Call } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { listOf, splitOption } from '../../operation/outputs';

export const trackersCall: Call<IDataObject[]> = {
	method: 'GET',
	path: '/v1/conversations/{conversationId}/trackers',
	// The newer documents name the short path; until mid-2022 it was the other way round.
	olderPath: '/v1/conversations/{conversationId}/trackers-detected',
	subject: 'The list of trackers of conversation {conversationId}',
	output: listOf('trackers'),
	isProcessed: true,
};

export const getTrackersOperation: Operation = {
	option: {
		name: 'Get Trackers',
		value: 'getTrackers',
		action: 'Get trackers of conversation',
		description: 'Get where the trackers of the account were found',
	},
	...calling(trackersCall),
	takes: ['conversationId'],
	options: [splitOption],
};
