import { setTimeout as wait } from 'node:timers/promises';
import { credentialKinds, openSandbox, tokenCalls } from './accounts.cts';
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
