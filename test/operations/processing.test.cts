import { randomBytes } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { accessToken, appCredentials, openSandbox, tokenCalls } from '../contract/accounts.cts';
import { runSymbl, type Execution, type SymblRun } from '../engine/engine.cts';
import { inMemory, onDisk, sha256 } from '../engine/files.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import { jsonOf } from './operating.cts';

const JOB = expect.stringMatching(/^[\da-f-]{36}$/);
const CONVERSATION = expect.stringMatching(/^\d+$/);

const said = { message: [{ content: 'Hello', name: 'Priya', userId: 'priya@example.com' }] };

/** What a test says of a run; nothing is repeated or waited for unless it says so. */
interface Processing extends Partial<SymblRun> {
	options?: INodeParameters;
}

function runOf(sandbox: Sandbox, operation: string, processing: Processing = {}): SymblRun {
	const { options, parameters, ...rest } = processing;
	return {
		items: [{ conversationId: '101' }],
		credential: accessToken(sandbox),
		...rest,
		parameters: {
			resource: 'processing',
			operation,
			waitFor: 'nothing',
			messages: said,
			url: 'https://example.com/call.mp3',
			options: { maxRetries: 0, ...options },
			...parameters,
		},
	};
}

const process = async (sandbox: Sandbox, operation: string, processing?: Processing) =>
	await runSymbl(runOf(sandbox, operation, processing));

async function openWithCall(): Promise<Sandbox> {
	const sandbox = await openSandbox({ jobStepMs: 0 });
	sandbox.add({ id: '101', name: 'Renewal' });
	return sandbox;
}

