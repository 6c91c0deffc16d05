import {
	ENGLISH,
	generations,
	jsonOf,
	JAPANESE,
	listReads,
	openCalls,
	operate,
	readFrom,
	requestsOf,
	SILENT,
} from './operating.cts';

const NAME = 'conversationContent/getEverything';
const at = (id: string, below = '') => `/v1/conversations/${id}${below}`;

const PARTS = [
	...['conversation', 'members', 'messages', 'transcript', 'summary', 'topics', 'questions'],
	...['actionItems', 'followUps', 'insights', 'entities', 'trackers', 'analytics', 'bookmarks'],
];

const KEYS = ['conversationId', 'isComplete', 'missing'];

describe.each(generations)('the %ser generation', (generation) => {
	it('holds all parts in one item, each as its own operation gives it', async () => {
		const sandbox = await openCalls({ generation });
		const { outputs } = await operate(sandbox, NAME, { items: [{ conversationId: JAPANESE }] });
		const below = (path: string) => at(JAPANESE, path);
		expect(requestsOf(sandbox).map(({ request }) => request)).toEqual([
			...['', '/members', '/messages'].map((path) => `GET ${below(path)}`),
			`POST ${below('/transcript')}`,
			...['/summary', '/topics', '/questions', '/action-items', '/follow-ups', '/insights'].map(
				(path) => `GET ${below(path)}`,
			),
			...['/entities', '/trackers'].map((path) => `GET ${below(path)}`),
			...(generation === 'old' ? [`GET ${below('/trackers-detected')}`] : []),
			...['/analytics', '/bookmarks'].map((path) => `GET ${below(path)}`),
		]);
		const reads = requestsOf(sandbox).filter(({ request }) => request.startsWith('GET'));
		expect(reads.filter(({ body }) => body !== undefined)).toEqual([]);

		expect(outputs).toHaveLength(1);
		expect(outputs[0]).toHaveLength(1);
		const [item] = outputs[0] ?? [];
		expect(item?.pairedItem).toEqual({ item: 0 });
		const json = item?.json ?? {};
		expect(Object.keys(json)).toEqual([...KEYS, ...PARTS]);
		expect(json).toMatchObject({ conversationId: JAPANESE, isComplete: true, missing: [] });
		expect(json.transcript).toMatch(/<br\/><br\/>.*😊/s);
		expect(json.conversation).toEqual(await readFrom(sandbox, JAPANESE, ''));
		expect(json.analytics).toEqual(await readFrom(sandbox, JAPANESE, '/analytics'));
		for (const { name, list } of listReads) {
			const [own] = jsonOf(
				await operate(sandbox, name, {
					items: [{ conversationId: JAPANESE }],
					options: { split: false },
				}),
			);
			expect([list, json[list]]).toEqual([list, own?.[list]]);
			if (list !== 'bookmarks') expect(own?.[list]).not.toEqual([]);
		}
	});

	it('is complete for a conversation in which nobody says a word', async () => {
		const sandbox = await openCalls({ generation });
		const [json] = jsonOf(await operate(sandbox, NAME, { items: [{ conversationId: SILENT }] }));
		expect(json).toMatchObject({
			isComplete: true,
			missing: [],
			transcript: '',
			members: [],
			messages: [],
			summary: [],
			trackers: [],
			bookmarks: [],
			analytics: { members: [] },
		});
	});

	it('names what is not there yet, and does not claim to be complete', async () => {
		const sandbox = await openCalls({ generation, notReady: new Set([ENGLISH]) });
		sandbox.play({ match: { path: /\/analytics$/ }, answer: { status: 404 } });
		const [json] = jsonOf(await operate(sandbox, NAME));
		expect(json).toMatchObject({
			isComplete: false,
			missing: [
				{ part: 'summary', message: expect.stringMatching(/summary.*101 is not there/) },
				{ part: 'analytics', message: expect.stringMatching(/analytics.*101 is not there/) },
			],
		});
		const there = PARTS.filter((part) => part !== 'summary' && part !== 'analytics');
		expect(Object.keys(json ?? {})).toEqual([...KEYS, ...there]);
	});
});

/** What stands in the path of each part. */
const paths = [
	...['/101$', '/members', '/messages', '/transcript', '/summary', '/topics', '/questions'],
	...['/action-items', '/follow-ups', '/insights', '/entities', '/trackers', '/analytics'],
	'/bookmarks',
];

