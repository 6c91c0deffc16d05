import type { FaultAnswer } from '../sandbox/sandbox.cts';
import {
	addBookmark,
	ENGLISH,
	generations,
	getting,
	jsonOf,
	openCalls,
	operate,
	readFrom,
	requestsOf,
	type Operating,
} from './operating.cts';

const BOOKMARKS = `/v1/conversations/${ENGLISH}/bookmarks`;
const user = { name: 'Анна', userId: 'anna', email: 'anna@example.org' };
const whose = { userName: user.name, userId: user.userId, userEmail: user.email };
const words = { label: 'Цена 💰', description: 'أسعار' };

const itemOf = (bookmarkId: string, changes = {}) => ({
	conversationId: ENGLISH,
	bookmarkId,
	...changes,
});

/** One attempt may end like this, and whether the server did its part. */
const ends: Record<string, { answer: FaultAnswer; parameters?: Operating['parameters'] }> = {
	'500': { answer: { status: 500 } },
	'500 after it was done': { answer: { act: true, status: 500 } },
	'503': { answer: { status: 503 } },
	'a cut connection': { answer: { act: true, cut: true } },
	'half an answer': { answer: { act: true, cutHalfway: true } },
	'no answer in time': {
		answer: { act: true, never: true },
		parameters: { requestOptions: { timeout: 300 } },
	},
	'an answer that is none of Symbl’s': { answer: { act: true, body: '<p>Hello</p>' } },
};

describe.each(generations)('the %ser generation', (generation) => {
	it('Create marks a passage', async () => {
		const sandbox = await openCalls({ generation });
		const execution = await operate(sandbox, 'bookmark/create', {
			parameters: { ...words, ...whose, beginTimeOffset: 12.5, duration: 30 },
		});
		const body = { ...words, user, beginTimeOffset: 12.5, duration: 30 };
		expect(requestsOf(sandbox)).toEqual([{ request: `POST ${BOOKMARKS}`, query: {}, body }]);
		const kept = await readFrom(sandbox, ENGLISH, '/bookmarks');
		expect(kept).toMatchObject({ bookmarks: [body] });
		const id = expect.stringMatching(/^\d{16}$/);
		expect(execution.outputs).toEqual([
			[
				{
					json: { conversationId: ENGLISH, bookmarkId: id, id, ...body, messageRefs: [] },
					pairedItem: { item: 0 },
				},
			],
		]);
	});

	it.each<[string, unknown]>([
		['text', ' 501, 502 ,503,'],
		['a list', '={{ ["501", 502, "503"] }}'],
	])('Create marks messages given as %s', async (_, messageIds) => {
		const sandbox = await openCalls({ generation });
		const parameters = { ...words, ...whose, messageIds: String(messageIds) };
		const execution = await operate(sandbox, 'bookmark/create', { parameters });
		const messageRefs = [{ id: '501' }, { id: '502' }, { id: '503' }];
		expect(sandbox.log.map(({ body }) => body)).toEqual([{ ...words, user, messageRefs }]);
		expect(jsonOf(execution)).toMatchObject([{ messageRefs }]);
	});

	it('Get gives a bookmark', async () => {
		const sandbox = await openCalls({ generation });
		const { id, ...bookmark } = await addBookmark(sandbox);
		const { outputs } = await operate(sandbox, 'bookmark/get', { items: [itemOf(id)] });
		expect(requestsOf(sandbox)).toEqual([getting(`${BOOKMARKS}/${id}`)]);
		expect(outputs).toEqual([
			[{ json: { ...itemOf(id), id, ...bookmark }, pairedItem: { item: 0 } }],
		]);
	});

	it.each([true, false])('Get Summary, split: %p', async (split) => {
		const sandbox = await openCalls({ generation });
		const { id } = await addBookmark(sandbox, { beginTimeOffset: 0, duration: 600 });
		const { outputs } = await operate(sandbox, 'bookmark/getSummary', {
			items: [itemOf(id)],
			options: { split },
		});
		expect(requestsOf(sandbox)).toEqual([getting(`${BOOKMARKS}/${id}/summary`)]);
		const part = { text: expect.stringMatching(/./), bookmarkReference: { id } };
		const json = split
			? part
			: { summary: expect.arrayContaining([expect.objectContaining(part)]) };
		expect(outputs[0]?.[0]).toMatchObject({
			json: { ...itemOf(id), ...json },
			pairedItem: { item: 0 },
		});
	});

	it('Get Many Summaries gives one for each bookmark', async () => {
		const sandbox = await openCalls({ generation });
		const { id } = await addBookmark(sandbox, { beginTimeOffset: 0, duration: 600 });
		const { outputs } = await operate(sandbox, 'bookmark/getSummaries');
		expect(requestsOf(sandbox)).toEqual([getting(`${BOOKMARKS}-summary`)]);
		const text = expect.stringMatching(/./);
		const summary = expect.arrayContaining([expect.objectContaining({ text })]);
		expect(outputs).toEqual([[{ json: { ...itemOf(id), summary }, pairedItem: { item: 0 } }]]);
	});

	it('Update reads first, then sends the whole', async () => {
		const sandbox = await openCalls({ generation });
		const { id, ...before } = await addBookmark(sandbox);
		const { outputs } = await operate(sandbox, 'bookmark/update', {
			items: [itemOf(id)],
			parameters: { updateFields: { description: 'Новое 🎉', userEmail: user.email } },
		});
		const whole = {
			label: 'Price',
			description: 'Новое 🎉',
			user: { name: 'Priya Raman', userId: 'priya', email: user.email },
			beginTimeOffset: 1.5,
			duration: 60,
		};
		const path = `${BOOKMARKS}/${id}`;
		expect(requestsOf(sandbox)).toEqual([
			getting(path),
			{ request: `PUT ${path}`, query: {}, body: whole },
		]);
		const after = { ...before, ...whole };
		expect(await readFrom(sandbox, ENGLISH, `/bookmarks/${id}`)).toEqual({ id, ...after });
		expect(outputs).toEqual([[{ json: { ...itemOf(id), id, ...after }, pairedItem: { item: 0 } }]]);
	});

	it('Delete removes a bookmark', async () => {
		const sandbox = await openCalls({ generation });
		const { id } = await addBookmark(sandbox);
		const { outputs } = await operate(sandbox, 'bookmark/delete', { items: [itemOf(id)] });
		expect(requestsOf(sandbox)).toEqual([
			{ request: `DELETE ${BOOKMARKS}/${id}`, query: {}, body: undefined },
		]);
		expect(sandbox.log[0]?.status).toBe(204);
		expect(await readFrom(sandbox, ENGLISH, '/bookmarks')).toEqual({ bookmarks: [] });
		expect(outputs).toEqual([
			[{ json: { ...itemOf(id), deleted: true, message: '' }, pairedItem: { item: 0 } }],
		]);
	});
});

