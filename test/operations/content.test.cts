import type { INodeParameters } from 'n8n-workflow';
import { isObject } from '../sandbox/jsonFields.cts';
import { callSandbox } from '../sandbox/client.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import {
	addBookmark,
	ENGLISH,
	generations,
	getting,
	JAPANESE,
	jsonOf,
	listReads,
	openCalls,
	operate,
	readFrom,
	requestsOf,
	SILENT,
	singleReads,
} from './operating.cts';

const items = [ENGLISH, JAPANESE, SILENT].map((conversationId) => ({ conversationId }));
const at = (id: string, below: string) => `/v1/conversations/${id}${below}`;

/** The entries of a list that Symbl has, bare or in a field. */
async function entriesIn(sandbox: Sandbox, id: string, below: string): Promise<object[]> {
	const answer = await readFrom(sandbox, id, below);
	const list = isObject(answer) ? Object.values(answer)[0] : answer;
	if (!Array.isArray(list) || !list.every(isObject)) throw new Error(`No list at ${below}`);
	return list;
}

/** The extra field under which the ID of an entry stands, as the parameter that takes it is called. */
const ID_FIELDS: Record<string, string> = { members: 'memberId', bookmarks: 'bookmarkId' };

describe.each(generations)('the %ser generation', (generation) => {
	/** Where it has the trackers, after the path that it does not know. */
	const paths = (id: string, below: string) =>
		below === '/trackers' && generation === 'old'
			? [at(id, below), at(id, '/trackers-detected')]
			: [at(id, below)];

	describe.each(listReads)('$name', ({ name, below, list }) => {
		async function read(split?: boolean) {
			const sandbox = await openCalls({ generation });
			await addBookmark(sandbox);
			await addBookmark(sandbox, { label: '値段 🎉' });
			const options = { maxConcurrency: 1, ...(split === undefined ? {} : { split }) };
			const { outputs, error } = await operate(sandbox, name, { items, options });
			expect(error).toBeUndefined();
			const asked = items.flatMap(({ conversationId }) => paths(conversationId, below));
			expect(requestsOf(sandbox)).toEqual(asked.map((path) => getting(path)));

			const kept = await Promise.all(
				items.map(async ({ conversationId }) => {
					const from = paths('', below).at(-1)?.split('/').at(-1);
					return await entriesIn(sandbox, conversationId, `/${from}`);
				}),
			);
			const entries = kept.map((of) =>
				of.map((entry) => {
					const field = ID_FIELDS[list];
					return { ...(field && { [field]: Reflect.get(entry, 'id') }), ...entry };
				}),
			);
			return { output: outputs[0], outputs, entries };
		}

		it('gives an item for each entry, linked to the conversation', async () => {
			const { outputs, output, entries } = await read();
			expect(outputs).toHaveLength(1);
			if (name.endsWith('getEntities') && generation === 'old') {
				expect(output?.map(({ pairedItem }) => pairedItem)).toEqual(
					entries.flatMap((of, item) => of.map(() => ({ item }))),
				);
				return;
			}
			expect(output).toStrictEqual(
				entries.flatMap((of, item) =>
					of.map((entry) => ({ json: { ...items[item], ...entry }, pairedItem: { item } })),
				),
			);
			expect(output?.length).toBeGreaterThan(0);
		});

		it("gives one item for each conversation if 'Split Into Items' is off", async () => {
			const { output, entries } = await read(false);
			expect(output?.map(({ pairedItem }) => pairedItem)).toEqual(
				items.map((_, item) => ({ item })),
			);
			const lists = output?.map(({ json }) => json[list]);
			expect(lists?.map((its) => Array.isArray(its) && its.length)).toEqual(
				entries.map(({ length }) => length),
			);
			if (name.endsWith('getEntities') && generation === 'old') return;
			expect(output?.map(({ json }) => json)).toStrictEqual(
				entries.map((of, item) => ({ ...items[item], [list]: of })),
			);
		});
	});

	it.each(singleReads)('%s gives one item', async (name, below) => {
		const sandbox = await openCalls({ generation });
		const two = items.slice(0, 2);
		const { outputs, error } = await operate(sandbox, name, {
			items: two,
			options: { maxConcurrency: 1 },
		});
		expect(error).toBeUndefined();
		expect(requestsOf(sandbox)).toEqual(
			two.map(({ conversationId }) => getting(at(conversationId, below))),
		);
		const kept = await Promise.all(
			two.map(async ({ conversationId }) => await readFrom(sandbox, conversationId, below)),
		);
		const objects = kept.map((answer) => (Array.isArray(answer) ? answer[0] : answer));
		expect(outputs).toStrictEqual([
			objects.map((object, item) => ({ json: { ...two[item], ...object }, pairedItem: { item } })),
		]);
	});

	it.each([
		['text/markdown', /<br\/>.*オンボーディング.*😊/s],
		['text/srt', /^1\n00:00:00,000 --> .*\n.*\n\n2\n.*😊/s],
	])('the transcript is the same text as %s', async (contentType, text) => {
		const sandbox = await openCalls({ generation });
		const { outputs } = await operate(sandbox, 'conversationContent/getTranscript', {
			items: [{ conversationId: JAPANESE }],
			parameters: { contentType },
			options: { createParagraphs: true },
		});
		const body = { contentType, createParagraphs: true };
		expect(requestsOf(sandbox)).toEqual([
			{ request: `POST ${at(JAPANESE, '/transcript')}`, query: {}, body },
		]);
		const transcript = expect.stringMatching(text);
		expect(outputs).toEqual([
			[{ json: { conversationId: JAPANESE, contentType, transcript }, pairedItem: { item: 0 } }],
		]);
	});
});

