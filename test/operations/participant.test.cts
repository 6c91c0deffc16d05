import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { openSandbox } from '../contract/accounts.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import { ago, conversation, getMany, idsOf, jsonOf, numbered } from './conversations.cts';

const PRIYA = { id: 'p', name: 'Priya Raman', email: 'priya@example.com' };
const SATO = { id: 's', name: '佐藤 健', email: '' };

const search = async (
	sandbox: Sandbox,
	participant: unknown,
	options: INodeParameters = {},
	parameters: INodeParameters = {},
) =>
	await getMany(
		sandbox,
		{
			returnAll: true,
			filters: { participant: '={{ $json.who }}' },
			options: { maxRetries: 0, ...options },
			...parameters,
		},
		{ items: [{ who: participant } as IDataObject] },
	);

describe('Participant', () => {
	const conversations = [
		conversation({ id: '1', members: [PRIYA, SATO], startTime: ago(1) }),
		conversation({ id: '2', members: [{ ...PRIYA, email: '' }], startTime: ago(2) }),
		conversation({ id: '3', members: [{ ...PRIYA, name: 'P.' }], startTime: ago(3) }),
		conversation({ id: '4', members: [SATO], startTime: ago(4) }),
		conversation({ id: '5', name: 'About Priya Raman', members: [], startTime: ago(5) }),
		conversation({
			id: '6',
			members: [{ ...PRIYA, name: 'Priya Raman-Smith', email: 'x.priya@example.com' }],
			startTime: ago(6),
		}),
	];

	it.each([
		['priya@example.com', ['1', '3']],
		[' PRIYA@Example.COM\n', ['1', '3']],
		['priya raman', ['1', '2']],
		['佐藤 健', ['1', '4']],
		['priya', []],
		['p', []],
		['undefined', []],
	])('%j', async (who, ids) => {
		const sandbox = await openSandbox({ conversations });
		expect(idsOf(await search(sandbox, who))).toEqual(ids);
		expect(sandbox.requests({ path: '/v1/conversations' })).toHaveLength(sandbox.log.length);
	});

	it('is the same for one that is written with combining characters', async () => {
		const members = [{ ...PRIYA, name: 'Zoe\u0308' }];
		const sandbox = await openSandbox({ conversations: [conversation({ id: '1', members })] });
		expect(idsOf(await search(sandbox, 'ZOË'))).toEqual(['1']);
	});

	it.each([
		{ members: 'Priya Raman' },
		{ members: null },
		{ members: [null, 'Priya Raman', ['Priya Raman']] },
		{ members: [{ name: ['Priya Raman'] }] },
	])('finds nobody in %j', async (fields) => {
		const sandbox = await openSandbox();
		sandbox.play({ answer: { body: { conversations: [{ id: '1', ...fields }] } } });
		expect(idsOf(await search(sandbox, 'Priya Raman'))).toEqual([]);
	});

	it('works together with the other filters and the limit', async () => {
		const sandbox = await openSandbox({ conversations });
		const filters = { participant: 'priya raman', startedAfter: ago(1.5) };
		expect(idsOf(await search(sandbox, '', {}, { filters }))).toEqual(['1']);
		const limited = { returnAll: false, limit: 1 };
		expect(idsOf(await search(sandbox, 'priya raman', {}, limited))).toEqual(['1']);
	});

	it('comes out with names and emails', async () => {
		const sandbox = await openSandbox({ conversations });
		const [json] = jsonOf(await search(sandbox, 'priya raman'));
		expect(json?.members).toEqual([
			{ name: 'Priya Raman', email: 'priya@example.com' },
			{ name: '佐藤 健', email: '' },
		]);
	});
});

