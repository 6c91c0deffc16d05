import type { IDataObject } from 'n8n-workflow';
import { calling, type Call } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { listOf, splitOption } from '../../operation/outputs';

export const summaryCall: Call<IDataObject[]> = {
	method: 'GET',
	path: '/v1/conversations/{conversationId}/summary',
	subject: 'The summary of conversation {conversationId}',
	output: listOf('summary'),
	isProcessed: true,
};

export const getSummaryOperation: Operation = {
	option: {
		name: 'Get Summary',
		value: 'getSummary',
		action: 'Get summary of conversation',
		description: 'Get a summary of what was said',
	},
	...calling(summaryCall),
	takes: ['conversationId'],
	options: [
		splitOption,
		{
			displayName: 'Refresh',
			name: 'refresh',
			type: 'boolean',
			default: true,
			description:
				'Whether to summarize all of it anew. If off, only what is new since the last summary is summarized.',
			routing: { send: { type: 'query', property: 'refresh' } },
		},
	],
};