const submissions = (sandbox: Sandbox) => sandbox.requests({ path: /^\/v1\/process\// });

const errorOf = ({ error }: Execution) => ({
	message: error?.message,
	description: error && 'description' in error ? error.description : undefined,
});

describe('what is sent', () => {
	it.each([
		['processText', 'POST /v1/process/text', { messages: expect.anything() }],
		['appendText', 'PUT /v1/process/text/101', { messages: expect.anything() }],
		['processAudio', 'POST /v1/process/audio/url', { url: 'https://example.com/call.mp3' }],
		['appendAudio', 'PUT /v1/process/audio/url/101', { url: 'https://example.com/call.mp3' }],
		['processVideo', 'POST /v1/process/video/url', { url: 'https://example.com/call.mp3' }],
		['appendVideo', 'PUT /v1/process/video/url/101', { url: 'https://example.com/call.mp3' }],
	])('%s sends %s', async (operation, request, body) => {
		const sandbox = await openWithCall();
		const execution = await process(sandbox, operation, { parameters: { name: ' Renewal ' } });
		expect(execution.error).toBeUndefined();
		expect(jsonOf(execution)).toEqual([
			{ conversationId: CONVERSATION, jobId: JOB, status: 'scheduled' },
		]);
		const [sent] = submissions(sandbox);
		expect(`${sent?.method} ${sent?.path}`).toBe(request);
		expect(sent?.body).toEqual({ name: 'Renewal', ...body });
		expect(sandbox.jobs[0]?.conversationId).toBe(jsonOf(execution)[0]?.conversationId);
	});

	it('puts messages into the form of the documents', async () => {
		const sandbox = await openWithCall();
		await process(sandbox, 'processText', {
			timezone: 'Europe/Berlin',
			parameters: {
				messages: {
					message: [
						{
							content: 'Hello',
							name: 'Priya',
							userId: 'p@example.com',
							startTime: '2026-01-02T03:04:05',
							endTime: '2026-01-02T02:04:09.000Z',
						},
						{ content: 'Bye', name: '', userId: '', startTime: '', endTime: '' },
					],
				},
			},
		});
		expect(submissions(sandbox)[0]?.body).toEqual({
			messages: [
				{
					payload: { content: 'Hello' },
					from: { name: 'Priya', userId: 'p@example.com' },
					duration: {
						startTime: '2026-01-02T02:04:05.000Z',
						endTime: '2026-01-02T02:04:09.000Z',
					},
				},
				{ payload: { content: 'Bye' } },
			],
		});
	});

	it('takes messages as JSON, in either form', async () => {
		const sandbox = await openWithCall();
		const documented = { payload: { content: 'Hello' }, from: { name: 'Priya' } };
		await process(sandbox, 'processText', {
			parameters: {
				messagesFrom: 'json',
				messagesJson: JSON.stringify([documented, { content: 'Bye' }]),
			},
		});
		expect(submissions(sandbox)[0]?.body).toEqual({
			messages: [documented, { payload: { content: 'Bye' } }],
		});
	});

	const options = {
		additionalFields: '{"somethingNew": {"deep": 1}}',
		confidenceThreshold: 0.7,
		conversationType: 'sales',
		detectEntities: true,
		detectPhrases: false,
		enableAllTrackers: true,
		enableSummary: true,
		entities: '[{"customType":"plan","text":"gold"}]',
		features: ['insights', 'callScore'],
		parentRefs: true,
		prospectName: 'Contoso',
		salesStage: 'demo',
		scorecardId: '99',
		sentiment: true,
		startTime: '2026-01-02T03:04:05Z',
		trackers: [{ name: 'Price', vocabulary: ['price'] }],
		webhookUrl: 'https://example.com/hook',
		channelMetadata: { channel: [{ channel: 1, name: 'Priya', email: 'p@example.com' }] },
		customVocabulary: 'Contoso, Kubernetes',
		languageCode: 'en-GB',
		mode: 'phone',
		diarizationSpeakerCount: 3,
	};
	const parameters = {
		somethingNew: { deep: 1 },
		confidenceThreshold: 0.7,
		conversationType: 'sales',
		detectEntities: true,
		detectPhrases: false,
		enableAllTrackers: true,
		enableSummary: true,
		entities: [{ customType: 'plan', text: 'gold' }],
		features: { featureList: ['insights', 'callScore'], callScore: { scorecardId: '99' } },
		parentRefs: true,
		metadata: { prospectName: 'Contoso', salesStage: 'demo' },
		sentiment: true,
		startTime: '2026-01-02T03:04:05.000Z',
		trackers: [{ name: 'Price', vocabulary: ['price'] }],
		webhookUrl: 'https://example.com/hook',
		enableSeparateRecognitionPerChannel: true,
		channelMetadata: [{ channel: 1, speaker: { name: 'Priya', email: 'p@example.com' } }],
		customVocabulary: ['Contoso', 'Kubernetes'],
		languageCode: 'en-GB',
		mode: 'phone',
		enableSpeakerDiarization: true,
		diarizationSpeakerCount: 3,
	};

	it('puts every parameter into the body for a URL', async () => {
		const sandbox = await openWithCall();
		const execution = await process(sandbox, 'processAudio', { options });
		expect(execution.error).toBeUndefined();
		expect(submissions(sandbox)[0]?.body).toEqual({
			url: 'https://example.com/call.mp3',
			...parameters,
		});
	});

	it('puts every parameter into the query for a file, as the documents say', async () => {
		const sandbox = await openWithCall();
		const execution = await process(sandbox, 'processAudio', {
			options,
			parameters: { source: 'file' },
			files: [{ data: inMemory(Buffer.from('sound'), 'audio/mpeg') }],
		});
		expect(execution.error).toBeUndefined();
		const [sent] = submissions(sandbox);
		expect(sent?.path).toBe('/v1/process/audio');
		expect(sent?.query).toMatchObject({
			detectPhrases: 'false',
			detectEntities: 'true',
			customVocabulary: '["Contoso","Kubernetes"]',
			confidenceThreshold: '0.7',
		});
		expect(sandbox.jobs[0]?.parameters).toEqual({ ...parameters, somethingNew: '{"deep":1}' });
	});
});

describe('a file', () => {
	const bytes = randomBytes(300_000);

	it.each([
		['in memory', inMemory],
		['in the file system', onDisk],
	])('arrives whole with its length where n8n keeps it %s', async (_, kept) => {
		const sandbox = await openWithCall();
		const execution = await process(sandbox, 'appendVideo', {
			parameters: { source: 'file', inputDataFieldName: 'film' },
			files: [{ film: await kept(bytes, 'video/mp4') }],
		});
		expect(execution.error).toBeUndefined();
		expect(submissions(sandbox)[0]?.body).toMatchObject({
			length: bytes.length,
			contentLength: bytes.length,
			sha256: sha256(bytes),
			contentType: 'video/mp4',
		});
	});

	it.each([
		['audio/mpeg', 'audio/mpeg'],
		['audio/x-wav', 'audio/wav'],
		['audio/ogg', undefined],
		['video/mp4', undefined],
	])('of the type %s is sent as %s', async (mimeType, contentType) => {
		const sandbox = await openWithCall();
		const execution = await process(sandbox, 'processAudio', {
			parameters: { source: 'file' },
			files: [{ data: await onDisk(bytes, mimeType) }],
		});
		expect(execution.error).toBeUndefined();
		expect(submissions(sandbox)[0]?.body).toMatchObject({ contentType, sha256: sha256(bytes) });
		const hints = execution.data.resultData.runData['Symbl.ai']?.[0]?.hints ?? [];
		expect(hints).toHaveLength(mimeType.startsWith('audio/') ? 0 : 1);
	});

	it('is opened anew with a new token', async () => {
		const sandbox = await openWithCall();
		const credential = appCredentials(sandbox, { sessionToken: 'a-token-of-yesterday' });
		const execution = await process(sandbox, 'processAudio', {
			credential,
			parameters: { source: 'file' },
			files: [{ data: await onDisk(bytes, 'audio/mpeg') }],
		});
		expect(execution.error).toBeUndefined();
		expect(tokenCalls(sandbox)).toHaveLength(1);
		expect(submissions(sandbox).map(({ status }) => status)).toEqual([401, 201]);
		expect(submissions(sandbox)[1]?.body).toMatchObject({ sha256: sha256(bytes) });
	});

	it('is opened anew for another attempt after a 429', async () => {
		const sandbox = await openWithCall();
		sandbox.play({ times: 1, answer: { status: 429, headers: { 'retry-after': '0' } } });
		const execution = await process(sandbox, 'processAudio', {
			options: { maxRetries: 1 },
			parameters: { source: 'file' },
			files: [{ data: await onDisk(bytes, 'audio/mpeg') }],
		});
		expect(execution.error).toBeUndefined();
		expect(submissions(sandbox)[1]?.body).toMatchObject({ sha256: sha256(bytes) });
	});

	it('that is cut half way is sent once, and the error says what may be there', async () => {
		const sandbox = await openWithCall();
		sandbox.play({ answer: { cut: true, afterBytes: 1000 } });
		const execution = await process(sandbox, 'processAudio', {
			options: { maxRetries: 3 },
			parameters: { source: 'file', name: 'Renewal' },
			files: [{ data: await onDisk(bytes, 'audio/mpeg') }],
		});
		expect(submissions(sandbox)).toHaveLength(1);
		expect(errorOf(execution).description).toMatch(
			/A conversation may exist all the same\. Look for it with 'Get Many'.*“Renewal”/,
		);
	});

	it.each([
		['is missing', {}, /no file in a field named “data”/],
		['is empty', { data: inMemory(Buffer.alloc(0), 'audio/mpeg') }, /“call” is empty/],
		[
			'is gone',
			{ data: { ...inMemory(Buffer.alloc(1), 'audio/mpeg'), id: 'filesystem-v2:no/such' } },
			/“call” cannot be read/,
		],
	])('that %s is refused before anything is sent', async (_, binary, message) => {
		const sandbox = await openWithCall();
		await onDisk(bytes, 'audio/mpeg');
		const execution = await process(sandbox, 'processAudio', {
			parameters: { source: 'file' },
			files: [binary],
		});
		expect(errorOf(execution).message).toMatch(message);
		expect(sandbox.log).toEqual([]);
	});
});

describe('what cannot be used is refused before anything is sent', () => {
	it.each<[string, INodeParameters, INodeParameters, RegExp]>([
		['processText', { messages: {} }, {}, /'Messages' must be a list/],
		['processText', { messages: { message: [{ content: ' ' }] } }, {}, /entry 1 has no text/],
		['processText', { messagesFrom: 'json', messagesJson: '[' }, {}, /no valid JSON/],
		['processAudio', { url: '={{ "" }}' }, {}, /'URL' is empty/],
		['processAudio', { url: 'ftp://example.com/a.mp3' }, {}, /'URL' is no web address/],
		['processVideo', { url: 'https://youtu.be/abc' }, {}, /page of youtu\.be/],
		['processAudio', { waitFor: 'jobToFinish', maxWait: -1 }, {}, /'Max Wait' must be/],
		['processAudio', {}, { confidenceThreshold: 2 }, /'Confidence Threshold' cannot be used/],
		['processAudio', {}, { trackers: '{' }, /'Trackers \(JSON\)' must be a list/],
		['processAudio', {}, { diarizationSpeakerCount: 0 }, /'Speaker Count' must be/],
		['processAudio', {}, { scorecardId: '9' }, /'Scorecard ID' is of no use/],
		['processAudio', {}, { startTime: 'yesterday' }, /'Start Time' is not a date/],
		[
			'processAudio',
			{},
			{ mode: 'phone', additionalFields: '{"mode":"default"}' },
			/both say what “mode” is to be/,
		],
		[
			'processAudio',
			{ waitFor: 'callback' },
			{ webhookUrl: 'https://example.com' },
			/cannot both have Symbl call back/,
		],
		['appendText', { conversationId: { __rl: true, mode: 'id', value: '..' } }, {}, /not an ID/],
	])('%s with %j and %j', async (operation, parameters, options, message) => {
		const sandbox = await openWithCall();
		const execution = await process(sandbox, operation, { parameters, options });
		expect(errorOf(execution).message).toMatch(message);
		expect(sandbox.log).toEqual([]);
	});

	it('says that Symbl cannot reach an n8n that only its own machine can', async () => {
		const sandbox = await openWithCall();
		const execution = await process(sandbox, 'processAudio', {
			credential: accessToken(sandbox, { baseUrl: 'https://symbl.invalid' }),
			parameters: { waitFor: 'callback' },
		});
		expect(errorOf(execution).message).toMatch(/symbl\.invalid cannot call back/);
		expect(sandbox.log).toEqual([]);
	});
});

describe('a submission whose answer is lost', () => {
	it.each(['processText', 'appendText', 'processAudio', 'appendVideo'])(
		'is sent once: %s',
		async (operation) => {
			const sandbox = await openWithCall();
			sandbox.play({ answer: { act: true, cut: true } });
			const execution = await process(sandbox, operation, {
				options: { maxRetries: 3 },
				settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 },
			});
			expect(submissions(sandbox)).toHaveLength(1);
			expect(sandbox.jobs).toHaveLength(1);
			expect(errorOf(execution).message).toMatch(/was sent by an earlier try/);
			expect(errorOf(execution).description).toMatch(/before you run this item again/);
		},
	);

	it('is not sent again by a retry from the list of executions', async () => {
		const sandbox = await openWithCall();
		sandbox.play({ times: 1, answer: { act: true, cut: true } });
		const run = runOf(sandbox, 'processText');
		const failed = await runSymbl(run);
		const retried = await runSymbl({ ...run, retryOf: failed.data });
		expect(submissions(sandbox)).toHaveLength(1);
		expect(errorOf(retried).message).toMatch(/was sent by an earlier try/);
	});

	it('is sent again where it provably did nothing', async () => {
		const sandbox = await openWithCall();
		sandbox.play({ times: 1, answer: { status: 400, body: { message: 'No.' } } });
		const execution = await process(sandbox, 'processText', {
			settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 },
		});
		expect(execution.error).toBeUndefined();
		expect(submissions(sandbox)).toHaveLength(2);
	});

	it('is no success where the answer is about another conversation', async () => {
		const sandbox = await openWithCall();
		const body = { conversationId: '999', jobId: 'abc' };
		sandbox.play({ answer: { status: 201, body } });
		const execution = await process(sandbox, 'appendText');
		expect(errorOf(execution).description).toMatch(/may have been appended all the same/);
	});
});