it('the entities of both generations have one shape, and name the same', async () => {
	const found = await Promise.all(
		generations.map(async (generation) => {
			const sandbox = await openCalls({ generation });
			return jsonOf(await operate(sandbox, 'conversationContent/getEntities'));
		}),
	);
	const [newer, older] = found.map((entities) =>
		entities.flatMap(({ conversationId, type, subType, matches }) => {
			expect([conversationId, typeof type, typeof subType]).toEqual([ENGLISH, 'string', 'string']);
			if (!Array.isArray(matches)) throw new Error('An entity without matches');
			return matches.filter(isObject).map(({ detectedValue, messageRefs }) => ({
				detectedValue,
				messages: (Array.isArray(messageRefs) ? messageRefs : [])
					.filter(isObject)
					.map(({ id, text, offset }) => [id, text, offset]),
			}));
		}),
	);
	expect(newer?.length).toBeGreaterThan(5);
	expect(older).toHaveLength(newer?.length ?? 0);
	expect(older).toEqual(expect.arrayContaining(newer ?? []));
});

it.each([
	[
		{ type: 'custom', customType: 'Product', value: 'X-2', messageRefs: [] },
		{
			type: 'custom',
			subType: 'Product',
			category: 'Custom',
			matches: [{ detectedValue: 'X-2', messageRefs: [] }],
		},
	],
	[
		{ type: 'daterange', text: 'next week', start: '2026-01-05', end: '2026-01-11' },
		{
			type: 'daterange',
			subType: 'daterange',
			matches: [
				{ detectedValue: 'next week', start: '2026-01-05', end: '2026-01-11', messageRefs: [] },
			],
		},
	],
])('an older entity %j gets the newer shape', async (entity, json) => {
	const sandbox = await openCalls();
	sandbox.play({ answer: { body: { entities: [entity] } } });
	const execution = await operate(sandbox, 'conversationContent/getEntities');
	expect(jsonOf(execution)).toStrictEqual([{ conversationId: ENGLISH, ...json }]);
});

it.each([
	['400', { status: 400, body: { message: 'no' } }],
	['500', { status: 500, body: { message: 'no' } }],
	['an empty list', { body: [] }],
])('trackers are not looked for on the older path after %s', async (_, answer) => {
	const sandbox = await openCalls({ generation: 'old' });
	sandbox.play({ match: { path: /\/trackers$/ }, answer });
	await operate(sandbox, 'conversationContent/getTrackers');
	expect(requestsOf(sandbox)).toEqual([getting(at(ENGLISH, '/trackers'))]);
});

/** An option, what it adds to the query, and what it does to the first entry that comes out. */
const queries: Array<
	[name: string, below: string, options: INodeParameters, query: object, entry: object]
> = [
	...[true, false].flatMap((on): typeof queries => {
		const text = String(on);
		const sentiment = on ? { sentiment: { polarity: expect.anything() } } : {};
		return [
			['getMessages', '/messages', { sentiment: on }, { sentiment: text }, sentiment],
			[
				'getMessages',
				'/messages',
				{ verbose: on },
				{ verbose: text },
				on ? { words: expect.any(Array) } : {},
			],
			['getMessages', '/messages', { redact: on }, { redact: text }, {}],
			['getTopics', '/topics', { sentiment: on }, { sentiment: text }, sentiment],
			['getTopics', '/topics', { parentRefs: on }, { parentRefs: text }, {}],
			['getTopics', '/topics', { refresh: on }, { refresh: text }, {}],
			['getTopics', '/topics', { customTopicVocabulary: on }, { customTopicVocabulary: text }, {}],
			['getSummary', '/summary', { refresh: on }, { refresh: text }, {}],
		];
	}),
	[
		'getTopics',
		'/topics',
		{ parentRefs: true, refresh: true, sentiment: true, customTopicVocabulary: false },
		{
			parentRefs: 'true',
			refresh: 'true',
			sentiment: 'true',
			customTopicVocabulary: 'false',
		},
		{},
	],
];

