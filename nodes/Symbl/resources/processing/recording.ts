import type { IBinaryData, IDataObject, IHttpRequestOptions, INodeProperties } from 'n8n-workflow';
import type { Item } from '../../operation/item';
import type { Inquiry } from '../../run/requestSender';
import { isObject } from '../../transport/answer';
import { invalidItem, type Failure } from '../../transport/failures';

export type RecordingKind = 'audio' | 'video';

/** The parameters that say where a recording is. */
export const recordingFields: INodeProperties[] = [
	{
		displayName: 'Recording From',
		name: 'source',
		type: 'options',
		options: [
			{
				name: 'File',
				value: 'file',
				description: 'A file that comes in with the item. It is sent as it is read.',
			},
			{
				name: 'URL',
				value: 'url',
				description: 'An address from which Symbl fetches the recording',
			},
		],
		default: 'url',
	},
	{
		displayName: 'URL',
		name: 'url',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://example.com/call.mp3',
		displayOptions: { show: { source: ['url'] } },
		description:
			'Everybody must be able to open it, and it must lead to the file itself: no redirect, no short link, no YouTube or Vimeo page',
	},
	{
		displayName: 'Input Data Field Name',
		name: 'inputDataFieldName',
		type: 'string',
		required: true,
		default: 'data',
		placeholder: 'e.g. data',
		displayOptions: { show: { source: ['file'] } },
		description: 'The name of the field of the item that holds the file',
		hint: 'The name of the input field containing the file',
	},
];

/** Pages on which a recording is shown, but which are none. */
const PAGES = /(^|\.)(youtube\.com|youtu\.be|vimeo\.com)$/i;

/** Reads the address of a recording. */
export function readUrl(item: Item): { url: string } | Failure {
	const given = item.parameter('url');
	const text = typeof given === 'string' ? given.trim() : '';
	const parsed = URL.canParse(text) ? new URL(text) : undefined;
	if (!parsed || !/^https?:$/.test(parsed.protocol)) {
		return invalidItem(
			`'URL' is ${text ? `no web address: “${text.slice(0, 70)}”` : 'empty'}`,
			"Set 'URL' to the address of a recording, such as https://example.com/call.mp3.",
		);
	}
	if (PAGES.test(parsed.hostname)) {
		return invalidItem(
			`'URL' leads to a page of ${parsed.hostname}, which Symbl cannot process`,
			"Set 'URL' to the address of the recording itself, or send it as a file.",
		);
	}
	return { url: text };
}

/** A file that comes in with an item. */
export interface RecordingFile {
	name: string;
	mimeType: string;
	binary: IBinaryData;
}

/** Reads which file of the item is to be sent. Nothing of it is opened. */
export function readFile(item: Item): RecordingFile | Failure {
	const field = item.parameter('inputDataFieldName', 'data');
	const { binary = {}, json } = item.input;
	const name = typeof field === 'string' ? field.trim() : '';
	const found = isObject(field)
		? field
		: Object.hasOwn(binary, name)
			? binary[name]
			: Object.hasOwn(json, name)
				? json[name]
				: undefined;
	if (isBinary(found)) {
		return { name: found.fileName ?? name, mimeType: found.mimeType, binary: found };
	}
	const known = Object.keys(binary);
	return invalidItem(
		`The item has no file in a field named “${name.slice(0, 70)}”`,
		known.length > 0
			? `Check 'Input Data Field Name'. The item has files in: ${known.slice(0, 10).join(', ')}.`
			: "Check 'Input Data Field Name', and that the node before hands on a file.",
	);
}

const isBinary = (value: unknown): value is IBinaryData =>
	isObject(value) && typeof value.mimeType === 'string' && typeof value.data === 'string';

/** The only types that may be named for audio (Symbl's documentation, "Process audio"). */
const AUDIO_TYPES: Record<string, string> = {
	'audio/wav': 'audio/wav',
	'audio/x-wav': 'audio/wav',
	'audio/vnd.wave': 'audio/wav',
	'audio/wave': 'audio/wave',
	'audio/mpeg': 'audio/mpeg',
	'audio/mp3': 'audio/mp3',
};

/** @returns what to tell somebody whose file says that it is something else. */
export function warningAbout(
	{ name, mimeType }: RecordingFile,
	kind: RecordingKind,
): string | undefined {
	const isExpected = kind === 'video' ? mimeType === 'video/mp4' : mimeType.startsWith('audio/');
	if (isExpected || mimeType === 'application/octet-stream') return undefined;
	return kind === 'video'
		? `“${name}” is of the type ${mimeType}. Symbl processes videos in MP4 only.`
		: `“${name}” is of the type ${mimeType}, and was sent as audio. For a video, use 'Process Video'.`;
}

/** The slowest upload that is waited for, in bytes per second. */
const SLOWEST_UPLOAD = 64 * 1024;

/**
 * Prepares the sending of a file: as a stream that is opened for each attempt anew, with its length.
 * @param timeout of the run, in ms; undefined where nobody set one, and a large file may take longer.
 * @returns the parts of the request that carry it.
 */
export async function carrying(
	{ binary, name }: RecordingFile,
	kind: RecordingKind,
	helpers: Item['helpers'],
	defaultTimeout: number | undefined,
): Promise<
	{ options: Partial<IHttpRequestOptions>; openBody: Inquiry<unknown>['openBody'] } | Failure
> {
	const { id, mimeType } = binary;
	const inMemory = id === undefined ? Buffer.from(binary.data, 'base64') : undefined;
	const size = inMemory?.length ?? (await sizeOf(binary, id ?? '', helpers));
	if (size === undefined || size === 0) {
		return invalidItem(
			`The file “${name}” ${size === 0 ? 'is empty' : 'cannot be read'}`,
			'Check the node that hands on the file.',
		);
	}
	// Where the type is none of the documented ones, Symbl finds it out, if none is named.
	const contentType = kind === 'video' ? 'video/mp4' : (AUDIO_TYPES[mimeType] ?? false);
	const headers: IDataObject = { 'Content-Type': contentType, 'Content-Length': size };
	const timeout =
		defaultTimeout === undefined
			? {}
			: { timeout: Math.max(defaultTimeout, Math.ceil((size / SLOWEST_UPLOAD) * 1000)) };
	return inMemory
		? { options: { headers, body: inMemory, ...timeout }, openBody: undefined }
		: {
				options: { headers, ...timeout },
				openBody: async () => await helpers.getBinaryStream(id ?? ''),
			};
}

async function sizeOf(
	{ bytes }: IBinaryData,
	id: string,
	helpers: Item['helpers'],
): Promise<number | undefined> {
	const metadata = await helpers.getBinaryMetadata(id).catch(() => undefined);
	const size = Number(metadata?.fileSize ?? bytes);
	return Number.isSafeInteger(size) ? size : undefined;
}