describe('Job to Finish', () => {
	const parameters = { waitFor: 'jobToFinish' };

	it('goes on when the job is completed', async () => {
		const sandbox = await openWithCall();
		sandbox.choose({ jobStepMs: 100 });
		const execution = await process(sandbox, 'processText', {
			items: [{}, {}, {}],
			parameters,
			options: { maxConcurrency: 1 },
		});
		expect(jsonOf(execution)).toEqual(
			Array(3).fill({ conversationId: CONVERSATION, jobId: JOB, status: 'completed' }),
		);
		// A waiting item keeps no place: the other two are sent before the first has ended.
		const sent = sandbox.log.map(({ method }) => method).join(' ');
		expect(sent).toMatch(/^POST GET POST GET POST GET/);
		expect(sandbox.maxOpen).toBe(1);
	});

	it('is an error when Symbl could not process it, with both IDs', async () => {
		const sandbox = await openWithCall();
		sandbox.planJobs({ course: { ends: 'failed' } });
		const execution = await process(sandbox, 'processText', {
			parameters,
			settings: { onError: 'continueRegularOutput' },
		});
		expect(jsonOf(execution)).toEqual([
			{
				error: expect.stringMatching(/could not process conversation \d+/),
				details: {
					conversationId: CONVERSATION,
					jobId: JOB,
					status: 'failed',
					httpCode: null,
					description: expect.anything(),
				},
			},
		]);
	});

	it('gives up in time, and names what it made', async () => {
		const sandbox = await openWithCall();
		sandbox.planJobs({ course: { ends: 'never' } });
		const execution = await process(sandbox, 'processText', {
			parameters: { ...parameters, maxWait: 0.02 },
			settings: { onError: 'continueErrorOutput' },
		});
		expect(execution.outputs[1]?.[0]?.json).toMatchObject({
			error: expect.stringMatching(/has not finished conversation \d+ in 0\.02 minutes/),
			details: { conversationId: CONVERSATION, jobId: JOB, status: 'in_progress' },
		});
	});

	it('waits for features, too', async () => {
		const sandbox = await openWithCall();
		sandbox.planJobs({
			course: { insights: { ends: 'completed', afterMs: 50 }, callScore: { ends: 'completed' } },
		});
		const execution = await process(sandbox, 'processText', {
			parameters,
			options: { features: ['insights', 'callScore'] },
		});
		expect(jsonOf(execution)).toEqual([
			{
				conversationId: CONVERSATION,
				jobId: JOB,
				status: 'completed',
				insightsStatus: 'completed',
				callScoreStatus: 'completed',
			},
		]);
	});

	it('ends at once when the execution is cancelled', async () => {
		const sandbox = await openWithCall();
		sandbox.planJobs({ course: { ends: 'never' } });
		const began = Date.now();
		await process(sandbox, 'processText', {
			parameters,
			cancelAfter: new Promise((resolve) => setTimeout(resolve, 300)),
		});
		expect(Date.now() - began).toBeLessThan(20_000);
	});

	it('waits for a place among the jobs of the account', async () => {
		const sandbox = await openWithCall();
		sandbox.choose({ maxConcurrentJobs: 1, jobStepMs: 100 });
		const execution = await process(sandbox, 'processText', { items: [{}, {}], parameters });
		expect(execution.error).toBeUndefined();
		expect(sandbox.jobs).toHaveLength(2);
	});

	it('processes nothing twice when the node is run again', async () => {
		const sandbox = await openWithCall();
		sandbox.planJobs({ match: { name: 'bad' }, course: { ends: 'failed' } });
		await process(sandbox, 'processText', {
			items: [{ name: 'good' }, { name: 'bad' }],
			parameters: { ...parameters, name: '={{ $json.name }}' },
			settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 },
		});
		expect(sandbox.jobs).toHaveLength(2);
	});

	it('names what it had made when another item ends the run', async () => {
		const sandbox = await openWithCall();
		const { error } = await process(sandbox, 'processText', {
			items: [{ name: 'good' }, { name: 'bad' }],
			parameters: { ...parameters, waitFor: 'nothing', name: '={{ $json.name }}' },
			options: {
				maxConcurrency: 1,
				confidenceThreshold: '={{ $json.name === "bad" ? 0.3 : 0.5 }}',
			},
		});
		expect(error).toBeUndefined();
		sandbox.play({ skip: 1, answer: { status: 400, body: { message: 'No.' } } });
		const stopped = await process(sandbox, 'processText', {
			items: [{}, {}],
			options: { maxConcurrency: 1 },
		});
		expect(stopped.error).toMatchObject({
			context: { data: { made: [{ conversationId: CONVERSATION, jobId: JOB }] } },
		});
	});
});

