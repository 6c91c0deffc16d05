import type { IDataObject } from 'n8n-workflow';
import { calling, type Call } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { listOf, splitOption } from '../../operation/outputs';

export const topicsCall: Call<IDataObject[]> = {
	method: 'GET',
	path: '/v1/conversations/{conversationId}/topics',
	subject: 'The list of topics of conversation {conversationId}',
	output: listOf('topics'),
	isProcessed: true,
};

export const getTopicsOperation: Operation = {
	option: {
		name: 'Get Topics',
		value: 'getTopics',
		action: 'Get topics of conversation',
		description: 'Get what was talked about',
	},
	...calling(topicsCall),
	takes: ['conversationId'],
	options: [
		splitOption,
		{
			displayName: 'Custom Vocabulary',
			name: 'customTopicVocabulary',
			type: 'boolean',
			default: true,
			description: "Whether to find topics in the account's own vocabulary, too",
			routing: { send: { type: 'query', property: 'customTopicVocabulary' } },
		},
		{
			displayName: 'Parent Topics',
			name: 'parentRefs',
			type: 'boolean',
			default: true,
			description:
				'Whether to name the broader topics of each topic. Symbl does not combine it with Sentiment.',
			routing: { send: { type: 'query', property: 'parentRefs' } },
		},
		{
			displayName: 'Refresh',
			name: 'refresh',
			type: 'boolean',
			default: true,
			description: 'Whether Symbl drops the topics that it has and finds them anew',
			routing: { send: { type: 'query', property: 'refresh' } },
		},
		{
			displayName: 'Sentiment',
			name: 'sentiment',
			type: 'boolean',
			default: true,
			description: 'Whether to tell how positive or negative each topic is',
			routing: { send: { type: 'query', property: 'sentiment' } },
		},
	],
};
