import { callSandbox } from './client.cts';
import { isObject, isString } from './jsonFields.cts';
import { startSandbox, type ApiChoices, type Sandbox } from './sandbox.cts';

const ID = '4866329603473408';
const PATH = `/v1/conversations/${ID}`;
const UNKNOWN = { message: 'The conversationId is either invalid or does not exist.' };
const REWORDED = { message: 'Conversation not found.' };
const HOUR = 3_600_000;

let sandbox: Sandbox;

async function start(choices: ApiChoices = {}) {
	sandbox = await startSandbox(choices);
}

afterEach(() => sandbox.stop());

const call = (method: string, path: string, body?: unknown) =>
	callSandbox(sandbox, method, path, body);

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

/** The id in what a call made, wrapped or bare. */
function idIn({ answer }: { answer: unknown }): string {
	const inner = isObject(answer) && !isString(answer.id) ? Object.values(answer)[0] : answer;
	return isObject(inner) ? String(inner.id) : '';
}

describe('an unknown id', () => {
	type Answer = [status: number, body: unknown];

	it.each<[ApiChoices, onGet: Answer, onDelete: Answer]>([
		[{}, [404, UNKNOWN], [404, UNKNOWN]],
		[{ unknownId: 200 }, [200, UNKNOWN], [200, UNKNOWN]],
		[{ unknownId: 410, unknownIdForm: 'reworded' }, [410, REWORDED], [410, REWORDED]],
		[{ unknownIdForm: 'empty' }, [404, ''], [404, '']],
		[{ unknownIdOnDelete: { status: 400 } }, [404, UNKNOWN], [400, UNKNOWN]],
		[{ unknownIdOnDelete: { form: 'empty' } }, [404, UNKNOWN], [404, '']],
		[
			{ unknownId: 400, unknownIdOnDelete: { status: 200, form: 'reworded' } },
			[400, UNKNOWN],
			[200, REWORDED],
		],
	])('%j', async (choices, onGet, onDelete) => {
		await start(choices);
		for (const [method, [status, answer]] of Object.entries({ GET: onGet, DELETE: onDelete })) {
			expect(await call(method, PATH)).toMatchObject({ status, answer });
		}
	});

	it('of other characters may be told apart', async () => {
		await start({ malformedId: 400 });
		sandbox.add({ id: 'a' });
		expect((await call('GET', '/v1/conversations/a')).status).toBe(200);
		expect(await call('DELETE', '/v1/conversations/b')).toMatchObject({
			status: 400,
			answer: { message: '"conversationId" must be a number' },
		});
		expect((await call('DELETE', PATH)).status).toBe(404);
	});
});

describe('the list', () => {
	beforeEach(() => start());

	async function ids(query: string): Promise<unknown> {
		for (const [index, id] of ['1', '2', '3'].entries()) {
			sandbox.add({ id, startTime: ago((5 - index) * HOUR), metadata: { team: id } });
		}
		const { answer } = await call('GET', `/v1/conversations?${query}`);
		return isObject(answer) && Array.isArray(answer.conversations)
			? answer.conversations.map(({ id }: { id: string }) => id)
			: answer;
	}

	it.each<[ApiChoices, string, string[]]>([
		[{}, 'order=desc&limit=2', ['3', '2']],
		[{ listIgnores: ['order'] }, 'order=desc&limit=2', ['1', '2']],
		[{ listIgnores: ['offset'] }, 'offset=2', ['1', '2', '3']],
		[{ listIgnores: ['filter', 'limit'] }, 'limit=1&filter=nonsense', ['1', '2', '3']],
		[{ maxListLimit: 1 }, 'offset=1&limit=10', ['2']],
	])('%j %s', async (choices, query, expected) => {
		sandbox.choose(choices);
		expect(await ids(query)).toEqual(expected);
	});

	it('may say how much there is', async () => {
		sandbox.choose({ listExtras: true, maxListLimit: 2 });
		await ids('');
		const page = (offset: number) => call('GET', `/v1/conversations?limit=10&offset=${offset}`);
		const extras = { total: 3, limit: 2 };
		expect((await page(0)).answer).toMatchObject({ ...extras, count: 2, offset: 0, hasMore: true });
		expect((await page(2)).answer).toMatchObject({ ...extras, count: 1, hasMore: false });
	});

	it('may hold ids without quotes, above 2^53 too', async () => {
		sandbox.choose({ unquotedIds: true });
		sandbox.add({ id: '9007199254740993' });
		sandbox.add({ id: 'abc', startTime: ago(HOUR) });
		const headers = { authorization: `Bearer ${sandbox.issueToken()}` };
		const response = await fetch(`${sandbox.url}/v1/conversations`, { headers });
		const text = await response.text();
		expect(text).toContain('"id":9007199254740993,');
		expect(text).toContain('"id":"abc"');
		expect(response.headers.get('content-type')).toBe('application/json');
	});
});

