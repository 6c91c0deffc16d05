import {
	ENGLISH,
	generations,
	getting,
	jsonOf,
	openCalls,
	operate,
	requestsOf,
} from './operating.cts';

const request = `POST /v1/conversations/${ENGLISH}/experiences`;

describe.each(generations)('experience/create (%s)', (generation) => {
	it.each([
		['verbose-text-summary', {}, {}, {}],
		['video-summary', { videoUrl: 'https://example.com/call.mp4' }, {}, {}],
		['audio-summary', { audioUrl: 'https://example.com/call.mp3' }, {}, {}],
		[
			'verbose-text-summary',
			{},
			{ background: '#fff', font: 'Roboto', readOnly: true, summaryURLExpiresIn: 0 },
			{
				color: { background: '#fff' },
				font: { family: 'Roboto' },
				readOnly: true,
				summaryURLExpiresIn: 0,
			},
		],
	])('makes %s of %j with %j', async (name, recording, options, body) => {
		const sandbox = await openCalls({ generation });
		const execution = await operate(sandbox, 'experience/create', {
			parameters: { experience: name, ...recording },
			options,
		});
		expect(requestsOf(sandbox)).toEqual([
			{ request, query: {}, body: { name, ...recording, ...body } },
		]);
		expect(jsonOf(execution)).toEqual([
			{ conversationId: ENGLISH, name, url: expect.stringMatching(/^https:/) },
		]);
	});
});

it('sends no recording that was filled in for another page', async () => {
	const sandbox = await openCalls();
	await operate(sandbox, 'experience/create', {
		parameters: { experience: 'verbose-text-summary', videoUrl: 'https://example.com/call.mp4' },
	});
	expect(requestsOf(sandbox)).toEqual([
		{ request, query: {}, body: { name: 'verbose-text-summary' } },
	]);
});

it('is not made once more where nobody knows whether it was made', async () => {
	const sandbox = await openCalls();
	sandbox.play({ match: { method: 'POST' }, answer: { act: true, cut: true } });
	const { error } = await operate(sandbox, 'experience/create', { options: { maxRetries: 3 } });
	expect(requestsOf(sandbox)).toHaveLength(1);
	expect(error).toMatchObject({
		description: expect.stringContaining('may have been done'),
	});
});

describe.each(generations)('the insights pages (%s)', (generation) => {
	const pages = '/v1/conversations/experiences/insights';

	it.each<[string, object, string, object]>([
		['getInsightsListUrl', {}, `${pages}/list`, {}],
		['getInsightsListUrl', { includeCallScore: true }, `${pages}/list`, {}],
		['getInsightsDetailsUrl', {}, `${pages}/details/${ENGLISH}`, { conversationId: ENGLISH }],
		[
			'getInsightsDetailsUrl',
			{ includeCallScore: false },
			`${pages}/details/${ENGLISH}`,
			{ conversationId: ENGLISH },
		],
	])('%s with %j', async (name, options, path, named) => {
		const sandbox = await openCalls({ generation });
		const execution = await operate(sandbox, `experience/${name}`, { options: { ...options } });
		const query = Object.fromEntries(
			Object.entries(options).map(([option, value]) => [option, String(value)]),
		);
		expect(requestsOf(sandbox)).toEqual([getting(path, query)]);
		expect(jsonOf(execution)).toEqual([{ ...named, url: expect.stringMatching(/^https:/) }]);
	});

	it('says that a conversation does not exist', async () => {
		const sandbox = await openCalls({ generation });
		const { error } = await operate(sandbox, 'experience/getInsightsDetailsUrl', {
			items: [{ conversationId: '404' }],
		});
		expect(error).toMatchObject({
			message: expect.stringContaining('page of conversation 404 was not found'),
			httpCode: '404',
		});
	});
});
