import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { readMoment } from '../conversation/moment';
import type { Item } from '../../operation/item';
import { isObject, parseJson } from '../../transport/answer';
import { invalidItem, isFailure, type Failure } from '../../transport/failures';

/** The parameters that hold what was said. */
export const messageFields: INodeProperties[] = [
	{
		displayName: 'Specify Messages',
		name: 'messagesFrom',
		type: 'options',
		options: [
			{ name: 'Using Fields Below', value: 'fields' },
			{ name: 'Using JSON', value: 'json' },
		],
		default: 'fields',
	},
	{
		displayName: 'Messages',
		name: 'messages',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Message',
		default: { message: [{ content: '' }] },
		displayOptions: { show: { messagesFrom: ['fields'] } },
		description: 'What was said, in its order',
		options: [
			{
				displayName: 'Message',
				name: 'message',
				values: [
					{
						displayName: 'Content',
						name: 'content',
						type: 'string',
						typeOptions: { rows: 2 },
						default: '',
						placeholder: 'e.g. Hello, how can I help you?',
					},
					{
						displayName: 'Ended At',
						name: 'endTime',
						type: 'dateTime',
						default: '',
					},
					{
						displayName: 'Speaker ID',
						name: 'userId',
						type: 'string',
						default: '',
						placeholder: 'e.g. nathan@example.com',
						description: 'An email address, or whatever else tells one speaker from another',
					},
					{
						displayName: 'Speaker Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. Nathan',
					},
					{
						displayName: 'Started At',
						name: 'startTime',
						type: 'dateTime',
						default: '',
					},
				],
			},
		],
	},
	{
		displayName: 'Messages (JSON)',
		name: 'messagesJson',
		type: 'json',
		typeOptions: { rows: 5 },
		default: '[{ "payload": { "content": "Hello" }, "from": { "name": "Nathan" } }]',
		required: true,
		displayOptions: { show: { messagesFrom: ['json'] } },
		description:
			'A list of messages, each with its text as "content" or, as in Symbl\'s documentation, with "payload", "from" and "duration"',
	},
];

/** Reads what was said, in the form that Symbl's documentation has ("Process text"). */
export function readMessages(item: Item): IDataObject[] | Failure {
	const fromJson = item.parameter('messagesFrom', 'fields') === 'json';
	const given = fromJson ? jsonOf(item.parameter('messagesJson')) : fieldsOf(item);
	if (!Array.isArray(given) || given.length === 0) {
		return unusable(
			given === undefined ? 'are no valid JSON' : 'must be a list with at least one entry',
		);
	}
	const messages: IDataObject[] = [];
	for (const [index, entry] of given.entries()) {
		const message = messageOf(entry, item.timezone);
		if (typeof message === 'string') return unusable(`: entry ${index + 1} ${message}`);
		if (isFailure(message)) return message;
		messages.push(message);
	}
	return messages;
}

const fieldsOf = (item: Item): unknown => {
	const given = item.parameter('messages', {});
	return isObject(given) ? (given.message ?? []) : given;
};

const jsonOf = (given: unknown): unknown => (typeof given === 'string' ? parseJson(given) : given);

/** @returns a message in Symbl's own form, or what is wrong with it, as half a sentence. */
function messageOf(entry: unknown, timezone: string): IDataObject | Failure | string {
	if (!isObject(entry)) return 'is no message';
	if (entry.payload !== undefined) {
		const { payload } = entry;
		return isObject(payload) && isText(payload.content) ? entry : 'has no text';
	}
	const { content, name, userId, startTime, endTime } = entry;
	if (!isText(content)) return 'has no text';
	const from: IDataObject = { ...(isGiven(name) && { name }), ...(isGiven(userId) && { userId }) };
	const duration: IDataObject = {};
	for (const [key, label, time] of [
		['startTime', 'Started At', startTime],
		['endTime', 'Ended At', endTime],
	] as const) {
		if (!isGiven(time)) continue;
		const ms = readMoment(time, label, timezone);
		if (isFailure(ms)) return ms;
		duration[key] = new Date(ms).toISOString();
	}
	return {
		payload: { content },
		...(Object.keys(from).length > 0 && { from }),
		...(Object.keys(duration).length > 0 && { duration }),
	};
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

const unusable = (what: string): Failure =>
	invalidItem(
		`'Messages' ${what}`.replace(' :', ':'),
		'Check the expression or the data that comes in.',
	);