describe('Create', () => {
	const parameters = { ...words, ...whose };

	it.each(Object.entries(ends))('is not sent again after %s', async (_, end) => {
		const sandbox = await openCalls();
		sandbox.play({ match: { method: 'POST' }, times: 1, answer: end.answer });
		const { error } = await operate(sandbox, 'bookmark/create', {
			parameters: { ...parameters, ...end.parameters },
			options: { maxRetries: 3 },
		});
		expect(requestsOf(sandbox)).toMatchObject([{ request: `POST ${BOOKMARKS}` }]);
		expect(error).toMatchObject({
			message: expect.stringMatching(/^The new bookmark of conversation 101/),
			description: expect.stringContaining(
				'It may have been done all the same: look before you run it again.',
			),
			context: { data: { conversationId: ENGLISH } },
		});
	});

	it('is sent again when Symbl turned it away, and makes one bookmark', async () => {
		const sandbox = await openCalls();
		const answer = { status: 429, headers: { 'retry-after': '0' }, body: {} };
		sandbox.play({ match: { method: 'POST' }, times: 2, answer });
		const { error } = await operate(sandbox, 'bookmark/create', {
			parameters,
			options: { maxRetries: 3 },
		});
		expect(error).toBeUndefined();
		expect(sandbox.requests({ method: 'POST' })).toHaveLength(3);
		const { bookmarks } = Object(await readFrom(sandbox, ENGLISH, '/bookmarks'));
		expect(bookmarks).toHaveLength(1);
	});

	it('is tried again when nobody can have read it, and does not say that it may be done', async () => {
		const sandbox = await openCalls();
		const data = { accessToken: sandbox.issueToken(), baseUrl: 'http://127.0.0.1:1' };
		const { error } = await operate(sandbox, 'bookmark/create', {
			parameters,
			options: { maxRetries: 1 },
			credential: { type: 'symblApi', data },
		});
		expect(error).toMatchObject({
			message: expect.stringMatching(/could not be reached.*after 2 attempts/),
			description: expect.not.stringContaining('may have been done'),
		});
	});

	it.each([
		['an empty label', { label: '={{ "" }}' }, 1, /“"label" is not allowed to be empty”/],
		['no ID of a message', { messageIds: '501, ../x' }, 0, /'Message IDs'.*“\.\.\/x”/],
		['an object for messages', { messageIds: '={{ ({ id: 501 }) }}' }, 0, /'Message IDs'/],
	])('does not say that it may be done after %s', async (_, changes, requests, says) => {
		const sandbox = await openCalls();
		const { error } = await operate(sandbox, 'bookmark/create', {
			parameters: { ...parameters, ...changes },
		});
		expect(error).toMatchObject({
			message: expect.stringMatching(says),
			description: expect.not.stringContaining('may have been done'),
		});
		expect(sandbox.log).toHaveLength(requests);
	});
});

