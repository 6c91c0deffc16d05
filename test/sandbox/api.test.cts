import { setTimeout as wait } from 'node:timers/promises';
import { callSandbox } from './client.cts';
import { startSandbox, type Sandbox, type SandboxOptions } from './sandbox.cts';

const UNKNOWN = { message: 'The conversationId is either invalid or does not exist.' };
const anna = { id: 'a', name: 'Анна', email: 'anna@example.org' };
const ben = { id: 'b', name: 'Ben', email: 'ben@example.org' };
const said = [
	{ text: 'Can we start by Friday?', from: anna },
	{ text: 'I will send the contract to ben@example.org tomorrow. Contoso waits.', from: ben },
	{ text: 'Let us follow up next week. The contract is too expensive.', from: anna },
	{ text: 'すばらしい 🎉 <b>contract</b>', from: undefined },
];
const ANY_LIST = expect.any(Array);
const ANY_TEXT = expect.any(String);

let sandbox: Sandbox;
let id: string;

/** Starts a sandbox that holds one conversation, with the sentences above spoken in it. */
async function start(options: SandboxOptions = {}) {
	sandbox = await startSandbox({ jobStepMs: 0, ...options });
	const { answer } = await call('POST', '/v1/process/text', {
		name: 'Weekly',
		messages: said.map(({ text, from }) => ({
			payload: { content: text },
			from: from && { name: from.name, userId: from.email },
		})),
	});
	id = textAt(answer, 'conversationId');
}

afterEach(() => sandbox.stop());

const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
	callSandbox(sandbox, method, path, body, headers);

const below = (path: string, method = 'GET', body?: unknown) =>
	call(method, `/v1/conversations/${id}${path}`, body);

/** What lies at a path of keys in a parsed answer. */
function at(answer: unknown, ...keys: Array<string | number>): unknown {
	return keys.reduce<unknown>(
		(value, key) =>
			typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
		answer,
	);
}

const textAt = (answer: unknown, ...keys: Array<string | number>) => String(at(answer, ...keys));

const lengthAt = (answer: unknown, ...keys: Array<string | number>) =>
	Number(at(answer, ...keys, 'length'));

describe('what is read from a conversation', () => {
	it.each<[string, unknown]>([
		['', { id: ANY_TEXT, name: 'Weekly', members: [{ name: 'Анна' }, { name: 'Ben' }] }],
		['/members', { members: [{ id: ANY_TEXT, email: anna.email }, { name: 'Ben' }] }],
		[
			'/messages',
			{
				messages: [
					{ text: said[0]?.text, from: { name: 'Анна' }, timeOffset: 0 },
					{ phrases: [{ type: 'action_phrase' }] },
					{},
					{ text: said[3]?.text, from: {} },
				],
			},
		],
		['/topics', { topics: [{ text: 'contract', type: 'topic', score: 0.75, parentRefs: [] }] }],
		[
			'/questions',
			{ questions: [{ type: 'question', text: said[0]?.text, from: { userId: anna.email } }] },
		],
		[
			'/action-items',
			{
				actionItems: [
					{
						definitive: true,
						assignee: { name: 'Ben' },
						entities: [{ text: ben.email }, { type: 'datetime' }],
					},
				],
			},
		],
		['/follow-ups', { followUps: [{ type: 'follow_up', dueBy: ANY_TEXT }] }],
		[
			'/insights',
			{ insights: [{ type: 'question' }, { type: 'action_item' }, { type: 'follow_up' }] },
		],
		['/comprehensive/action-items', { actionItems: [{ messageRefs: [{ id: ANY_TEXT }] }] }],
		['/abstract-topics', { abstractTopics: [{ type: 'abstract_topic' }] }],
		[
			'/analytics',
			{
				metrics: [
					{ type: 'total_silence', percent: expect.any(Number) },
					{ type: 'total_talk_time', seconds: expect.any(Number) },
					{ type: 'total_overlap', seconds: 0 },
				],
				members: [{ name: 'Анна', pace: { wpm: expect.any(Number) }, overlap: {} }, {}],
			},
		],
		['/summary', { summary: [{ id: ANY_TEXT, text: ANY_TEXT, messageRefs: [{}, {}, {}, {}] }] }],
		['/callscore/status', { status: 'failed' }],
		['/lm-insights/status', { status: 'failed' }],
		['/bookmarks', { bookmarks: [] }],
	])('%s', async (path, answer) => {
		await start();
		expect(await below(path)).toMatchObject({ status: 200, answer });
	});

	it('has words, sentiment and masks where asked for', async () => {
		await start();
		const query = '/messages?verbose=true&sentiment=true&redact=true';
		const masked = await below(`${query}&exclude=["ORGANIZATION_NAME"]`);
		expect(at(masked.answer, 'messages', 1)).toMatchObject({
			text: 'I will send the contract to [EMAIL_ADDRESS] [DATE]. Contoso waits.',
			words: expect.arrayContaining([expect.objectContaining({ word: 'contract' })]),
			sentiment: { polarity: { score: expect.any(Number) }, suggested: ANY_TEXT },
		});
		expect(textAt((await below(query)).answer, 'messages', 1, 'text')).toContain(
			'[ORGANIZATION_NAME] waits',
		);
	});

	it.each([
		'/messages?verbose=True',
		'/messages?exclude=PERSON',
		'/topics?sentiment=1',
		'/summary?refresh=yes',
	])('refuses %s', async (path) => {
		await start();
		expect((await below(path)).status).toBe(400);
	});

	it.each([
		['GET', '/messages'],
		['GET', '/summary'],
		['PUT', '/members/a'],
		['POST', '/bookmarks'],
		['GET', '/experiences'],
	])('%s %s of an unknown id is turned down', async (method, path) => {
		await start();
		id = '4866329603473408';
		const { status, answer } = await below(path, method);
		expect([404, 405]).toContain(status);
		if (status === 404) expect(answer).toEqual(UNKNOWN);
	});
});