describe('Also in Messages', () => {
	const ON = { alsoInMessages: true };
	const messages = (...from: unknown[]) => ({
		body: { messages: from.map((person, id) => ({ id: `${id}`, text: 'Hello', from: person })) },
	});
	const looked = (sandbox: Sandbox) =>
		sandbox.log.filter(({ path }) => path.endsWith('/messages')).map(({ path }) => path);
	const pathOf = (id: string) => `/v1/conversations/${id}/messages`;

	const open = async () => {
		const sandbox = await openSandbox({
			conversations: [
				conversation({ id: '1', members: [PRIYA], startTime: ago(2) }),
				conversation({ id: '2', members: [SATO], startTime: ago(3) }),
				conversation({ id: '3', members: [], startTime: ago(4) }),
				conversation({ id: '4', members: [], startTime: ago(5), name: 'Board' }),
			],
		});
		sandbox.play({ match: { path: pathOf('2') }, answer: messages({}, SATO) });
		sandbox.play({
			match: { path: pathOf('3') },
			answer: messages({}, { name: 'someone', email: 'Priya@Example.com' }),
		});
		sandbox.play({ match: { path: pathOf('4') }, answer: messages({ name: 'Priya Raman' }, null) });
		return sandbox;
	};

	it('finds who said something, and looks into none that need not be', async () => {
		const sandbox = await open();
		expect(idsOf(await search(sandbox, 'priya@example.com', ON))).toEqual(['1', '3']);
		expect(looked(sandbox)).toEqual(['2', '3', '4'].map(pathOf));
	});

	it('looks only where the other filters let it', async () => {
		const sandbox = await open();
		const filters = { participant: 'priya raman', nameContains: 'board' };
		expect(idsOf(await search(sandbox, '', ON, { filters }))).toEqual(['4']);
		expect(looked(sandbox)).toEqual([pathOf('4')]);
	});

	it.each([1, 2])(
		'never looks into more than %d, and says that some would be missing',
		async (n) => {
			const sandbox = await open();
			const { error, outputs } = await search(sandbox, 'nobody', { ...ON, maxLookedInto: n });
			expect(error?.message).toMatch(
				new RegExp(`More than ${n} conversations.*allows ${n}\\. Nothing`),
			);
			expect(error?.description).toMatch(/'Max Conversations to Look Into'/);
			expect(outputs.flat()).toEqual([]);
			expect(looked(sandbox)).toHaveLength(n);
		},
	);

	it('looks into as many as the limit allows', async () => {
		const sandbox = await open();
		expect(idsOf(await search(sandbox, 'nobody', { ...ON, maxLookedInto: 4 }))).toEqual([]);
		expect(looked(sandbox)).toHaveLength(4);
	});

	it('looks into 100 where no limit is set', async () => {
		const sandbox = await openSandbox({ conversations: numbered(101) });
		const { error } = await search(sandbox, 'nobody', ON);
		expect(error?.message).toMatch(/^More than 100 conversations/);
		expect(looked(sandbox)).toHaveLength(100);
	});

	it.each([
		[{ status: 500, body: {} }, /could not do it/],
		[{ status: 403, body: {} }, /not allowed/],
		[{ body: { messages: 'none' } }, /does not look like Symbl/],
		[{ cut: true }, /connection/],
	])('puts out nothing where it cannot look: %j', async (answer, message) => {
		const sandbox = await open();
		sandbox.clearFaults();
		sandbox.play({ match: { path: pathOf('3') }, answer });
		const { error, outputs } = await search(sandbox, 'nobody', ON);
		expect(error?.message).toMatch(message);
		expect(error?.message).toContain('conversation 3');
		expect(outputs.flat()).toEqual([]);
	});

	const NOT_READY = { status: 404, body: { message: 'There are no messages yet' } };

	it('does not pass one over that Symbl may still be processing', async () => {
		const sandbox = await openSandbox();
		sandbox.add({ id: '1', startTime: ago(0.1), endTime: ago(0.05), members: [] });
		sandbox.play({ match: { path: pathOf('1') }, answer: NOT_READY });
		const { error, outputs } = await search(sandbox, 'Priya Raman', ON);
		expect(error?.message).toMatch(
			/conversation 1.*whether the participant is in it cannot be told/,
		);
		expect(outputs.flat()).toEqual([]);
	});

	it('takes one without messages long after its end for one in which nobody spoke', async () => {
		const sandbox = await open();
		sandbox.clearFaults();
		sandbox.play({ match: { path: pathOf('3') }, answer: NOT_READY });
		expect(idsOf(await search(sandbox, 'Priya Raman', ON))).toEqual(['1']);
	});

	it.each([
		[{ alsoInMessages: true }, {}, /'Also in Messages' is on, but 'Filters' has no 'Participant'/],
		[{ alsoInMessages: '={{ "yes" }}' }, { participant: 'x' }, /must be true or false/],
		[{ ...ON, maxLookedInto: 0 }, { participant: 'x' }, /must be a whole number above 0/],
		[{ ...ON, maxLookedInto: '={{ "9" }}' }, { participant: 'x' }, /must be a whole number/],
	])('refuses %j with %j, and sends nothing', async (options, filters, message) => {
		const sandbox = await open();
		const { error } = await search(sandbox, '', options, { filters });
		expect(error?.message).toMatch(message);
		expect(sandbox.log).toEqual([]);
	});

	it('uses no ID of a list in a path that is none', async () => {
		const sandbox = await openSandbox();
		sandbox.play({ answer: { body: { conversations: [{ id: '../groups' }] } } });
		const { error } = await search(sandbox, 'x', ON);
		expect(error?.message).toMatch(/whose ID cannot be used/);
		expect(looked(sandbox)).toEqual([]);
	});
});