describe('the resource Job', () => {
	const jobRun = (operation: string, jobId: string, parameters: IDataObject = {}) => ({
		parameters: {
			resource: 'job',
			operation,
			jobId: { __rl: true, mode: 'id', value: jobId },
			...parameters,
		},
	});

	it('gets how far a job is, and waits for its end', async () => {
		const sandbox = await openWithCall();
		sandbox.choose({ jobStepMs: 150 });
		await process(sandbox, 'processText');
		const id = sandbox.jobs[0]?.id ?? '';
		const now = await process(sandbox, '', jobRun('get', id));
		expect(jsonOf(now)).toEqual([{ jobId: id, status: expect.stringMatching(/scheduled|in_pro/) }]);
		const end = await process(sandbox, '', jobRun('waitUntilFinished', id, { maxWait: 5 }));
		expect(jsonOf(end)).toEqual([{ jobId: id, status: 'completed' }]);
	});

	it.each([
		['get', 'nope', /Job nope was not found/],
		['waitUntilFinished', 'nope', /Job nope was not found/],
		['get', '../1', /'Job' is not an ID/],
	])('%s of %j is an error', async (operation, id, message) => {
		const sandbox = await openWithCall();
		const execution = await process(sandbox, '', jobRun(operation, id, { maxWait: 1 }));
		expect(errorOf(execution).message).toMatch(message);
	});
});