describe('the two generations', () => {
	it.each(['old', 'new'] as const)('%s', async (generation) => {
		await start({ generation });
		const isOld = generation === 'old';

		const detected = await below(isOld ? '/trackers-detected' : '/trackers');
		expect(detected.answer).toMatchObject([
			{ name: 'Price objection', matches: [{ value: 'too expensive', messageRefs: [{}] }] },
		]);
		expect((await below(isOld ? '/trackers' : '/trackers-detected')).status).toBe(404);

		const { answer: entities } = await below('/entities');
		expect(at(entities, 'entities')).toEqual(
			expect.arrayContaining([
				expect.objectContaining(
					isOld
						? { type: 'organization', value: 'Contoso', messageRefs: ANY_LIST }
						: {
								type: 'ORGANIZATION',
								subType: 'ORGANIZATION_NAME',
								category: 'PII',
								matches: [{ detectedValue: 'Contoso', messageRefs: ANY_LIST }],
							},
				),
			]),
		);

		const srt = await below('/transcript', 'POST', { contentType: 'text/srt' });
		const payload = at(srt.answer, 'transcript', 'payload');
		expect(isOld ? at(payload, 'content') : payload).toMatch(
			/^1\n00:00:00,000 --> 00:00:01,[56]00\nCan we start by Friday\?\n\n2\n/,
		);
		expect(at((await below('/summary')).answer, 'summary', 0, 'startTime')).toEqual(
			isOld ? undefined : ANY_TEXT,
		);
	});
});

it('formats transcripts', async () => {
	await start();
	const post = (body: unknown) => below('/transcript', 'POST', body);
	const { answer } = await post({
		contentType: 'text/markdown',
		showSpeakerSeparation: true,
		phrases: { highlightAllKeyPhrases: true },
	});
	expect(textAt(answer, 'transcript', 'payload')).toMatch(
		/^\*\*Анна\*\*<br\/><mark>Can we start by Friday\?<\/mark><br\/><br\/>/,
	);
	for (const body of [{}, { contentType: 'text/html' }, { contentType: 'text/srt', x: 1 }]) {
		expect((await post(body)).status).toBe(400);
	}
});