describe('Update', () => {
	const messageRefs = [{ id: '501' }, { id: '502' }];

	it.each<[string, object, object, object]>([
		[
			'keeps a span of time',
			{ beginTimeOffset: 7, duration: 9 },
			{ label: 'New' },
			{ label: 'New', beginTimeOffset: 7, duration: 9 },
		],
		[
			'changes where it begins',
			{ beginTimeOffset: 7, duration: 9 },
			{ beginTimeOffset: 0 },
			{ beginTimeOffset: 0, duration: 9 },
		],
		['keeps messages', { messageRefs }, { label: 'New' }, { label: 'New', messageRefs }],
		[
			'keeps messages if none are given in their place',
			{ messageRefs },
			{ label: 'New', messageIds: ' ' },
			{ label: 'New', messageRefs },
		],
		[
			'marks messages instead of a span',
			{ beginTimeOffset: 7, duration: 9 },
			{ messageIds: '501' },
			{ messageRefs: [{ id: '501' }] },
		],
		[
			'marks a span instead of messages',
			{ messageRefs },
			{ beginTimeOffset: 3, duration: 4 },
			{ beginTimeOffset: 3, duration: 4 },
		],
		['takes an empty text', {}, { userName: '' }, { user: { name: '', userId: 'priya' } }],
	])('%s', async (_, before, updateFields, sent) => {
		const sandbox = await openCalls();
		const { id } = await addBookmark(sandbox, { ...before });
		const { error } = await operate(sandbox, 'bookmark/update', {
			items: [itemOf(id)],
			parameters: { updateFields: { ...updateFields } },
		});
		expect(error).toBeUndefined();
		const description = 'The customer asks for a discount';
		expect(sandbox.requests({ method: 'PUT' })).toMatchObject([
			{ body: { label: 'Price', description, ...sent } },
		]);
		const passage = 'messageRefs' in sent ? 'beginTimeOffset' : 'messageRefs';
		expect(sandbox.log.at(-1)?.body).not.toHaveProperty(passage);
		expect(await readFrom(sandbox, ENGLISH, `/bookmarks/${id}`)).toMatchObject({ id, ...sent });
	});

	it.each([1, 5])('lets two items change one bookmark (Max Concurrency %d)', async (max) => {
		const sandbox = await openCalls({ latencyMs: 20 });
		const { id } = await addBookmark(sandbox);
		const other = await addBookmark(sandbox, { label: 'Other' });
		const { error } = await operate(sandbox, 'bookmark/update', {
			items: [
				itemOf(id, { label: 'New' }),
				itemOf(other.id, { label: 'Else' }),
				itemOf(id, { description: 'New, too' }),
				itemOf(id, { duration: 5 }),
			],
			parameters: {
				updateFields: {
					label: '={{ $json.label }}',
					description: '={{ $json.description }}',
					duration: '={{ $json.duration }}',
				},
			},
			options: { maxConcurrency: max },
		});
		expect(error).toBeUndefined();
		const path = `${BOOKMARKS}/${id}`;
		expect(sandbox.requests({ path }).map(({ method }) => method)).toEqual([
			...['GET', 'PUT', 'GET', 'PUT', 'GET', 'PUT'],
		]);
		expect(sandbox.maxOpen).toBeLessThanOrEqual(max);
		expect(await readFrom(sandbox, ENGLISH, `/bookmarks/${id}`)).toMatchObject({
			label: 'New',
			description: 'New, too',
			duration: 5,
		});
	});

	it('goes on with the next item when one that changes the same bookmark did not work', async () => {
		const sandbox = await openCalls();
		const { id } = await addBookmark(sandbox);
		sandbox.play({ match: { method: 'PUT' }, times: 1, answer: { status: 400, body: {} } });
		const execution = await operate(sandbox, 'bookmark/update', {
			items: [itemOf(id, { label: 'One' }), itemOf(id, { label: 'Two' })],
			parameters: { updateFields: { label: '={{ $json.label }}' } },
			settings: { onError: 'continueRegularOutput' },
		});
		expect(jsonOf(execution)).toMatchObject([
			{ error: expect.stringContaining(`Bookmark ${id}`) },
			{ label: 'Two' },
		]);
	});

	it.each([
		['nothing to change', { updateFields: {} }, /'Update Fields' is empty/],
		['messages that are none', { updateFields: { messageIds: 'a b' } }, /'Message IDs'/],
	])('refuses %s, and sends nothing', async (_, parameters, says) => {
		const sandbox = await openCalls();
		const { id } = await addBookmark(sandbox);
		const { error } = await operate(sandbox, 'bookmark/update', {
			items: [itemOf(id)],
			parameters,
		});
		expect(error?.message).toMatch(says);
		expect(sandbox.log).toEqual([]);
	});

	it.each([404, 500])('sends no change if the bookmark cannot be read: %d', async (status) => {
		const sandbox = await openCalls();
		const { id } = await addBookmark(sandbox);
		sandbox.play({ match: { method: 'GET' }, answer: { status } });
		const { error } = await operate(sandbox, 'bookmark/update', {
			items: [itemOf(id)],
			parameters: { updateFields: { label: 'New' } },
		});
		expect(error?.message).toContain(`Bookmark ${id} of conversation ${ENGLISH}`);
		expect(requestsOf(sandbox)).toEqual([getting(`${BOOKMARKS}/${id}`)]);
	});

	it.each(Object.entries(ends).slice(0, 6))('is sent again after %s', async (_, end) => {
		const sandbox = await openCalls();
		const { id } = await addBookmark(sandbox);
		sandbox.play({ match: { method: 'PUT' }, times: 1, answer: end.answer });
		const { error } = await operate(sandbox, 'bookmark/update', {
			items: [itemOf(id)],
			parameters: { updateFields: { label: 'New' }, ...end.parameters },
			options: { maxRetries: 1 },
		});
		expect(error).toBeUndefined();
		const [first, second, ...more] = sandbox.requests({ method: 'PUT' });
		expect(more).toEqual([]);
		expect(second?.body).toEqual(first?.body);
	});
});