it.each(queries)('%s%s with %j asks for %j', async (operation, below, options, query, entry) => {
	const sandbox = await openCalls();
	const execution = await operate(sandbox, `conversationContent/${operation}`, { options });
	expect(requestsOf(sandbox)).toEqual([getting(at(ENGLISH, below), { ...query })]);
	expect(jsonOf(execution)[0]).toMatchObject(entry);
	expect(execution.error).toBeUndefined();
});

it('masks entities, and keeps readable what it is told to', async () => {
	const sandbox = await openCalls();
	const textOf = async (options: INodeParameters) => {
		const messages = await operate(sandbox, 'conversationContent/getMessages', { options });
		return JSON.stringify(jsonOf(messages).map(({ text }) => text));
	};
	expect(await textOf({})).toMatch(/legal@example\.com.*\+1 415/s);
	const masked = await textOf({ redact: true });
	expect(masked).toMatch(/\[EMAIL_ADDRESS\]/);
	expect(masked).not.toMatch(/legal@example\.com|\+1 415/);
	const some = await textOf({ redact: true, exclude: '["EMAIL_ADDRESS"]' });
	expect(some).toMatch(/legal@example\.com.*\[PHONE_NUMBER\]/s);
	expect(some).not.toMatch(/\+1 415/);
	expect(sandbox.log.at(-1)?.query).toEqual({ redact: 'true', exclude: '["EMAIL_ADDRESS"]' });
});

describe('Get Transcript', () => {
	const name = 'conversationContent/getTranscript';

	it.each<[INodeParameters, object, RegExp]>([
		[{}, {}, /^(?!.*\*\*Priya).*$/s],
		[
			{ highlight: 'highlightAllKeyPhrases' },
			{ phrases: { highlightAllKeyPhrases: true } },
			/<mark>/,
		],
		[
			{ highlight: 'highlightOnlyInsightKeyPhrases' },
			{ phrases: { highlightOnlyInsightKeyPhrases: true } },
			/<mark>/,
		],
		[{ createParagraphs: false }, { createParagraphs: false }, /^(?!.*<br\/>).*$/s],
		[{ createParagraphs: true }, { createParagraphs: true }, /<br\/><br\/>/],
		[{ showSpeakerSeparation: true }, { showSpeakerSeparation: true }, /\*\*Priya Raman\*\*/],
		[
			{ createParagraphs: true, showSpeakerSeparation: true, highlight: 'highlightAllKeyPhrases' },
			{
				createParagraphs: true,
				showSpeakerSeparation: true,
				phrases: { highlightAllKeyPhrases: true },
			},
			/\*\*Priya Raman\*\*.*<mark>/s,
		],
	])('with %j sends %j', async (options, body, text) => {
		const sandbox = await openCalls();
		const [json] = jsonOf(await operate(sandbox, name, { options }));
		expect(requestsOf(sandbox)).toEqual([
			{
				request: `POST ${at(ENGLISH, '/transcript')}`,
				query: {},
				body: { contentType: 'text/markdown', ...body },
			},
		]);
		expect(json?.transcript).toMatch(text);
	});

	it.each([
		['text/markdown', 'md', 'text/markdown', {}, 'data'],
		['text/srt', 'srt', 'application/x-subrip', {}, 'data'],
		['text/srt', 'srt', 'application/x-subrip', { outputField: 'subtitles' }, 'subtitles'],
	])('gives %s as a file %s', async (contentType, fileExtension, mimeType, options, field) => {
		const sandbox = await openCalls();
		const { outputs, error } = await operate(sandbox, name, {
			items: [{ conversationId: ENGLISH }, { conversationId: JAPANESE }],
			parameters: { contentType },
			options: { outputFile: true, ...options },
		});
		expect(error).toBeUndefined();
		expect(sandbox.log.map(({ body }) => body)).toEqual([{ contentType }, { contentType }]);
		for (const [item, id] of [ENGLISH, JAPANESE].entries()) {
			const fileName = `transcript-${id}.${fileExtension}`;
			const output = outputs[0]?.[item];
			expect(output?.json).toEqual({ conversationId: id, contentType, fileName });
			expect(output?.pairedItem).toEqual({ item });
			expect(Object.keys(output?.binary ?? {})).toEqual([field]);
			const file = output?.binary?.[field];
			expect(file).toMatchObject({ fileName, mimeType, fileExtension });
			const path = at(id, '/transcript');
			const { answer } = await callSandbox(sandbox, 'POST', path, { contentType });
			const transcript = isObject(answer) ? answer.transcript : undefined;
			const payload = isObject(transcript) ? transcript.payload : undefined;
			const text = Buffer.from(file?.data ?? '', 'base64').toString('utf8');
			expect(text).toBe(payload);
			if (id === JAPANESE) expect(text).toMatch(/オンボーディング.*😊/s);
		}
	});
});
