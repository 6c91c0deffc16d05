import { ENGLISH, generations, jsonOf, openCalls, operate, requestsOf } from './operating.cts';

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
