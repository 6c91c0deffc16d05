import type { IDataObject } from 'n8n-workflow';
import { calling } from '../call';
import type { Operation } from '../operation';
import { done } from '../outputs';
import { isObject } from '../../transport/answer';
import { isFailure, refusal, type Failure } from '../../transport/failures';

const NANOS = 1_000_000_000;

export const updateOperation: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update speaker events',
		description: 'Tell Symbl who spoke when, for a recording that it could not divide by speakers',
		routing: calling({
			method: 'PUT',
			path: '/v1/conversations/{conversationId}/speakers',
			subject: 'The speaker events of conversation {conversationId}',
			body({ context }) {
				const given: unknown = context.getNodeParameter('speakerEvents', {});
				const events: unknown = isObject(given) ? (given.event ?? []) : given;
				if (!Array.isArray(events) || events.length === 0) {
					return invalid("'Speaker Events' is empty");
				}
				const speakerEvents = events.map(speakerEvent);
				return speakerEvents.find(isFailure) ?? { speakerEvents };
			},
			output: done('updated'),
		}),
	},
	takes: ['conversationId'],
	fields: [
		{
			displayName: 'Speaker Events',
			name: 'speakerEvents',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
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
			description:
				'Who started and who stopped speaking, and when. An expression may give a list of such events.',
		},
	],
};

/** Makes of an event what Symbl's documentation shows ("Update Speaker Events"). */
function speakerEvent(event: unknown, index: number): IDataObject | Failure {
	const which = `Event ${index + 1} of 'Speaker Events'`;
	if (!isObject(event)) return invalid(`${which} is not an event`);
	const { type = 'started_speaking', name, email, userId, seconds } = event;
	if (typeof name !== 'string' || !name.trim()) return invalid(`${which} has no name`);
	if (typeof seconds !== 'number' || !(seconds >= 0)) {
		return invalid(
			`${which} must be at a number of seconds, but it is at ${JSON.stringify(seconds)}`,
		);
	}
	const whole = Math.floor(seconds);
	return {
		type,
		user: { name, ...(email ? { email } : {}), ...(userId ? { id: userId } : {}) },
		offset: { seconds: whole, nanos: Math.round((seconds - whole) * NANOS) },
	};
}

const invalid = (message: string): Failure =>
	refusal(`${message}. Nothing was sent for this item`, "Check 'Speaker Events'.");