describe('trackers, entities and groups', () => {
	const tracker = { name: 'Hi', description: 'd', vocabulary: ['hello'] };
	const entity = { type: 'HARDWARE', subType: 'PAPER', category: 'Custom', values: ['Contract'] };
	const group = { name: 'Sales', description: 'd', criteria: 'conversation.metadata.team==sales' };
	const kinds: Array<[kind: string, path: string, body: object]> = [
		['tracker', '/v1/manage/trackers', tracker],
		['entity', '/v1/manage/entities', entity],
		['group', '/v1/manage/group', group],
	];

	describe.each(kinds)('%s', (kind, path, body) => {
		const update = (one: string) =>
			kind === 'tracker'
				? call('PATCH', one, [{ op: 'replace', path: '/description', value: 'e' }])
				: call('PUT', one, body);

		it.each<[NonNullable<ApiChoices['wrapping']>, read: boolean, written: boolean]>([
			['wrapped', true, true],
			['mixed', false, true],
			['bare', false, false],
		])('is %s', async (wrapping, readWrapped, writtenWrapped) => {
			await start({ wrapping });
			const made = await call('POST', path, body);
			const shown = (object: object, isWrapped: boolean) =>
				isWrapped ? { [kind]: object } : object;
			expect(made).toMatchObject({ status: 201, answer: shown(body, writtenWrapped) });
			const one = `${path}/${idIn(made)}`;
			expect((await call('GET', one)).answer).toMatchObject(shown(body, readWrapped));
			const id = { id: idIn(made) };
			expect((await update(one)).answer).toMatchObject(shown(id, writtenWrapped));
		});

		it.each([
			['empty', 200],
			['noContent', 204],
		] as const)('is deleted with an answer that is %s', async (managedDeleteAnswer, status) => {
			await start({ managedDeleteAnswer });
			const one = `${path}/${idIn(await call('POST', path, body))}`;
			expect(await call('DELETE', one)).toMatchObject({ status, answer: '' });
			expect((await call('GET', one)).status).toBe(404);
			expect(sandbox.requests({ method: 'DELETE' })).toMatchObject([{ acted: 'deleted' }]);
		});

		it('may be made without a word on it', async () => {
			await start({ createAnswer: 'unpopulated' });
			expect(await call('POST', path, body)).toMatchObject({ status: 201, answer: { [kind]: {} } });
			expect(sandbox.trackers.size + sandbox.entities.size + sandbox.groups.size).toBe(3);
		});
	});

	it('a tracker keeps its phrases where an update appends', async () => {
		await start({ generation: 'old', trackerUpdate: 'append' });
		const one = `/v1/manage/tracker/${idIn(await call('POST', '/v1/manage/tracker', tracker))}`;
		const update = { ...tracker, vocabulary: ['hey', 'hello'] };
		expect((await call('PUT', one, update)).answer).toMatchObject({
			tracker: { vocabulary: ['hello', 'hey'] },
		});
		sandbox.choose({ trackerUpdate: 'replace' });
		expect((await call('PUT', one, update)).answer).toMatchObject({ tracker: update });
	});

	it.each<[ApiChoices, path: string, body: object, status: number]>([
		[
			{ vocabularyCharacters: 'documented' },
			'trackers',
			{ ...tracker, vocabulary: ["it's no."] },
			201,
		],
		[{ vocabularyCharacters: 'documented' }, 'trackers', { ...tracker, vocabulary: ['a-b'] }, 400],
		[{ vocabularyCharacters: 'any' }, 'trackers', { ...tracker, vocabulary: ['a-b'] }, 201],
		[{ description: 'required' }, 'trackers', { ...tracker, description: '' }, 400],
		[{ description: 'required' }, 'group', { ...group, description: undefined }, 400],
		[{ description: 'required' }, 'group', group, 201],
		[{ entityCreate: 'bulk' }, 'entities', entity, 405],
		[{ entityCreate: 'bulk' }, 'entities/bulk', [entity], 201],
		[{ generation: 'old', entityCreate: 'bulk' }, 'entity', entity, 404],
		[{ groupPaths: 'plural' }, 'groups', group, 201],
		[{ groupPaths: 'plural' }, 'groups/bulk', [group], 201],
		[{ groupPaths: 'plural' }, 'group', group, 404],
		[{ groupPaths: 'singular' }, 'groups', [group], 201],
	])('with %j, POST %s (%#)', async (choices, path, body, status) => {
		await start(choices);
		expect((await call('POST', `/v1/manage/${path}`, body)).status).toBe(status);
	});
});