describe('made-up speech', () => {
	it('is the same for the same id and seed, in several scripts, and sometimes none', async () => {
		const transcripts = async () => {
			sandbox = await startSandbox({ conversations: 60, seed: 3 });
			const texts = [];
			for (id of [...sandbox.conversations.keys()]) {
				texts.push(JSON.stringify((await below('/messages?limit=1')).answer));
			}
			return texts;
		};
		const first = await transcripts();
		await sandbox.stop();
		const strip = (text: string) => text.replace(/"(start|end)Time":"[^"]*"/g, '');
		const same = (await transcripts()).every(
			(text, index) => strip(text) === strip(first[index] ?? ''),
		);
		expect(same).toBe(true);
		const all = first.join('');
		for (const pattern of [/تجربة/, /予算/, /договор/, /🎉/, /"from":\{\}/]) {
			expect(all).toMatch(pattern);
		}
		expect(first.filter((text) => text === '{"messages":[]}').length).toBeGreaterThan(1);
		expect(Math.max(...first.map(({ length }) => length))).toBeGreaterThan(20_000);
	});

	it('scores calls that are long enough', async () => {
		sandbox = await startSandbox({ conversations: 40 });
		const statuses = new Set<string>();
		for (id of [...sandbox.conversations.keys()]) {
			const status = textAt((await below('/callscore/status')).answer, 'status');
			statuses.add(status);
			const [score, insights] = [await below('/callscore'), await below('/lm-insights')];
			if (status === 'completed') {
				expect(score.answer).toMatchObject({ score: expect.any(Number), criteria: ANY_LIST });
				expect(insights.answer).toMatchObject([{ meetingName: ANY_TEXT, attendees: ANY_LIST }]);
			} else {
				expect([score.status, insights.status]).toEqual([404, 404]);
			}
		}
		expect([...statuses].sort()).toEqual(['completed', 'failed']);
	});
});

it('tells of a running job: no summary, half of the rest', async () => {
	const notReady = new Set<string>();
	await start({ notReady });
	notReady.add(id);
	expect((await below('/summary')).status).toBe(404);
	expect(lengthAt((await below('/messages')).answer, 'messages')).toBe(2);
	expect(lengthAt((await below('/follow-ups')).answer, 'followUps')).toBe(0);
	expect((await below('/callscore/status')).answer).toEqual({ status: 'in_progress' });
	notReady.clear();
	expect((await below('/summary')).status).toBe(200);
});

describe('members', () => {
	const members = async () => at((await below('/members')).answer, 'members');

	it('change, and merge on a matching e-mail address', async () => {
		await start();
		const annasId = textAt(await members(), 0, 'id');
		const update = { id: annasId, name: 'Anna K.', email: ben.email };
		expect(await below(`/members/${annasId}`, 'PUT', update)).toMatchObject({
			status: 200,
			answer: { message: expect.stringContaining(`Member with id: ${annasId}`) },
		});
		expect(await members()).toEqual([update]);
		const { answer } = await below('/messages');
		expect([0, 1].map((index) => at(answer, 'messages', index, 'from', 'name'))).toEqual([
			'Anna K.',
			'Anna K.',
		]);
		expect((await below(`/members/${annasId}`, 'PUT', { id: annasId })).status).toBe(400);
		expect((await below('/members/x', 'PUT', { ...update, id: 'x' })).status).toBe(404);
	});

	it('speak when the speaker events say so', async () => {
		await start();
		const zoe = { id: 'z', name: 'Zoë', email: 'zoe@example.org' };
		const event = (type: string, seconds: number) => ({ type, user: zoe, offset: { seconds } });
		const speakerEvents = [event('started_speaking', 0), event('stopped_speaking', 1)];
		expect((await below('/speakers', 'PUT', { speakerEvents })).status).toBe(200);
		const { answer } = await below('/messages');
		expect(at(answer, 'messages', 0, 'from')).toEqual(zoe);
		expect(at(answer, 'messages', 1, 'from', 'name')).toBe('Ben');
		expect(lengthAt(await members())).toBe(3);
		const wrong = { speakerEvents: [event('whispered', 0)] };
		expect((await below('/speakers', 'PUT', wrong)).status).toBe(400);
	});
});

describe('bookmarks', () => {
	const user = { name: 'Li', userId: 'li', email: 'li@example.com' };
	const bookmark = {
		label: 'Price',
		description: 'Too much?',
		user,
		beginTimeOffset: 0,
		duration: 3,
	};

	it('are made, read, changed, summarized and deleted', async () => {
		await start();
		const made = await below('/bookmarks', 'POST', bookmark);
		expect(made).toMatchObject({ status: 201, answer: bookmark });
		const path = `/bookmarks/${textAt(made.answer, 'id')}`;
		expect((await below(path)).answer).toEqual(made.answer);
		const messageRefs = [{ id: textAt((await below('/messages')).answer, 'messages', 3, 'id') }];
		const { label, description } = bookmark;
		const changed = { label, description, user, messageRefs };
		expect(await below(path, 'PUT', changed)).toMatchObject({ status: 200, answer: changed });
		expect((await below(`${path}/summary`)).answer).toMatchObject({ summary: [{ messageRefs }] });
		expect((await below('/bookmarks-summary')).answer).toMatchObject({
			bookmarksSummary: [{ summary: [{ messageRefs }] }],
		});
		expect((await below(path, 'DELETE')).status).toBe(204);
		expect((await below(path, 'DELETE')).status).toBe(404);
	});

	it.each([
		[{ description: '' }, '"description" is not allowed to be empty'],
		[{ label: undefined }, '"label" is required'],
		[{ duration: undefined }, '"duration" is required'],
		[{ colour: 'red' }, '"colour" is not allowed'],
	])('refuse %j', async (part, message) => {
		await start();
		expect(await below('/bookmarks', 'POST', { ...bookmark, ...part })).toMatchObject({
			status: 400,
			answer: { message },
		});
	});
});

