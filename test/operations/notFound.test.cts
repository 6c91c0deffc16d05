import type { Execution } from '../engine/engine.cts';
import type { SandboxOptions } from '../sandbox/sandbox.cts';
import {
	ENGLISH,
	generations,
	getting,
	jsonOf,
	listReads,
	openCalls,
	operate,
	requestsOf,
	singleReads,
	SILENT,
} from './operating.cts';

const UNKNOWN = '404';
const unknown = [{ conversationId: UNKNOWN }];
const at = (id: string, below = '') => `/v1/conversations/${id}${below}`;

/** All that reads something of a conversation that Symbl makes by itself, and what it asks for. */
const reads: Array<[name: string, request: string]> = [
	...listReads.map(({ name, below }): [string, string] => [name, `GET ${below}`]),
	...singleReads.map(([name, below]): [string, string] => [name, `GET ${below}`]),
	['conversationContent/getTranscript', 'POST /transcript'],
];

/**
 * The requests of an operation that gets nothing but 404, as the log has them.
 * @param isPathKnown whether the newest path is: then no older one is tried.
 */
const requests = (request: string, id: string, isPathKnown = false) => {
	const [method, below] = request.split(' ');
	const hasOlder = below === '/trackers' && !isPathKnown;
	const older = hasOlder ? [`GET ${at(id, '/trackers-detected')}`] : [];
	return [`${method} ${at(id, below)}`, ...older];
};

/** What a person reads of a failure. */
const saidBy = ({ error }: Execution) =>
	`${error?.message} ${error && 'description' in error ? error.description : ''}`;

describe.each(generations)('the %ser generation', (generation) => {
	it.each(reads)('%s says that a conversation does not exist', async (name, request) => {
		const sandbox = await openCalls({ generation });
		const execution = await operate(sandbox, name, { items: unknown });
		expect(saidBy(execution)).toMatch(
			/^Conversation 404 was not found: “The conversationId is either .*Check the ID/,
		);
		expect(execution.error).toMatchObject({ httpCode: '404', context: { data: unknown[0] } });
		expect(requestsOf(sandbox).map((sent) => sent.request)).toEqual([
			...requests(request, UNKNOWN, generation === 'new'),
			`GET ${at(UNKNOWN)}`,
		]);
		expect(requestsOf(sandbox).at(-1)).toEqual(getting(at(UNKNOWN)));
	});

	it.each(reads)('%s says that there is nothing yet', async (name, request) => {
		const sandbox = await openCalls({ generation });
		sandbox.play({ match: { path: /101\/./ }, answer: { status: 404, body: {} } });
		const execution = await operate(sandbox, name);
		expect(saidBy(execution)).toMatch(
			/^The .* of conversation 101 is not there\. The conversation itself exists Symbl may still be/,
		);
		expect(execution.error).toMatchObject({ httpCode: '404' });
		expect(requestsOf(sandbox).map((sent) => sent.request)).toEqual([
			...requests(request, ENGLISH),
			`GET ${at(ENGLISH)}`,
		]);
		expect(requestsOf(sandbox).at(-1)).toEqual(getting(at(ENGLISH)));
	});

	it.each(['conversationContent/getSummary', 'callScore/get', 'insight/get'])(
		'%s waits for a conversation that is being processed',
		async (name) => {
			const sandbox = await openCalls({ generation, notReady: new Set([ENGLISH]) });
			const execution = await operate(sandbox, name);
			expect(saidBy(execution)).toMatch(/of conversation 101 is not there.*try again in a few/);
			expect(sandbox.log).toHaveLength(2);
		},
	);
});

it.each<[string, SandboxOptions, RegExp, number]>([
	['200', { unknownId: 200 }, /^Conversation 404 was not found/, 2],
	['400', { unknownId: 400 }, /^Conversation 404 was not found/, 2],
])('a conversation that does not exist, told with HTTP %s', async (_, choices, says, count) => {
	const sandbox = await openCalls(choices);
	const execution = await operate(sandbox, 'conversationContent/getTopics', { items: unknown });
	expect(saidBy(execution)).toMatch(says);
	expect(sandbox.log).toHaveLength(count);
});

it.each([200, 400, 401, 403, 500])('asks for nothing more after HTTP %d', async (status) => {
	const sandbox = await openCalls();
	sandbox.play({ answer: { status, body: { summary: [] } } });
	await operate(sandbox, 'conversationContent/getSummary');
	expect(requestsOf(sandbox)).toEqual([getting(at(ENGLISH, '/summary'))]);
});

it('does not say that a conversation exists when that cannot be told', async () => {
	const sandbox = await openCalls({ notReady: new Set([ENGLISH]) });
	sandbox.play({ match: { path: at(ENGLISH) }, answer: { status: 500 } });
	const execution = await operate(sandbox, 'conversationContent/getSummary');
	expect(saidBy(execution)).toMatch(/^The summary of conversation 101 was not found/);
});

it('carries no option or body over to the question whether a conversation exists', async () => {
	const sandbox = await openCalls();
	await operate(sandbox, 'conversationContent/getMessages', {
		items: unknown,
		options: { sentiment: true, redact: true },
	});
	expect(requestsOf(sandbox)).toEqual([
		getting(at(UNKNOWN, '/messages'), { sentiment: 'true', redact: 'true' }),
		getting(at(UNKNOWN)),
	]);
});

it('tells them apart item by item', async () => {
	const sandbox = await openCalls({ notReady: new Set([ENGLISH]) });
	const items = [ENGLISH, UNKNOWN, SILENT].map((conversationId) => ({ conversationId }));
	const execution = await operate(sandbox, 'conversationContent/getSummary', {
		items,
		settings: { onError: 'continueErrorOutput' },
		options: { split: false },
	});
	const failed = (item: number, error: RegExp) => ({
		json: { ...items[item], error: expect.stringMatching(error) },
		pairedItem: { item },
	});
	expect(execution.outputs).toMatchObject([
		[{ json: { ...items[2], summary: [] }, pairedItem: { item: 2 } }],
		[failed(0, /101 is not there/), failed(1, /404 was not found/)],
	]);
	expect(jsonOf(execution)).toHaveLength(3);
});
