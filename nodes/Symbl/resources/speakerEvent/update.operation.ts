import { jsonParse, type IDataObject } from 'n8n-workflow';
import { calling } from '../../operation/call';
import type { Item } from '../../operation/item';
import type { Operation } from '../../operation/operation';
import { done } from '../../operation/outputs';
import { isObject } from '../../transport/answer';
import { invalidItem, isFailure, type Failure } from '../../transport/failures';

const NANOS = 1_000_000_000;

const TYPES: unknown[] = ['started_speaking', 'stopped_speaking'];

export const updateOperation: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update speaker events',
		description: 'Tell Symbl who spoke when, for a recording that it could not divide by speakers',
	},
	...calling({
		method: 'PUT',
		path: '/v1/conversations/{conversationId}/speakers',
		subject: 'The list of speaker events of conversation {conversationId}',
		body(item) {
			const events = givenEvents(item);
			if (!Array.isArray(events)) return invalid("'Speaker Events' is not a list");
			if (events.length === 0) return invalid("'Speaker Events' is empty");
			const speakerEvents = events.map(speakerEvent);
			return speakerEvents.find(isFailure) ?? { speakerEvents };
		},
		output: done('updated'),
	}),
	takes: ['conversationId'],
	fields: [
		{
			displayName: 'Specify Speaker Events',
			name: 'specifySpeakerEvents',
			type: 'options',
			options: [
				{ name: 'Using Fields Below', value: 'fields' },
				{ name: 'Using JSON', value: 'json', description: 'Such as a list from an expression' },
			],
			default: 'fields',
		},
		{
			displayName: 'Speaker Events',
			name: 'speakerEventsJson',
			type: 'json',
			displayOptions: { show: { specifySpeakerEvents: ['json'] } },
			required: true,
			default:
				'[\n  { "type": "started_speaking", "name": "Nathan Smith", "seconds": 0 },\n  { "type": "stopped_speaking", "name": "Nathan Smith", "seconds": 12.5 }\n]',
			description:
				'A list of who started and who stopped speaking, and when. Each entry has a type, a name and seconds, and may have an email and a userId.',
		},
		{
			displayName: 'Speaker Events',
			name: 'speakerEvents',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			displayOptions: { show: { specifySpeakerEvents: ['fields'] } },
			placeholder: 'Add Event',
			default: {},
			required: true,
			options: [
				{
					displayName: 'Event',
					name: 'event',
					values: [
						{
							displayName: 'Email',
							name: 'email',
							type: 'string',
							placeholder: 'e.g. nathan@example.com',
							default: '',
						},
						{
							displayName: 'Name',
							name: 'name',
							type: 'string',
							placeholder: 'e.g. Nathan Smith',
							default: '',
							description: 'Who speaks',
						},
						{
							displayName: 'Seconds',
							name: 'seconds',
							type: 'number',
							typeOptions: { minValue: 0, numberPrecision: 3 },
							default: 0,
							description: 'How long after the start of the conversation',
						},
						{
							displayName: 'Type',
							name: 'type',
							type: 'options',
							options: [
								{ name: 'Started Speaking', value: 'started_speaking' },
								{ name: 'Stopped Speaking', value: 'stopped_speaking' },
							],
							default: 'started_speaking',
						},
						{
							displayName: 'User ID',
							name: 'userId',
							type: 'string',
							default: '',
							description: 'An ID of your own for this person. Optional.',
						},
					],
				},
			],
			description: 'Who started and who stopped speaking, and when',
		},
	],
};

/** n8n takes no expression for a whole collection, so what comes from one stands in a field of its own. */
function givenEvents(item: Item): unknown {
	if (item.parameter('specifySpeakerEvents') !== 'json') {
		return item.parameter('speakerEvents.event', []);
	}
	const given = item.parameter('speakerEventsJson');
	return typeof given === 'string' ? jsonParse<unknown>(given, { fallbackValue: null }) : given;
}

/** Makes of an event what Symbl's documentation shows ("Update Speaker Events"). */
function speakerEvent(event: unknown, index: number): IDataObject | Failure {
	const which = `Event ${index + 1} of 'Speaker Events'`;
	if (!isObject(event)) return invalid(`${which} is not an event`);
	const { type = 'started_speaking', name, email, userId, seconds } = event;
	if (!TYPES.includes(type)) {
		return invalid(
			`${which} must be of the type ${TYPES.join(' or ')}, but it is ${JSON.stringify(type)}`,
		);
	}
	if (typeof name !== 'string' || !name.trim()) return invalid(`${which} has no name`);
	if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) {
		return invalid(
			`${which} must be at a number of seconds, but it is at ${JSON.stringify(seconds)}`,
		);
	}
	const nanos = Math.round(seconds * NANOS);
	return {
		type,
		user: { name, ...(email ? { email } : {}), ...(userId ? { id: userId } : {}) },
		offset: { seconds: Math.floor(nanos / NANOS), nanos: nanos % NANOS },
	};
}

const invalid = (message: string): Failure => invalidItem(message, "Check 'Speaker Events'.");
