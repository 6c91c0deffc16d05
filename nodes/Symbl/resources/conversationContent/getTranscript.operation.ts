import { calling, type Call } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { isObject } from '../../transport/answer';

/** What a transcript can be had as: its name for Symbl, and the file that it becomes. */
const FORMATS = {
	'text/markdown': { extension: 'md', mimeType: 'text/markdown' },
	'text/srt': { extension: 'srt', mimeType: 'application/x-subrip' },
};

const isFormat = (type: unknown): type is keyof typeof FORMATS =>
	typeof type === 'string' && Object.hasOwn(FORMATS, type);

export const transcriptCall: Call<string> = {
	method: 'POST',
	path: '/v1/conversations/{conversationId}/transcript',
	subject: 'The transcript of conversation {conversationId}',
	isRead: true,
	body(item) {
		const highlight = item.option('highlight');
		return typeof highlight === 'string' ? { phrases: { [highlight]: true } } : {};
	},
	isProcessed: true,
	output: {
		read: transcriptIn,
		async items(transcript, ids, item) {
			const given = item.parameter('contentType', 'text/markdown');
			const contentType = isFormat(given) ? given : 'text/markdown';
			const json = { ...ids, contentType };
			if (item.option('outputFile') !== true) {
				return [{ json: { ...json, transcript } }];
			}
			const { extension, mimeType } = FORMATS[contentType];
			const fileName = `transcript-${ids.conversationId}.${extension}`;
			const field = String(item.option('outputField') ?? 'data');
			const file = Buffer.from(transcript, 'utf8');
			const data = await item.helpers.prepareBinaryData(file, fileName, mimeType);
			return [{ json: { ...json, fileName }, binary: { [field]: data } }];
		},
	},
};

export const getTranscriptOperation: Operation = {
	option: {
		name: 'Get Transcript',
		value: 'getTranscript',
		action: 'Get transcript of conversation',
		description: 'Get all that was said as one text or file',
	},
	...calling(transcriptCall),
	takes: ['conversationId'],
	fields: [
		{
			displayName: 'Format',
			name: 'contentType',
			type: 'options',
			options: [
				{ name: 'Markdown', value: 'text/markdown' },
				{ name: 'SRT Subtitles', value: 'text/srt' },
			],
			default: 'text/markdown',
			routing: { send: { type: 'body', property: 'contentType' } },
		},
	],
	options: [
		{
			displayName: 'Highlight',
			name: 'highlight',
			type: 'options',
			options: [
				{ name: 'All Key Phrases', value: 'highlightAllKeyPhrases' },
				{ name: 'Key Phrases of Insights', value: 'highlightOnlyInsightKeyPhrases' },
			],
			default: 'highlightAllKeyPhrases',
			description: 'Which phrases to mark, in Markdown',
		},
		{
			displayName: 'Output as File',
			name: 'outputFile',
			type: 'boolean',
			default: true,
			description: 'Whether to output a file instead of text',
		},
		{
			displayName: 'Paragraphs',
			name: 'createParagraphs',
			type: 'boolean',
			default: true,
			description: 'Whether to divide the text into paragraphs, in Markdown',
			routing: { send: { type: 'body', property: 'createParagraphs' } },
		},
		{
			displayName: 'Put Output File in Field',
			name: 'outputField',
			type: 'string',
			default: 'data',
			hint: 'The name of the output binary field to put the file in',
			description: "Used with 'Output as File'",
		},
		{
			displayName: 'Speakers',
			name: 'showSpeakerSeparation',
			type: 'boolean',
			default: true,
			description: 'Whether to tell who speaks, where Symbl knows',
			routing: { send: { type: 'body', property: 'showSpeakerSeparation' } },
		},
	],
};

/** The text; subtitles came wrapped once more until 2022. */
function transcriptIn(body: unknown): string | undefined {
	const transcript = isObject(body) ? body.transcript : undefined;
	const payload: unknown = isObject(transcript) ? transcript.payload : undefined;
	const text: unknown = isObject(payload) ? payload.content : payload;
	return typeof text === 'string' ? text : undefined;
}