describe('experiences', () => {
	it.each([
		[{ name: 'verbose-text-summary', summaryURLExpiresIn: 0 }, 201],
		[{ name: 'video-summary', videoUrl: 'https://example.com/a.mp4' }, 201],
		[{ name: 'audio-summary' }, 400],
		[{ name: 'summary' }, 400],
		[{ name: 'verbose-text-summary', readOnly: 'yes' }, 400],
	])('%j gives %d', async (body, status) => {
		await start();
		const made = await below('/experiences', 'POST', body);
		expect(made.status).toBe(status);
		if (status === 201) expect(made.answer).toEqual({ name: body.name, url: ANY_TEXT });
	});

	it('have pages of insights', async () => {
		await start();
		const path = '/v1/conversations/experiences/insights';
		const url = { url: ANY_TEXT };
		expect((await call('GET', `${path}/list?includeCallScore=true`)).answer).toEqual(url);
		expect((await call('GET', `${path}/details/${id}`)).answer).toEqual(url);
		expect((await call('GET', `${path}/details/1`)).answer).toEqual(UNKNOWN);
		expect((await below('/experiences/url', 'PUT', { url: 'https://x.test' })).status).toBe(200);
	});
});

it('deletes all that belongs to a conversation', async () => {
	await start();
	await below('', 'DELETE');
	for (const path of ['', '/messages', '/members', '/bookmarks', '/summary']) {
		expect(await below(path)).toMatchObject({ status: 404, answer: UNKNOWN });
	}
	sandbox.add({ id, members: [] });
	expect(JSON.stringify((await below('/messages')).answer)).not.toContain('Contoso waits');
});

