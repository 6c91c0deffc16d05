import { calling } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { theObject } from '../../operation/outputs';

const body = (property: string) => ({ send: { type: 'body', property } }) as const;

export const createOperation: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create experience',
		description: 'Create a web page of Symbl that shows a conversation, and get its address',
	},
	...calling({
		method: 'POST',
		path: '/v1/conversations/{conversationId}/experiences',
		subject: 'The page of conversation {conversationId}',
		output: theObject,
	}),
	takes: ['conversationId'],
	fields: [
		{
			displayName: 'Page',
			name: 'experience',
			type: 'options',
			options: [
				{
					name: 'Audio Summary',
					value: 'audio-summary',
					description: 'With trackers and analytics, next to the recording',
				},
				{ name: 'Text Summary', value: 'verbose-text-summary' },
				{ name: 'Video Summary', value: 'video-summary', description: 'Next to the recording' },
			],
			default: 'verbose-text-summary',
			routing: body('name'),
		},
		{
			displayName: 'Audio URL',
			name: 'audioUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://example.com/call.mp3',
			displayOptions: { show: { experience: ['audio-summary'] } },
			description: 'Where the recording is',
			routing: body('audioUrl'),
		},
		{
			displayName: 'Video URL',
			name: 'videoUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://example.com/call.mp4',
			displayOptions: { show: { experience: ['video-summary'] } },
			description: 'Where the recording is',
			routing: body('videoUrl'),
		},
	],
	options: [
		{
			displayName: 'Background Color',
			name: 'background',
			type: 'color',
			default: '',
			routing: body('color.background'),
		},
		{
			displayName: 'Custom Domain',
			name: 'enableCustomDomain',
			type: 'boolean',
			default: true,
			description: 'Whether the address is one of the custom domain that Symbl has set up for you',
			routing: body('enableCustomDomain'),
		},
		{
			displayName: 'Expires In',
			name: 'summaryURLExpiresIn',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 2592000,
			description: 'For how many seconds the page can be opened. 0 means for ever.',
			routing: body('summaryURLExpiresIn'),
		},
		{
			displayName: 'Favicon URL',
			name: 'favicon',
			type: 'string',
			default: '',
			routing: body('favicon'),
		},
		{
			displayName: 'Font',
			name: 'font',
			type: 'string',
			default: '',
			placeholder: 'e.g. Roboto',
			description: 'The name of a font of Google Fonts',
			routing: body('font.family'),
		},
		{
			displayName: 'Insights Filter Color',
			name: 'insightsFilter',
			type: 'color',
			default: '',
			routing: body('color.insightsFilter'),
		},
		{
			displayName: 'Logo URL',
			name: 'logo',
			type: 'string',
			default: '',
			routing: body('logo'),
		},
		{
			displayName: 'Read Only',
			name: 'readOnly',
			type: 'boolean',
			default: true,
			description: 'Whether nobody can change anything on the page',
			routing: body('readOnly'),
		},
		{
			displayName: 'Topics Filter Color',
			name: 'topicsFilter',
			type: 'color',
			default: '',
			routing: body('color.topicsFilter'),
		},
	],
};
