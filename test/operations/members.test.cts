import type { IDataObject, INodeParameters } from 'n8n-workflow';
import {
	ENGLISH,
	generations,
	jsonOf,
	openCalls,
	operate,
	PRIYA,
	readFrom,
	requestsOf,
} from './operating.cts';

const MEMBER = `/v1/conversations/${ENGLISH}/members/${PRIYA}`;
const SPEAKERS = `/v1/conversations/${ENGLISH}/speakers`;
const items = [{ conversationId: ENGLISH, memberId: PRIYA }];

describe.each(generations)('the %ser generation', (generation) => {
	it.each<[object, object]>([
		[{}, { name: 'Прия 🎧' }],
		[{ email: 'new@example.com' }, { name: 'Прия 🎧', email: 'new@example.com' }],
	])('updates a member with the options %j', async (options, changes) => {
		const sandbox = await openCalls({ generation });
		const { outputs, error } = await operate(sandbox, 'member/update', {
			items,
			parameters: { memberName: 'Прия 🎧' },
			options: { ...options },
		});
		expect(error).toBeUndefined();
		expect(requestsOf(sandbox)).toEqual([
			{ request: `PUT ${MEMBER}`, query: {}, body: { id: PRIYA, ...changes } },
		]);
		expect(sandbox.conversations.get(ENGLISH)?.members[0]).toMatchObject({
			id: PRIYA,
			...changes,
		});
		const message = expect.stringContaining('updated successfully!');
		expect(outputs).toEqual([
			[{ json: { ...items[0], updated: true, message }, pairedItem: { item: 0 } }],
		]);
	});

	it('tells who spoke when, from the collection', async () => {
		const sandbox = await openCalls({ generation });
		const event = [
			{ type: 'started_speaking', name: 'Zoë', email: 'zoe@example.de', userId: 'z', seconds: 0 },
			{ type: 'stopped_speaking', name: 'Zoë', email: 'zoe@example.de', userId: '', seconds: 2.25 },
			{ name: '佐藤 健', seconds: 2.25 },
		];
		const { outputs, error } = await operate(sandbox, 'speakerEvent/update', {
			parameters: { speakerEvents: { event } },
		});
		expect(error).toBeUndefined();
		const zoe = { name: 'Zoë', email: 'zoe@example.de' };
		const speakerEvents = [
			{ type: 'started_speaking', user: { ...zoe, id: 'z' }, offset: { seconds: 0, nanos: 0 } },
			{ type: 'stopped_speaking', user: zoe, offset: { seconds: 2, nanos: 250_000_000 } },
			{
				type: 'started_speaking',
				user: { name: '佐藤 健' },
				offset: { seconds: 2, nanos: 250_000_000 },
			},
		];
		expect(requestsOf(sandbox)).toEqual([
			{ request: `PUT ${SPEAKERS}`, query: {}, body: { speakerEvents } },
		]);
		const message = expect.stringContaining('successfully!');
		expect(outputs).toEqual([
			[
				{
					json: { conversationId: ENGLISH, updated: true, message },
					pairedItem: { item: 0 },
				},
			],
		]);
		expect(JSON.stringify(await readFrom(sandbox, ENGLISH, '/messages'))).toContain('Zoë');
	});
});

const updated = async (events: IDataObject[string]) => {
	const sandbox = await openCalls();
	const execution = await operate(sandbox, 'speakerEvent/update', {
		items: [{ conversationId: ENGLISH, events }],
		parameters: { specifySpeakerEvents: 'json', speakerEventsJson: '={{ $json.events }}' },
	});
	return { sandbox, execution };
};

it('takes a list of events from an expression', async () => {
	const { sandbox, execution } = await updated([
		{ name: 'Zoë', seconds: 3 },
		{ name: 'Zoë', seconds: 9, type: 'stopped_speaking' },
	]);
	expect(execution.error).toBeUndefined();
	expect(sandbox.log.map(({ body }) => body)).toEqual([
		{
			speakerEvents: [
				{ type: 'started_speaking', user: { name: 'Zoë' }, offset: { seconds: 3, nanos: 0 } },
				{ type: 'stopped_speaking', user: { name: 'Zoë' }, offset: { seconds: 9, nanos: 0 } },
			],
		},
	]);
});