describe('settings', () => {
	it('are added before they can be replaced', async () => {
		await start();
		const patch = (op: string) =>
			call('PATCH', '/v1/manage/settings', [{ op, path: '/redaction', value: { on: true } }]);
		expect((await patch('replace')).status).toBe(400);
		expect((await patch('add')).status).toBe(200);
		expect((await patch('replace')).status).toBe(200);
		expect(sandbox.settings.get('redaction')).toEqual({ on: true });
	});
});

describe('the Labs', () => {
	const below = ['comprehensive/action-items', 'abstract-topics'];
	const at = (url: string) => ({ ...sandbox, url });

	it('are at the same address, or at one of their own', async () => {
		await start();
		sandbox.add({ id: ID });
		expect(sandbox.labsUrl).toBe(sandbox.url);
		for (const path of below) expect((await call('GET', `${PATH}/${path}`)).status).toBe(200);
		await sandbox.stop();
		await start({ separateLabs: true });
		sandbox.add({ id: ID });
		sandbox.issueToken();
		for (const path of below) {
			expect((await call('GET', `${PATH}/${path}`)).status).toBe(404);
			const found = await callSandbox(at(sandbox.labsUrl), 'GET', `${PATH}/${path}`);
			expect(found.status).toBe(200);
		}
		expect((await callSandbox(at(sandbox.labsUrl), 'DELETE', PATH)).status).toBe(404);
		expect(sandbox.requests({ path: /abstract/ }).map(({ status }) => status)).toEqual([404, 200]);
		expect(sandbox.conversations.size).toBe(1);
	});
});

describe('a change of choices', () => {
	it('turns to the other generation while it runs', async () => {
		await start();
		const path = '/v1/manage/tracker/1';
		const missing = async () => (await call('GET', path)).answer;
		expect(await missing()).toEqual({ message: 'Not Found' });
		sandbox.choose({ generation: 'old' });
		expect(await missing()).toMatchObject({ message: expect.stringContaining('trackerId') });
		sandbox.choose({ generation: 'new' });
		expect(await missing()).toEqual({ message: 'Not Found' });
	});

	it('may come from another process', async () => {
		await start();
		const patch = (body: unknown) => call('PATCH', '/__sandbox/choices', body);
		const choices: ApiChoices = {
			unknownId: 400,
			unknownIdForm: 'reworded',
			unknownIdOnDelete: { status: 404, form: 'empty' },
			listIgnores: ['order'],
			listExtras: true,
			maxListLimit: 10,
		};
		expect((await patch(choices)).status).toBe(204);
		expect(await call('GET', PATH)).toMatchObject({ status: 400, answer: REWORDED });
		expect(await call('DELETE', PATH)).toMatchObject({ status: 404, answer: '' });
		for (const wrong of [
			{ unknownId: 500 },
			{ generation: 'newest' },
			{ listIgnores: ['page'] },
			{ listExtras: 'yes' },
			{ port: 1 },
			[],
		]) {
			expect((await patch(wrong)).status).toBe(400);
		}
	});
});
