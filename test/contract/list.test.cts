import { setTimeout as wait } from 'node:timers/promises';
import type { INodeParameterResourceLocator } from 'n8n-workflow';
import { callSandbox } from '../sandbox/client.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import { credentialKinds, openSandbox, TOKEN_PATH, tokenCalls } from './accounts.cts';
import { searchList } from './editor.cts';

const DAY = 86_400_000;
const kinds = Object.entries(credentialKinds);
const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString();

/** All pages of the list, one after another, as scrolling down loads them. */
async function allPages(credential: Parameters<typeof searchList>[0], filter?: string) {
	const pages = [];
	let token: unknown;
	do {
		const paginationToken = token === undefined ? undefined : String(token);
		const page = await searchList(credential, { filter, paginationToken });
		pages.push(page.results);
		token = page.paginationToken;
	} while (token !== undefined && pages.length < 50);
	return pages;
}

/** 250 conversations, the one numbered n having begun n days ago. */
const many = Array.from({ length: 250 }, (_, n) => ({
	id: String(1000 + n),
	type: 'meeting',
	name: n % 100 === 99 ? `Board meeting ${n}` : `Weekly ${n}`,
	startTime: ago(n + 1),
	endTime: new Date(Date.now() - (n + 1) * DAY + 60_000).toISOString(),
	members: [],
}));
const shuffled = [...many].sort((one, other) => (Number(one.id) % 7) - (Number(other.id) % 7));