describe('Delete', () => {
	it.each(Object.entries(ends).slice(0, 6))('is sent again after %s', async (_, end) => {
		const sandbox = await openCalls();
		const { id } = await addBookmark(sandbox);
		sandbox.play({ match: { method: 'DELETE' }, times: 1, answer: end.answer });
		const execution = await operate(sandbox, 'bookmark/delete', {
			items: [itemOf(id)],
			parameters: end.parameters,
			options: { maxRetries: 1 },
		});
		expect(execution.error).toBeUndefined();
		expect(sandbox.requests({ method: 'DELETE' })).toHaveLength(2);
		const message = end.answer.act
			? 'Symbl does not know it now. Whether this run deleted it cannot be told.'
			: '';
		const deleted = end.answer.act ? null : true;
		expect(jsonOf(execution)).toEqual([{ ...itemOf(id), deleted, message }]);
	});

	it('does not claim to have deleted what was not there', async () => {
		const sandbox = await openCalls();
		const { error } = await operate(sandbox, 'bookmark/delete', {
			items: [itemOf('404')],
			options: { maxRetries: 1 },
		});
		expect(error).toMatchObject({
			message: expect.stringMatching(/^Bookmark 404 of conversation 101 was not found/),
			httpCode: '404',
			context: { data: itemOf('404') },
		});
		expect(requestsOf(sandbox)).toMatchObject([{ request: `DELETE ${BOOKMARKS}/404` }]);
	});

	it('does not claim it after a 429 either, since nothing was done then', async () => {
		const sandbox = await openCalls();
		const answer = { status: 429, headers: { 'retry-after': '0' } };
		sandbox.play({ times: 1, answer });
		const { error } = await operate(sandbox, 'bookmark/delete', {
			items: [itemOf('404')],
			options: { maxRetries: 1 },
		});
		expect(sandbox.log).toHaveLength(2);
		expect(error).toMatchObject({ httpCode: '404' });
	});
});