it.each([
	[0.1 + 0.2, 0, 300_000_000],
	[12.345, 12, 345_000_000],
	[4.1, 4, 100_000_000],
	[1.000000001, 1, 1],
	[1.9999999999, 2, 0],
	[14_399.999, 14_399, 999_000_000],
])('%d seconds are %d seconds and %d nanoseconds', async (given, seconds, nanos) => {
	const { sandbox } = await updated([{ name: 'Zoë', seconds: given }]);
	expect(sandbox.log.map(({ body }) => body)).toMatchObject([
		{ speakerEvents: [{ offset: { seconds, nanos } }] },
	]);
});

const good = { name: 'Zoë', seconds: 1 };

it.each<[string, IDataObject[string], RegExp]>([
	['nothing', undefined, /'Speaker Events' is not a list/],
	['an empty list', [], /'Speaker Events' is empty/],
	['an object', { event: [good] }, /'Speaker Events' is not a list/],
	['text', 'Zoë', /'Speaker Events' is not a list/],
	['half of a list', '[{"name": "Zoë"', /'Speaker Events' is not a list/],
	['a list of texts', ['Zoë'], /Event 1 of 'Speaker Events' is not an event/],
	['no name', [good, { seconds: 1 }], /Event 2 of 'Speaker Events' has no name/],
	['blanks for a name', [{ ...good, name: '  ' }], /Event 1 .* has no name/],
	['a number for a name', [{ ...good, name: 7 }], /Event 1 .* has no name/],
	['no seconds', [{ name: 'Zoë' }], /Event 1 .* must be at a number of seconds/],
	['text for seconds', [{ ...good, seconds: '1' }], /must be at a number of seconds.*"1"/],
	['seconds before the start', [{ ...good, seconds: -1 }], /must be at a number of seconds.*-1/],
	['no type of these', [good, { ...good, type: 'sings' }], /Event 2 .* of the type .*"sings"/],
])('refuses %s, and sends nothing', async (_, events, says) => {
	const { sandbox, execution } = await updated(events);
	expect(execution.error?.message).toMatch(says);
	expect(execution.error?.message).toContain('Nothing was sent for this item');
	expect(sandbox.log).toEqual([]);
});

it.each<[string, INodeParameters, RegExp]>([
	['no events in the collection', { speakerEvents: {} }, /'Speaker Events' is empty/],
	[
		'seconds without an end',
		{ speakerEvents: { event: [{ ...good, seconds: '={{ 1 / 0 }}' }] } },
		/Event 1 .* must be at a number of seconds/,
	],
])('refuses %s', async (_, parameters, says) => {
	const sandbox = await openCalls();
	const { error } = await operate(sandbox, 'speakerEvent/update', { parameters });
	expect(error?.message).toMatch(says);
	expect(sandbox.log).toEqual([]);
});

it('takes a list that is typed in, too', async () => {
	const sandbox = await openCalls();
	const { error } = await operate(sandbox, 'speakerEvent/update', {
		parameters: { specifySpeakerEvents: 'json', speakerEventsJson: JSON.stringify([good]) },
	});
	expect(error).toBeUndefined();
	expect(sandbox.log.map(({ body }) => body)).toMatchObject([
		{ speakerEvents: [{ user: { name: 'Zoë' }, offset: { seconds: 1 } }] },
	]);
});

it.each([
	['member/update', { memberName: 'Zoë' }],
	['speakerEvent/update', { speakerEvents: { event: [good] } }],
])('%s is sent again after 500', async (name, parameters) => {
	const sandbox = await openCalls();
	sandbox.play({ match: { method: 'PUT' }, times: 1, answer: { act: true, status: 500 } });
	const execution = await operate(sandbox, name, {
		items,
		parameters,
		options: { maxRetries: 1 },
	});
	expect(sandbox.requests({ method: 'PUT' })).toHaveLength(2);
	expect(jsonOf(execution)).toMatchObject([{ updated: true }]);
});

it('tells a member that does not exist', async () => {
	const sandbox = await openCalls();
	const { error } = await operate(sandbox, 'member/update', {
		items: [{ conversationId: ENGLISH, memberId: '404' }],
		parameters: { memberName: 'Zoë' },
	});
	expect(error).toMatchObject({
		message: expect.stringContaining('Member 404 of conversation 101 was not found'),
		httpCode: '404',
	});
});