describe('processing', () => {
	const wav = Buffer.from('RIFF');
	const audio = { 'content-type': 'audio/wav' };
	const messages = [{ payload: { content: 'Hello.' } }];

	it.each<[string, unknown, Record<string, string>?]>([
		['text', { messages }],
		['text?detectPhrases=true', { messages, name: 'Call', confidenceThreshold: 0.7 }],
		['audio', wav],
		['audio?name=Call&languageCode=ja-JP&customVocabulary=["a"]', wav, audio],
		['audio?enableSpeakerDiarization=true&diarizationSpeakerCount=2', wav],
		['video', wav, { 'content-type': 'video/mp4' }],
		['audio/url', { url: 'https://example.com/a.mp3', mode: 'phone' }],
		['video/url', { url: 'https://example.com/a.mp4', features: { featureList: [] } }],
	])('%s begins a conversation, and appends to one', async (path, body, headers = {}) => {
		await start();
		const made = await call('POST', `/v1/process/${path}`, body, headers);
		const conversationId = textAt(made.answer, 'conversationId');
		expect(made).toMatchObject({
			status: 201,
			answer: { jobId: expect.stringMatching(/^.{36}$/) },
		});
		expect(await call('GET', `/v1/conversations/${conversationId}`)).toMatchObject({
			status: 200,
			answer: { name: /name/.test(path + JSON.stringify(body)) ? 'Call' : conversationId },
		});
		const [kind, query = ''] = path.split('?');
		const append = (to: string) => call('PUT', `/v1/process/${kind}/${to}?${query}`, body, headers);
		expect(await append(id)).toMatchObject({ status: 201, answer: { conversationId: id } });
		const { answer } = await below('/messages');
		expect(textAt(answer, 'messages', 0, 'text')).toBe(said[0]?.text);
		if (kind === 'text') expect(lengthAt(answer, 'messages')).toBe(said.length + 1);
		expect((await append('1')).answer).toEqual(UNKNOWN);
	});

	it.each<[string, unknown, Record<string, string>?]>([
		['text', {}],
		['text', { messages: [] }],
		['text', { messages: [{ payload: {} }] }],
		['text?detectPhrases=True', { messages }],
		['text', { messages, confidenceThreshold: 2 }],
		['audio', undefined, audio],
		['audio', wav, { 'content-type': 'audio/ogg' }],
		['audio?languageCode=tlh', wav],
		['audio?customVocabulary=a,b', wav],
		['audio?enableSpeakerDiarization=true', wav],
		['video', wav],
		['audio/url', {}],
		['video/url', { url: 'C:\\call.mp4' }],
	])('%s refuses %j', async (path, body, headers = {}) => {
		await start();
		expect((await call('POST', `/v1/process/${path}`, body, headers)).status).toBe(400);
		expect(sandbox.conversations.size).toBe(1);
	});

	it('is listed at once, with its names and speakers', async () => {
		await start();
		const channelMetadata = [{ channel: 1, speaker: { name: 'Ben', email: ben.email } }];
		const body = { url: 'https://example.com/a.mp3', name: 'سجل', channelMetadata };
		await call('POST', '/v1/process/audio/url', body);
		const { answer } = await call('GET', '/v1/conversations?order=desc');
		expect(at(answer, 'conversations')).toEqual(
			expect.arrayContaining([
				expect.objectContaining({
					name: 'سجل',
					members: [{ name: 'Ben', email: ben.email }],
				}),
			]),
		);
	});

	it('runs as a job, and calls back', async () => {
		await start();
		sandbox.planJobs({ course: { stepMs: 'manual' } });
		const receiver = await startSandbox();
		const webhookUrl = `${receiver.url}/hook?conversation=1`;
		const made = await call('POST', '/v1/process/text', { messages, webhookUrl });
		const jobId = textAt(made.answer, 'jobId');
		id = textAt(made.answer, 'conversationId');
		expect((await below('/summary')).status).toBe(404);
		const seen = [(await call('GET', `/v1/job/${jobId}`)).answer];
		for (const status of ['in_progress', 'completed'] as const) {
			sandbox.setJob(jobId, { status });
			seen.push((await call('GET', `/v1/job/${jobId}`)).answer);
			while (receiver.log.length < seen.length) await wait(10);
		}
		const expected = ['scheduled', 'in_progress', 'completed'].map((status) => ({
			id: jobId,
			status,
		}));
		expect(seen).toEqual(expected);
		expect(receiver.log.map(({ body }) => body)).toEqual(expected);
		expect((await below('/summary')).status).toBe(200);
		expect((await call('GET', '/v1/job/none')).status).toBe(404);
		await receiver.stop();
	});
});

describe('managed trackers', () => {
	const tracker = { name: 'Greeting', vocabulary: ['hello', 'contract'] };

	it.each(['old', 'new'] as const)('%s paths and bodies', async (generation) => {
		await start({ generation });
		const isOld = generation === 'old';
		const all = '/v1/manage/trackers';
		const single = isOld ? '/v1/manage/tracker' : all;
		const made = await call('POST', single, tracker);
		expect(made).toMatchObject({ status: 201, answer: { tracker } });
		const one = `${single}/${textAt(made.answer, 'tracker', 'id')}`;
		expect((await call('GET', one)).answer).toEqual(made.answer);
		expect((await call('GET', `${all}?name=Greeting`)).answer).toMatchObject({
			trackers: [tracker],
		});
		const many = [
			{ ...tracker, name: 'A' },
			{ ...tracker, name: 'B' },
		];
		expect(await call('POST', isOld ? all : `${all}/bulk`, many)).toMatchObject({
			status: 201,
			answer: { trackers: many },
		});
		const update = isOld
			? await call('PUT', one, { ...tracker, name: 'Hi' })
			: await call('PATCH', one, [
					{ op: 'replace', path: '/name', value: 'Hi' },
					{ op: 'add', path: '/vocabulary', value: 'hey' },
					{ op: 'remove', path: '/vocabulary', value: ['hello'] },
				]);
		expect(update).toMatchObject({
			status: 200,
			answer: {
				tracker: { name: 'Hi', vocabulary: isOld ? tracker.vocabulary : ['contract', 'hey'] },
			},
		});
		const { answer } = await below(isOld ? '/trackers-detected' : '/trackers');
		expect(answer).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'Hi' })]));
		expect((await call('DELETE', one)).answer).toMatchObject({ type: 'tracker', deleted: true });
		expect((await call('DELETE', one)).status).toBe(404);
		const elsewhere = isOld ? '/v1/manage/trackers/1' : '/v1/manage/tracker/1';
		expect((await call('GET', elsewhere)).status).toBe(404);
	});

	it.each<[unknown, number]>([
		[{ ...tracker, name: 'Competitors' }, 409],
		[{ name: 'x' }, 400],
		[{ name: 'x', vocabulary: ['a', 'a'] }, 400],
		[{ name: 'x', vocabulary: ['a'.repeat(1_000_001)] }, 413],
		[[tracker], 400],
	])('refuse with a status of its own (%#)', async (body, status) => {
		await start();
		expect((await call('POST', '/v1/manage/trackers', body)).status).toBe(status);
	});
});