describe.each(kinds)('the list of conversations (%s)', (kind, credential) => {
	it('reaches back over all time, newest first', async () => {
		const sandbox = await openSandbox();
		sandbox.add({ id: '1', name: 'Old', startTime: ago(4_000) });
		sandbox.add({ id: '2', name: 'Today', startTime: ago(0.2) });
		sandbox.add({ id: '3', name: 'Last month', startTime: ago(30) });
		sandbox.add({ id: '4', name: 'In the seventies', startTime: '1970-01-02T00:00:00Z' });
		const { results, paginationToken } = await searchList(credential(sandbox));
		expect(results.map(({ value }) => value)).toEqual(['2', '3', '1', '4']);
		expect(results[0]?.name).toMatch(/^Today/);
		expect(results[0]?.name).toContain(ago(0.2).slice(0, 10));
		expect(paginationToken).toBeUndefined();

		const [request] = sandbox.requests({ path: '/v1/conversations' });
		expect(request?.method).toBe('GET');
		expect(request?.query).toMatchObject({ order: 'desc' });
		expect(Date.parse(request?.query.startTime ?? '')).toBeLessThanOrEqual(0);
		expect(request?.headers.authorization).toBe(`Bearer ${sandbox.tokens.at(-1)}`);
		expect(tokenCalls(sandbox)).toHaveLength(kind === 'appCredentials' ? 1 : 0);
	});

	it('pages over 250 conversations, each once', async () => {
		const sandbox = await openSandbox({ conversations: shuffled });
		const pages = await allPages(credential(sandbox));
		expect(pages.length).toBeGreaterThan(1);
		expect(pages.flat().map(({ value }) => value)).toEqual(many.map(({ id }) => id));
		for (const { query } of sandbox.requests({ path: '/v1/conversations' })) {
			expect(query.order).toBe('desc');
			expect(query.startTime).toBeDefined();
		}
	});

	it('finds a name on any page, in any case', async () => {
		const sandbox = await openSandbox({ conversations: shuffled });
		const found = (await allPages(credential(sandbox), ' bOARD ')).flat();
		expect(found.map(({ value }) => value)).toEqual(['1099', '1199']);
	});

	it('finds a conversation by its ID', async () => {
		const sandbox = await openSandbox({ conversations: shuffled });
		const found = (await allPages(credential(sandbox), '1249')).flat();
		expect(found.map(({ value }) => value)).toEqual(['1249']);
	});

	it('ends empty where nothing matches', async () => {
		const sandbox = await openSandbox({ conversations: shuffled });
		expect((await allPages(credential(sandbox), 'nobody calls it this')).flat()).toEqual([]);
	});

	it.each([20, 33, 99])(
		'goes on over all conversations where the server gives %d at a time at most',
		async (maxListLimit) => {
			const sandbox = await openSandbox({ conversations: shuffled, maxListLimit });
			const pages = await allPages(credential(sandbox));
			expect(pages.flat().map(({ value }) => value)).toEqual(many.map(({ id }) => id));
		},
	);

	it('is empty for an empty account', async () => {
		const sandbox = await openSandbox();
		expect(await searchList(credential(sandbox))).toMatchObject({ results: [] });
	});

	it('tells two of the same name apart by date and members', async () => {
		const sandbox = await openSandbox();
		const people = (...names: string[]) =>
			names.map((name, n) => ({ id: `${n}`, name, email: `${n}@example.com` }));
		const startTime = '2026-03-01T23:30:00.000Z';
		sandbox.add({ id: '4', name: 'Weekly', startTime, members: people('Priya Raman', '佐藤 健') });
		const crowd = people('Priya Raman', 'Tom O’Brien', '', 'Omar', 'Li Na');
		sandbox.add({ id: '3', name: 'Weekly', startTime: '2026-02-22T10:00:00Z', members: crowd });
		sandbox.add({ id: '2', name: 'Weekly', startTime: '2026-02-15T10:00:00Z' });
		sandbox.add({ id: '1', name: '', startTime: '2026-02-08T10:00:00Z', members: people('', '') });
		const { results } = await searchList(credential(sandbox));
		expect(results).toEqual([
			{ name: 'Weekly · 2026-03-01 · Priya Raman, 佐藤 健', value: '4' },
			{ name: 'Weekly · 2026-02-22 · Priya Raman, Tom O’Brien, 2@example.com +2', value: '3' },
			{ name: 'Weekly · 2026-02-15', value: '2' },
			{ name: '1 · 2026-02-08 · 0@example.com, 1@example.com', value: '1' },
		]);
	});

	it.each([
		['佐藤', ['b']],
		['2026-03', ['b']],
		['priya', ['a', 'b']],
		['board · 2026', ['a']],
	])('finds by what it shows: %s', async (filter, found) => {
		const sandbox = await openSandbox();
		const priya = { id: '1', name: 'Priya Raman', email: '' };
		const sato = { id: '2', name: '佐藤 健', email: '' };
		const add = (id: string, startTime: string, members = [priya]) =>
			sandbox.add({ id, name: id === 'a' ? 'Board' : 'Weekly', startTime, members });
		add('a', '2026-04-01T10:00:00Z');
		add('b', '2026-03-01T10:00:00Z', [priya, sato]);
		add('c', '2026-02-01T10:00:00Z', []);
		const { results } = await searchList(credential(sandbox), { filter });
		expect(results.map(({ value }) => value)).toEqual(found);
	});

	it('gives up the search after 20 pages, and goes on from there when asked to', async () => {
		const conversations = [...many, ...many.map((its) => ({ ...its, id: `2${its.id}` }))];
		const sandbox = await openSandbox({ conversations, maxListLimit: 20 });
		const { results, paginationToken } = await searchList(credential(sandbox), { filter: 'none' });
		expect([results, paginationToken]).toEqual([[], '400']);
		expect(sandbox.requests({ path: '/v1/conversations' })).toHaveLength(20);
		const rest = await searchList(credential(sandbox), { filter: 'none', paginationToken: '400' });
		expect(rest).toEqual({ results: [], paginationToken: undefined });
	});

	it('gives IDs in text, exactly, where they are JSON numbers, and no list where one is none', async () => {
		const sandbox = await openSandbox();
		const headers = { 'content-type': 'application/json' };
		const play = (ids: string[]) => {
			const body = `{"conversations":[${ids.map((id) => `{"id":${id}}`).join()}]}`;
			sandbox.play({ match: { path: '/v1/conversations' }, times: 1, answer: { headers, body } });
		};
		play(['5815170693595136', '"7"']);
		const { results } = await searchList(credential(sandbox));
		expect(results.map(({ value }) => value)).toEqual(['5815170693595136', '7']);
		play(['5815170693595136', '48663296034734085123']);
		const large = await searchList(credential(sandbox));
		expect(large.results.map(({ value }) => value)).toEqual([
			'5815170693595136',
			'48663296034734085123',
		]);
		play(['5815170693595136', '1.5']);
		await expect(searchList(credential(sandbox))).rejects.toThrow(/does not look like Symbl/);
	});

	it('shows the ID of a conversation without a name', async () => {
		const sandbox = await openSandbox();
		sandbox.add({ id: '77', name: '' });
		const { results } = await searchList(credential(sandbox));
		expect(results[0]).toMatchObject({ name: expect.stringContaining('77'), value: '77' });
	});

	it.each([
		[{ status: 401, body: { message: 'Token validation failed' } }, /refused/],
		[{ status: 403, body: { message: 'Not yours' } }, /Not yours/],
		[{ status: 404, body: '<h1>Nothing here</h1>' }, /not found/i],
		[{ status: 429, body: { message: 'Too many' } }, /too many requests/i],
		[{ status: 500, body: { message: 'Oops' } }, /500/],
		[{ status: 503, body: '<html>down</html>' }, /503/],
		[{ status: 302, headers: { location: 'http://127.0.0.1:9/' }, body: '' }, /redirect/],
		[{ body: '<html>Sign in</html>' }, /Symbl/],
		[{ body: { conversations: 'none' } }, /Symbl/],
		[{ cut: true }, /connection|reached/],
	])('says in words why it is not there: %j', async (answer, message) => {
		const sandbox = await openSandbox();
		sandbox.play({ match: { path: '/v1/conversations' }, answer });
		await expect(searchList(credential(sandbox))).rejects.toMatchObject({
			name: 'NodeApiError',
			message: expect.stringMatching(message),
			description: expect.stringMatching(/\S/),
			errorResponse: {},
		});
		expect(sandbox.requests({ method: 'DELETE' })).toEqual([]);
	});

	it('names Base URL where it cannot be used, and sends nothing', async () => {
		const sandbox = await openSandbox();
		const baseUrl = sandbox.url.replace('127.0.0.1', 'sandbox.test');
		await expect(searchList(credential(sandbox, { baseUrl }))).rejects.toThrow("'Base URL'");
		expect(sandbox.log).toEqual([]);
	});
});

