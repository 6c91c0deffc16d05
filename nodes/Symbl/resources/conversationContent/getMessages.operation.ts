import type { IDataObject } from 'n8n-workflow';
import { calling, type Call } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { listOf, splitOption } from '../../operation/outputs';

export const messagesCall: Call<IDataObject[]> = {
	method: 'GET',
	path: '/v1/conversations/{conversationId}/messages',
	subject: 'The list of messages of conversation {conversationId}',
	output: listOf('messages'),
	isProcessed: true,
};

export const getMessagesOperation: Operation = {
	option: {
		name: 'Get Messages',
		value: 'getMessages',
		action: 'Get messages of conversation',
		description: 'Get what was said, by whom and when',
	},
	...calling(messagesCall),
	takes: ['conversationId'],
	options: [
		splitOption,
		{
			displayName: 'Keep Readable',
			name: 'exclude',
			type: 'string',
			default: '',
			placeholder: 'e.g. ["PERSON_NAME"]',
			description: 'Kinds of entities that stay readable while others are masked, as a JSON list',
			routing: { send: { type: 'query', property: 'exclude' } },
		},
		{
			displayName: 'Mask Entities',
			name: 'redact',
			type: 'boolean',
			default: true,
			description: 'Whether to mask names, numbers and other entities that Symbl found',
			routing: { send: { type: 'query', property: 'redact' } },
		},
		{
			displayName: 'Sentiment',
			name: 'sentiment',
			type: 'boolean',
			default: true,
			description: 'Whether to tell how positive or negative each message is',
			routing: { send: { type: 'query', property: 'sentiment' } },
		},
		{
			displayName: 'Words',
			name: 'verbose',
			type: 'boolean',
			default: true,
			description: 'Whether to return each word with its time',
			routing: { send: { type: 'query', property: 'verbose' } },
		},
	],
};