describe.each(paths)('%s', (path) => {
	it.each([500, 401, 400, 429])('fails the whole item with HTTP %d', async (status) => {
		const sandbox = await openCalls();
		sandbox.play({ match: { path: new RegExp(path) }, answer: { status } });
		const execution = await operate(sandbox, NAME, {
			settings: { onError: 'continueRegularOutput' },
		});
		const details = { conversationId: ENGLISH, httpCode: String(status) };
		expect(jsonOf(execution)).toEqual([
			{ error: expect.stringContaining('onversation 101'), details: expect.anything() },
		]);
		expect(jsonOf(execution)).toMatchObject([{ details }]);
	});

	it('is asked for again when it may help', async () => {
		const sandbox = await openCalls();
		sandbox.play({ match: { path: new RegExp(path) }, times: 1, answer: { status: 503 } });
		const execution = await operate(sandbox, NAME, { options: { maxRetries: 1 } });
		expect(jsonOf(execution)).toMatchObject([{ isComplete: true }]);
		expect(sandbox.log).toHaveLength(PARTS.length + 1);
	});

	it('fails the whole item if the conversation is gone by then', async () => {
		const sandbox = await openCalls();
		const gone = { status: 404, body: { message: 'The conversationId does not exist.' } };
		const skip = paths.indexOf(path);
		sandbox.play({ match: { path: /101/ }, skip, answer: gone });
		const { error, outputs } = await operate(sandbox, NAME);
		expect(error?.message).toMatch(/^Conversation 101 was not found/);
		expect(outputs.flat()).toEqual([]);
	});
});

it('fails the item when nobody can tell whether a part is missing', async () => {
	const sandbox = await openCalls();
	sandbox.play({ match: { path: /\/summary$/ }, answer: { status: 404 } });
	sandbox.play({ match: { path: at(ENGLISH) }, skip: 1, answer: { status: 500 } });
	const { error, outputs } = await operate(sandbox, NAME);
	expect(error?.message).toMatch(/^The summary of conversation 101 was not found/);
	expect(outputs.flat()).toEqual([]);
});

it('a conversation that does not exist has no parts', async () => {
	const sandbox = await openCalls();
	const { error } = await operate(sandbox, NAME, { items: [{ conversationId: '404' }] });
	expect(error?.message).toMatch(/^Conversation 404 was not found/);
	expect(requestsOf(sandbox)).toHaveLength(1);
});

it('has one request open for each item at a time, and keeps to Max Concurrency', async () => {
	const sandbox = await openCalls({ latencyMs: 5 });
	const items = [ENGLISH, JAPANESE, SILENT, ENGLISH].map((conversationId) => ({ conversationId }));
	const execution = await operate(sandbox, NAME, { items, options: { maxConcurrency: 2 } });
	expect(jsonOf(execution).map(({ conversationId }) => ({ conversationId }))).toEqual(items);
	expect(sandbox.maxOpen).toBe(2);
});

describe('an answer that is not all there is', () => {
	const messages = [{ id: '1', text: 'Hello' }];
	it.each([
		{ hasMore: true },
		{ total: 2 },
		{ next: '/v1/conversations/101/messages?page=2' },
		{ pagination: { nextPage: 2 } },
	])('is kept, and said to be incomplete: %j', async (more) => {
		const sandbox = await openCalls();
		sandbox.play({ match: { path: /\/messages$/ }, answer: { body: { messages, ...more } } });
		const [json] = jsonOf(await operate(sandbox, NAME));
		expect(json).toMatchObject({
			isComplete: false,
			missing: [{ part: 'messages', message: expect.stringMatching(/more follows/) }],
			messages,
		});
	});

	it.each([{ hasMore: false }, { total: 1 }, { next: null }, { next: '' }, { nextPage: 0 }])(
		'is complete where it says so: %j',
		async (more) => {
			const sandbox = await openCalls();
			sandbox.play({ match: { path: /\/messages$/ }, answer: { body: { messages, ...more } } });
			const [json] = jsonOf(await operate(sandbox, NAME));
			expect(json).toMatchObject({ isComplete: true, missing: [] });
		},
	);
});

it('keeps numbers above 2^53 as they are', async () => {
	const sandbox = await openCalls();
	const body = '{"messages":[{"id":9007199254740993,"text":"1234567890123456789","duration":1.5}]}';
	const answer = { body, headers: { 'content-type': 'application/json' } };
	sandbox.play({ match: { path: /\/messages$/ }, answer });
	const [json] = jsonOf(await operate(sandbox, NAME));
	expect(json?.messages).toEqual([
		{ id: '9007199254740993', text: '1234567890123456789', duration: 1.5 },
	]);
});