it('names the fields where the App ID or App Secret is wrong', async () => {
	const sandbox = await openSandbox();
	const credential = credentialKinds.appCredentials(sandbox, { appSecret: 'wrong' });
	await expect(searchList(credential)).rejects.toMatchObject({
		message: expect.stringMatching(/'App ID' and 'App Secret'/),
	});
	expect(tokenCalls(sandbox).length).toBeLessThanOrEqual(2);
	expect(sandbox.requests({ path: '/v1/conversations' })).toEqual([]);
});

it('renews a token that has expired, and stores the new one', async () => {
	const sandbox = await openSandbox({ conversations: 3 });
	const credential = credentialKinds.appCredentials(sandbox, { sessionToken: 'expired' });
	expect((await searchList(credential)).results).toHaveLength(3);
	expect(tokenCalls(sandbox)).toHaveLength(1);
	await wait(0);
	expect(credential.data.sessionToken).toBe(sandbox.tokens.at(-1));
});

describe.each(kinds)('the other lists (%s)', (_, credential) => {
	const ID = '4866329603473408';
	const chosen = (conversationId: INodeParameterResourceLocator | string | number) => ({
		parameters: { conversationId },
	});
	const byId = (value: string) => chosen({ __rl: true, mode: 'id', value });
	const members = [
		{ id: 'm1', name: 'Priya Raman', email: 'priya@example.com' },
		{ id: 'm2', name: '佐藤 健', email: '' },
		{ id: 'm3', name: '', email: 'omar@example.com' },
		{ id: 'm4', name: '', email: '' },
	];
	const lists = [
		{
			parameter: 'groupId' as const,
			path: '/v1/manage/groups',
			look: {},
			subject: 'The list of groups',
			all: [
				{ name: 'Sales', value: '77' },
				{ name: 'Support', value: '78' },
			],
			filter: 'SAL',
			found: ['77'],
		},
		{
			parameter: 'memberId' as const,
			path: `/v1/conversations/${ID}/members`,
			look: byId(ID),
			subject: 'The list of members',
			all: [
				{ name: 'Priya Raman · priya@example.com', value: 'm1' },
				{ name: '佐藤 健', value: 'm2' },
				{ name: 'omar@example.com', value: 'm3' },
				{ name: 'm4', value: 'm4' },
			],
			filter: ' EXAMPLE.com ',
			found: ['m1', 'm3'],
		},
		{
			parameter: 'bookmarkId' as const,
			path: `/v1/conversations/${ID}/bookmarks`,
			look: byId(ID),
			subject: 'The list of bookmarks',
			all: [
				{ name: 'Price', value: expect.stringMatching(/^\d+$/) },
				{ name: 'Next steps', value: expect.stringMatching(/^\d+$/) },
			],
			filter: 'next',
			found: [expect.stringMatching(/^\d+$/)],
		},
	];

	const filled = async () => {
		const sandbox = await openSandbox();
		sandbox.add({ id: ID, members });
		sandbox.groups.set('77', { id: '77', name: 'Sales', criteria: '' });
		sandbox.groups.set('78', { id: '78', name: 'Support', criteria: '' });
		for (const label of ['Price', 'Next steps']) {
			await callSandbox(sandbox, 'POST', `/v1/conversations/${ID}/bookmarks`, {
				label,
				description: label,
				user: { name: 'Priya', userId: 'p', email: 'p@example.com' },
				beginTimeOffset: 0,
				duration: 9,
			});
		}
		sandbox.log.length = 0;
		return sandbox;
	};
	const asked = ({ log }: Sandbox) =>
		log.filter(({ path }) => path !== TOKEN_PATH).map(({ method, path }) => `${method} ${path}`);

	describe.each(lists)('$parameter', ({ parameter, path, look, subject, all, filter, found }) => {
		it('shows all there are, and finds by what it shows', async () => {
			const sandbox = await filled();
			expect((await searchList(credential(sandbox), { parameter, ...look })).results).toEqual(all);
			const { results } = await searchList(credential(sandbox), { parameter, filter, ...look });
			expect(results.map(({ value }) => value)).toEqual(found);
			expect(asked(sandbox)).toEqual([`GET ${path}`, `GET ${path}`]);
		});

		it.each([
			[{ status: 401, body: {} }, /refused/],
			[{ status: 500, body: {} }, /could not do it/],
			[{ body: { message: 'It does not exist' } }, /does not look like Symbl/],
			[{ body: '<html>Sign in</html>' }, /does not look like Symbl/],
			[{ status: 302, headers: { location: '/login' }, body: '' }, /redirects/],
			[{ cut: true }, /connection/],
		])('says in words why it is not there: %j', async (answer, message) => {
			const sandbox = await filled();
			sandbox.play({ match: { path }, answer });
			await expect(searchList(credential(sandbox), { parameter, ...look })).rejects.toMatchObject({
				name: 'NodeApiError',
				message: expect.stringMatching(message),
				description: expect.stringMatching(/\S/),
				errorResponse: {},
			});
			await expect(searchList(credential(sandbox), { parameter, ...look })).rejects.toThrow(
				subject,
			);
		});
	});

	describe.each(lists.slice(1))(
		'$parameter, where no conversation is chosen',
		({ parameter, path }) => {
			it.each([
				{},
				byId(''),
				byId('..'),
				byId('1/../2'),
				byId('={{ $json.conversationId }}'),
				chosen(''),
			])('asks for one, and sends nothing: %j', async (look) => {
				const sandbox = await filled();
				await expect(searchList(credential(sandbox), { parameter, ...look })).rejects.toMatchObject(
					{
						message: 'Choose a conversation first',
						description: expect.stringContaining("'Conversation'"),
					},
				);
				expect(sandbox.log).toEqual([]);
			});

			it.each([
				chosen({ __rl: true, mode: 'list', value: ID, cachedResultName: 'Weekly' }),
				byId(` ${ID} `),
			])('has one that is chosen: %j', async (look) => {
				const sandbox = await filled();
				const { results } = await searchList(credential(sandbox), { parameter, ...look });
				expect(results.length).toBeGreaterThan(1);
				expect(asked(sandbox)).toEqual([`GET ${path}`]);
			});
		},
	);
});