describe('groups', () => {
	const group = {
		name: 'Sales_1',
		description: 'all',
		criteria: 'conversation.metadata.team==sales',
	};

	it('hold the conversations that meet their criteria, and leave them when deleted', async () => {
		await start();
		const member = sandbox.add({ metadata: { team: 'sales' } });
		const made = await call('POST', '/v1/manage/group', group);
		expect(made).toMatchObject({ status: 201, answer: { group } });
		const groupId = textAt(made.answer, 'group', 'id');
		const path = `/v1/manage/group/${groupId}`;
		expect((await call('GET', path)).answer).toEqual(made.answer);
		expect((await call('GET', '/v1/manage/groups')).answer).toMatchObject({ groups: [group] });
		const conversations = `/v1/groups/${groupId}/conversations`;
		expect((await call('GET', conversations)).answer).toMatchObject({
			conversations: [{ id: member.id }],
		});
		expect((await call('GET', `${conversations}?limit=x`)).status).toBe(400);
		const changed = { ...group, id: groupId, criteria: 'conversation.metadata.team==hr' };
		expect((await call('PUT', path, changed)).answer).toMatchObject({ group: changed });
		expect((await call('GET', conversations)).answer).toEqual({ conversations: [] });
		expect((await call('DELETE', path)).answer).toEqual({
			id: groupId,
			type: 'group',
			deleted: true,
		});
		expect((await call('GET', conversations)).status).toBe(404);
		expect(sandbox.deletedIds).toEqual([]);
		expect((await call('POST', '/v1/manage/groups', [group, group])).status).toBe(201);
	});

	it.each([
		[{ name: 'a!' }],
		[{ name: 'a'.repeat(129) }],
		[{ description: 'a'.repeat(513) }],
		[{ criteria: 'team is sales' }],
	])('refuse %j', async (part) => {
		await start();
		expect((await call('POST', '/v1/manage/group', { ...group, ...part })).status).toBe(400);
	});
});

describe('custom entities', () => {
	const entity = { type: 'HARDWARE', subType: 'PAPER', category: 'Custom', values: ['Contract'] };

	it.each(['old', 'new'] as const)('%s paths', async (generation) => {
		await start({ generation });
		const isOld = generation === 'old';
		const all = '/v1/manage/entities';
		const single = isOld ? '/v1/manage/entity' : all;
		const made = await call('POST', single, entity);
		expect(made).toMatchObject({ status: 201, answer: { entity } });
		expect((await call('POST', single, entity)).status).toBe(409);
		const one = `${single}/${textAt(made.answer, 'entity', 'id')}`;
		expect((await call('GET', one)).answer).toEqual(made.answer);
		expect(JSON.stringify((await below('/entities')).answer)).toContain('PAPER');
		const changed = { ...entity, values: ['Friday'] };
		expect((await call('PUT', one, changed)).answer).toMatchObject({ entity: changed });
		const bulk = [{ ...entity, subType: 'B' }];
		expect(await call('POST', isOld ? all : `${all}/bulk`, bulk)).toMatchObject({ status: 201 });
		expect((await call('GET', all)).answer).toMatchObject({ entities: [changed, ...bulk] });
		if (isOld) return;
		expect((await call('DELETE', one)).status).toBe(200);
		expect((await call('DELETE', `${all}?subType=B`)).status).toBe(200);
		expect((await call('DELETE', `${all}?subType=B`)).status).toBe(404);
		expect((await call('DELETE', all)).status).toBe(404);
	});
});

it('keeps settings and scorecards', async () => {
	await start();
	const patch = [{ op: 'add', path: '/redaction', value: true }];
	expect((await call('PATCH', '/v1/manage/settings', patch)).answer).toEqual({ redaction: true });
	const path = '/v1/manage/callscore/scorecards';
	const scorecard = { name: 'Demo', tags: ['a'], description: 'd', criteriaList: [{ name: 'c' }] };
	expect(await call('POST', path, scorecard)).toMatchObject({ status: 201, answer: scorecard });
	expect((await call('GET', path)).answer).toMatchObject([scorecard]);
});
