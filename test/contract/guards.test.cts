import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { runSymbl, runWorkflow, type Execution } from '../engine/engine.cts';
import { contradictions } from '../faults/accounting.cts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox.cts';
import { accessToken, closeAfterwards, openSandbox, sent } from './accounts.cts';
import { errorModes } from './errorModes.cts';

const ID = '7866329603473401';
const OTHER = '7866329603473402';
const HOLD = { keepIf: { pair: [{ key: 'legalHold', value: '' }] } };
const OLD = { onlyIfOlderThan: { age: { value: 90, unit: 'days' } } };

const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const old = { startTime: ago(101), endTime: ago(100) };

interface Given {
	ids?: string[];
	options?: INodeParameters;
	parameters?: INodeParameters;
	settings?: Partial<INode>;
	items?: IDataObject[];
}

async function deleteIn(sandbox: Sandbox, given: Given = {}): Promise<Execution> {
	const { ids = [ID], options = {}, parameters = {}, settings, items } = given;
	return await runSymbl({
		items: items ?? ids.map((conversationId) => ({ conversationId })),
		credential: accessToken(sandbox),
		parameters: { options: { maxRetries: 0, ...options }, ...parameters },
		settings,
	});
}

const json = ({ outputs }: Execution) => outputs.flat().map((item) => item.json);
const at = (method: string, id = ID) => ({ method, conversationId: id });
const get = (id = ID) => `GET /v1/conversations/${id}`;
const del = (id = ID) => `DELETE /v1/conversations/${id}`;

async function withOne(conversation: object = {}, options: SandboxOptions = {}): Promise<Sandbox> {
	const sandbox = await openSandbox(options);
	sandbox.add({ id: ID, name: 'Weekly', ...old, ...conversation });
	return sandbox;
}

describe('Keep If', () => {
	it.each<[string, IDataObject, INodeParameters, boolean]>([
		['any value', { legalHold: 'until 2030' }, HOLD, true],
		['an empty value', { legalHold: '' }, HOLD, true],
		['no such key', { team: 'sales' }, HOLD, false],
		[
			'the same value',
			{ hold: 'yes' },
			{ keepIf: { pair: [{ key: 'hold', value: 'yes' }] } },
			true,
		],
		['another value', { hold: 'no' }, { keepIf: { pair: [{ key: 'hold', value: 'yes' }] } }, false],
		['another case', { hold: 'YES' }, { keepIf: { pair: [{ key: 'hold', value: 'yes' }] } }, false],
		[
			'any of several keys',
			{ b: '2' },
			{
				keepIf: {
					pair: [
						{ key: 'a', value: '' },
						{ key: 'b', value: '2' },
					],
				},
			},
			true,
		],
		['a key of every object', {}, { keepIf: { pair: [{ key: 'constructor', value: '' }] } }, false],
	])('%s', async (_, metadata, options, isKept) => {
		const sandbox = await withOne();
		Object.assign(sandbox.conversations.get(ID) ?? {}, { metadata });
		const execution = await deleteIn(sandbox, { options });
		expect(json(execution)).toMatchObject([
			{
				conversationId: ID,
				deleted: !isKept,
				outcome: isKept ? 'kept' : 'deleted',
				conversation: { name: 'Weekly', startTime: old.startTime, endTime: old.endTime },
			},
		]);
		expect(json(execution)[0]).toHaveProperty(isKept ? 'reason' : 'deletedAt');
		expect(sent(sandbox)).toEqual(isKept ? [get()] : [get(), del()]);
		expect(contradictions(execution, sandbox, [ID])).toEqual([]);
	});

	it.each<[string, unknown]>([
		['a number', 5],
		['a text', 'legalHold'],
		['a list', ['legalHold']],
		['a nested value of the key', { hold: { until: 2030 } }],
	])('what cannot be read protects: %s', async (_, metadata) => {
		const sandbox = await withOne();
		sandbox.play({ match: at('GET'), answer: { body: { id: ID, ...old, metadata } } });
		const options = { keepIf: { pair: [{ key: 'hold', value: 'yes' }] } };
		const execution = await deleteIn(sandbox, { options });
		expect(json(execution)).toMatchObject([{ outcome: 'kept', deleted: false }]);
		expect(json(execution)[0]?.reason).toContain('cannot be read');
		expect(sent(sandbox)).toEqual([get()]);
	});

	it('a hold that is set between Get Many and Delete holds', async () => {
		const sandbox = await startSandbox({
			onEnd({ path }) {
				if (path === '/v1/conversations')
					sandbox.add({ id: ID, ...old, metadata: { legalHold: '1' } });
			},
		});
		closeAfterwards(async () => await sandbox.stop());
		sandbox.add({ id: ID, ...old });
		sandbox.add({ id: OTHER, ...old });
		const node = (name: string, parameters: INodeParameters): INode => ({
			id: name,
			name,
			type: 'n8n-nodes-symbl.symbl',
			typeVersion: 1,
			position: [0, 0],
			parameters: { authentication: 'accessToken', resource: 'conversation', ...parameters },
			credentials: { symblApi: { id: 'credential-1', name: 'Symbl' } },
		});
		const to = (name: string) => ({ main: [[{ node: name, type: 'main' as const, index: 0 }]] });
		const execution = await runWorkflow({
			workflow: {
				nodes: [
					{ ...node('Start', {}), type: 'test.passThrough', credentials: {} },
					node('Get Many', {
						operation: 'getAll',
						returnAll: true,
						filters: { withoutMetadata: HOLD.keepIf },
					}),
					node('Delete', {
						operation: 'delete',
						conversationId: { __rl: true, mode: 'id', value: '={{ $json.conversationId }}' },
						options: HOLD,
					}),
				],
				connections: { Start: to('Get Many'), 'Get Many': to('Delete') },
			},
			from: 'Start',
			symbl: 'Delete',
			items: [{ json: {} }],
			credential: accessToken(sandbox),
		});
		expect(json(execution)).toMatchObject([
			{ conversationId: ID, outcome: 'kept', deleted: false },
			{ conversationId: OTHER, outcome: 'deleted', deleted: true },
		]);
		expect(sandbox.deletedIds).toEqual([OTHER]);
	});

	it('a hold that is set between two attempts holds', async () => {
		const sandbox = await startSandbox({
			onEnd({ method }) {
				if (method === 'DELETE') sandbox.add({ id: ID, ...old, metadata: { legalHold: '1' } });
			},
		});
		closeAfterwards(async () => await sandbox.stop());
		sandbox.add({ id: ID, ...old });
		sandbox.play({ match: at('DELETE'), times: 1, answer: { status: 429, body: '' } });
		const execution = await deleteIn(sandbox, { options: { ...HOLD, maxRetries: 2 } });
		expect(json(execution)).toMatchObject([{ outcome: 'kept', deleted: false }]);
		expect(sent(sandbox)).toEqual([get(), del(), get()]);
	});

	it('where the first attempt may have acted, a hold that is set then leaves it unknown', async () => {
		const sandbox = await startSandbox({
			onEnd({ method }) {
				if (method === 'DELETE') sandbox.add({ id: ID, ...old, metadata: { legalHold: '1' } });
			},
		});
		closeAfterwards(async () => await sandbox.stop());
		sandbox.add({ id: ID, ...old });
		sandbox.play({ match: at('DELETE'), times: 1, answer: { status: 503, body: '' } });
		const execution = await deleteIn(sandbox, {
			options: { ...HOLD, maxRetries: 2 },
			settings: { onError: 'continueRegularOutput' },
		});
		expect(json(execution)).toMatchObject([{ details: { outcome: 'unknown', deleted: null } }]);
		expect(sandbox.requests({ method: 'DELETE' })).toHaveLength(1);
	});
});

describe.each([
	['Keep If', HOLD],
	['Only If Older Than', OLD],
	['Look Up First', { lookUpFirst: true }],
])('%s, where the look-up does not work', (_, guard) => {
	it.each([
		['500', { status: 500, body: '' }],
		['a page', { status: 200, body: '<html>Sign in</html>' }],
		['another conversation', { status: 200, body: { id: OTHER, ...old, metadata: {} } }],
		['an empty object', { status: 200, body: {} }],
		['a list', { status: 200, body: [{ id: ID, ...old }] }],
		['a cut', { cut: true }],
		['403', { status: 403, body: '' }],
		['a redirect', { status: 302, headers: { location: '/' }, body: '' }],
		['404 of a gateway', { status: 404, body: 'default backend - 404' }],
	])('deletes nothing: %s', async (__, answer) => {
		for (const onError of errorModes) {
			const sandbox = await withOne({ metadata: { legalHold: '1' } });
			sandbox.play({ match: at('GET'), answer });
			const execution = await deleteIn(sandbox, {
				options: { ...guard, ifNotFound: 'output' },
				settings: { onError },
			});
			expect(sandbox.requests({ method: 'DELETE' })).toEqual([]);
			expect(contradictions(execution, sandbox, [ID])).toEqual([]);
			const details = json(execution)[0]?.details ?? execution.error;
			expect(details).toMatchObject(
				execution.error ? { message: /./ } : { outcome: 'failed', deleted: false },
			);
		}
	});

	it('says that Symbl does not know it, if it says so', async () => {
		const sandbox = await openSandbox();
		const execution = await deleteIn(sandbox, { options: { ...guard, ifNotFound: 'output' } });
		expect(json(execution)).toMatchObject([{ outcome: 'notFound', deleted: false }]);
		expect(sent(sandbox)).toEqual([get()]);
	});
});

describe('Only If Older Than', () => {
	it.each<[string, object, 'deleted' | 'kept']>([
		['that ended before', old, 'deleted'],
		['that ended since', { startTime: ago(101), endTime: ago(89) }, 'kept'],
		['that ends in the future', { startTime: ago(101), endTime: ago(-1) }, 'kept'],
		['without an end', { endTime: undefined }, 'kept'],
		['with an empty end', { endTime: '' }, 'kept'],
		['with an end that is null', { endTime: null }, 'kept'],
		['with the end of nothing', { endTime: '0001-01-01T00:00:00Z' }, 'kept'],
		['with an end of 1970', { endTime: '1970-01-01T00:00:00.000Z' }, 'kept'],
		['with a number for an end', { endTime: '0' }, 'kept'],
		['with an end without a zone', { endTime: '2020-01-01T00:00:00' }, 'kept'],
		['that ends before it starts', { startTime: ago(1), endTime: ago(100) }, 'kept'],
	])('a conversation %s', async (_, times, outcome) => {
		const sandbox = await withOne();
		Object.assign(sandbox.conversations.get(ID) ?? {}, times);
		const execution = await deleteIn(sandbox, { options: OLD });
		expect(json(execution)).toMatchObject([{ outcome, deleted: outcome === 'deleted' }]);
		expect(sandbox.deletedIds).toEqual(outcome === 'deleted' ? [ID] : []);
	});

	it.each([
		[{ age: { value: 0, unit: 'days' } }],
		[{ age: { value: -1, unit: 'days' } }],
		[{ age: { value: '90', unit: 'days' } }],
		[{ age: { value: 90, unit: 'constructor' } }],
		[{}],
		['={{ $json.missing }}'],
	])('%j is refused', async (onlyIfOlderThan) => {
		const sandbox = await withOne();
		const { error } = await deleteIn(sandbox, { options: { onlyIfOlderThan } });
		expect(error?.message).toContain("'Only If Older Than'");
		expect(sandbox.log).toEqual([]);
	});
});

it.each([
	[{ pair: [] }],
	[{}],
	[{ pair: [{ key: '', value: '' }] }],
	[{ pair: [{ key: '', value: 'yes' }] }],
	[{ pair: [{ key: 'a', value: { b: 1 } }] }],
	['={{ $json.missing }}'],
])('%j is refused as Keep If, since it would hold nothing', async (keepIf) => {
	const sandbox = await withOne();
	const { error } = await deleteIn(sandbox, { options: { keepIf } });
	expect(error?.message).toMatch(/Keep If/);
	expect(sandbox.log).toEqual([]);
});

describe('Look Up First', () => {
	it('adds what the conversation was', async () => {
		const sandbox = await withOne({ metadata: { legalHold: '1' } });
		const execution = await deleteIn(sandbox, { options: { lookUpFirst: true } });
		const [item = {}] = json(execution);
		expect(item).toMatchObject({ outcome: 'deleted', conversation: { name: 'Weekly', ...old } });
		const fields = Object.keys(item);
		expect([...fields].sort()).toEqual([
			'conversation',
			'conversationId',
			'deleted',
			'deletedAt',
			'message',
			'outcome',
		]);
		expect(fields.indexOf('conversation')).toBeLessThan(fields.indexOf('message'));
		expect(sent(sandbox)).toEqual([get(), del()]);
	});

	it('lets the run say that it deleted what is gone after a lost answer', async () => {
		const sandbox = await withOne();
		sandbox.play({ match: at('DELETE'), answer: { act: true, cut: true } });
		const execution = await deleteIn(sandbox, { options: { lookUpFirst: true } });
		expect(json(execution)).toMatchObject([{ outcome: 'gone', deleted: true }]);
		expect(sent(sandbox)).toEqual([get(), del(), get()]);
		expect(contradictions(execution, sandbox, [ID])).toEqual([]);
	});
});

describe('Verify', () => {
	it('says when Symbl did not know it any more', async () => {
		const sandbox = await withOne();
		const execution = await deleteIn(sandbox, { options: { verify: true } });
		const [item = {}] = json(execution);
		expect(item).toMatchObject({ outcome: 'deleted', deleted: true });
		expect(Date.parse(String(item.verifiedAt))).toBeGreaterThanOrEqual(
			Date.parse(String(item.deletedAt)),
		);
		expect(sent(sandbox)).toEqual([del(), get()]);
	});

	it.each(errorModes)('says that it is still there (%s)', async (onError) => {
		const sandbox = await withOne();
		sandbox.playLiar('the documented message, not carried out');
		const execution = await deleteIn(sandbox, { options: { verify: true }, settings: { onError } });
		const failed = {
			stopWorkflow: execution.error,
			continueRegularOutput: json(execution)[0],
			continueErrorOutput: execution.outputs[1]?.[0]?.json,
		}[onError as 'stopWorkflow'];
		expect(failed).toMatchObject(
			execution.error
				? { message: expect.stringContaining('still there') }
				: {
						error: expect.stringContaining('still there'),
						details: { deleted: false, outcome: 'failed' },
					},
		);
	});

	it('is not done again in another try', async () => {
		const sandbox = await withOne();
		sandbox.add({ id: OTHER });
		sandbox.play({ match: at('DELETE', OTHER), times: 1, answer: { status: 403, body: '' } });
		const execution = await deleteIn(sandbox, {
			ids: [ID, OTHER],
			options: { verify: true, maxConcurrency: 1 },
			settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
		});
		expect(json(execution)).toMatchObject([{ outcome: 'deleted' }, { outcome: 'deleted' }]);
		expect(sent(sandbox)).toEqual([del(), get(), del(OTHER), del(OTHER), get(OTHER)]);
		expect(contradictions(execution, sandbox, [ID, OTHER])).toEqual([]);
	});

	it.each([
		['cannot be asked', { status: 500, body: '' }],
		['does not answer as Symbl', { status: 404, body: 'default backend - 404' }],
	])('says that Symbl %s', async (_, answer) => {
		const sandbox = await withOne();
		sandbox.play({ match: at('GET'), answer });
		const execution = await deleteIn(sandbox, { options: { verify: true } });
		expect(json(execution)).toMatchObject([
			{
				outcome: 'deleted',
				deleted: true,
				verifiedAt: null,
				message: expect.stringContaining('could not be asked again'),
			},
		]);
	});
});

describe('Approved Plan', () => {
	const dryRun = { parameters: { dryRun: true } };

	async function planOf(sandbox: Sandbox, ids: string[]): Promise<string> {
		const execution = await deleteIn(sandbox, { ids, ...dryRun });
		const plans = new Set(json(execution).map(({ plan }) => plan));
		expect([...plans]).toEqual([expect.stringMatching(/^[\da-f]{64}$/)]);
		expect(sandbox.deletedIds).toEqual([]);
		return String([...plans][0]);
	}

	const withThree = async () => {
		const sandbox = await openSandbox();
		for (const id of ['1', '2', '3', '4']) sandbox.add({ id, ...old });
		return sandbox;
	};

	it('the same conversations are deleted, in whatever order and however often they come', async () => {
		const sandbox = await withThree();
		const approvedPlan = await planOf(sandbox, ['1', '2', '3']);
		const execution = await deleteIn(sandbox, {
			ids: ['3', '1', '2', '1'],
			options: { approvedPlan: ` ${approvedPlan.toUpperCase()} ` },
		});
		expect(execution.error).toBeUndefined();
		expect([...sandbox.deletedIds].sort()).toEqual(['1', '2', '3']);
	});

	it('stands in every item of a dry run, also where nothing is found, or Symbl does not answer', async () => {
		const sandbox = await withThree();
		sandbox.play({ match: { conversationId: '2' }, answer: { status: 403 } });
		const { outputs } = await deleteIn(sandbox, {
			ids: ['9', '1', '2'],
			...dryRun,
			options: { ifNotFound: 'output' },
			settings: { onError: 'continueRegularOutput' },
		});
		const plan = expect.stringMatching(/^[\da-f]{64}$/);
		expect(outputs[0]?.map(({ json: item }) => item)).toMatchObject([
			{ conversationId: '9', outcome: 'notFound', plan },
			{ conversationId: '1', outcome: 'wouldDelete', plan },
			{ details: { conversationId: '2', outcome: 'failed', plan } },
		]);
	});

	it.each([
		['one more', ['1', '2', '3', '4']],
		['one less', ['1', '2']],
		['another', ['1', '2', '4']],
		['none of them', ['4']],
		['one that is no ID', ['1', '2', '..']],
	])('%s: nothing is sent', async (_, ids) => {
		for (const onError of errorModes) {
			const sandbox = await withThree();
			const approvedPlan = await planOf(sandbox, ['1', '2', '3']);
			sandbox.log.length = 0;
			const execution = await deleteIn(sandbox, {
				ids,
				options: { approvedPlan },
				settings: { onError },
			});
			expect(sandbox.log).toEqual([]);
			const said = [execution.error?.message, ...json(execution).map(({ error }) => error)].join();
			expect(said).toMatch(/not the ones that were approved|not an ID/);
		}
	});

	it('the same IDs in another account: nothing is sent', async () => {
		const sandbox = await withThree();
		const approvedPlan = await planOf(sandbox, ['1', '2', '3']);
		const other = await withThree();
		const { error } = await deleteIn(other, { ids: ['1', '2', '3'], options: { approvedPlan } });
		expect(error?.message).toContain('not the ones that were approved');
		expect(other.log).toEqual([]);
	});

	it.each([[''], ['abc'], [5], ['={{ $json.missing }}'], ['0'.repeat(63)]])(
		'%j is no plan, and nothing is sent',
		async (approvedPlan) => {
			const sandbox = await withOne();
			const { error } = await deleteIn(sandbox, { options: { approvedPlan } });
			expect(error?.message).toContain("'Approved Plan'");
			expect(sandbox.log).toEqual([]);
		},
	);

	it('a plan that only some items have to follow stops all of them', async () => {
		const sandbox = await withThree();
		const approvedPlan = await planOf(sandbox, ['1']);
		sandbox.log.length = 0;
		const execution = await deleteIn(sandbox, {
			ids: ['1', '2'],
			options: { approvedPlan: `={{ $itemIndex === 0 ? '${approvedPlan}' : undefined }}` },
			settings: { onError: 'continueRegularOutput' },
		});
		expect(sandbox.deletedIds).not.toContain('2');
		expect(json(execution)[1]?.error).toContain("'Approved Plan'");
	});
});

describe('Dry Run', () => {
	it.each<[string, INodeParameters, object, string]>([
		['a hold', HOLD, { metadata: { legalHold: '1' } }, 'kept'],
		['no hold', HOLD, {}, 'wouldDelete'],
		['too young', OLD, { startTime: ago(2), endTime: ago(1) }, 'kept'],
		['old enough', OLD, {}, 'wouldDelete'],
	])('says what the guards would do: %s', async (_, options, conversation, outcome) => {
		const sandbox = await withOne(conversation);
		const execution = await deleteIn(sandbox, { options, parameters: { dryRun: true } });
		expect(json(execution)).toMatchObject([{ outcome, deleted: false }]);
		expect(sent(sandbox)).toEqual([get()]);
	});
});

describe('duplicates', () => {
	it('with different guards refuse the run', async () => {
		const sandbox = await withOne();
		const value = '={{ $itemIndex === 0 ? "a" : "b" }}';
		const { error } = await deleteIn(sandbox, {
			ids: [ID, ID],
			options: { keepIf: { pair: [{ key: 'hold', value }] } },
		});
		expect(error?.message).toContain('more than once, with different guards');
		expect(sandbox.log).toEqual([]);
	});

	it('with the same guards are looked up and deleted once', async () => {
		const sandbox = await withOne();
		const execution = await deleteIn(sandbox, { ids: [ID, ID], options: { ...HOLD, ...OLD } });
		expect(json(execution)).toMatchObject([{ outcome: 'deleted' }, { outcome: 'deleted' }]);
		expect(sent(sandbox)).toEqual([get(), del()]);
	});
});

describe('Include Input Fields', () => {
	const input = {
		conversationId: ID,
		team: 'sales',
		deleted: 'maybe',
		outcome: 'deleted',
		conversation: { name: 'Another' },
		reason: 'none',
		message: 'hello',
		deletedAt: '2020-01-01T00:00:00.000Z',
		verifiedAt: '2020-01-01T00:00:00.000Z',
		plan: 'x',
	};

	it.each<[string, object, string]>([
		['deleted', {}, 'deleted'],
		['kept', { metadata: { legalHold: '1' } }, 'kept'],
	])('come through, but for what the node says itself (%s)', async (_, conversation, outcome) => {
		const sandbox = await withOne(conversation);
		const options = { ...HOLD, includeInputFields: true };
		const execution = await deleteIn(sandbox, { items: [input], options });
		const [item = {}] = json(execution);
		expect(item).toMatchObject({
			team: 'sales',
			outcome,
			deleted: outcome === 'deleted',
			conversation: { name: 'Weekly' },
		});
		expect(item.message).not.toBe('hello');
		expect(item).not.toHaveProperty('plan');
		expect(item).not.toHaveProperty('verifiedAt');
		if (outcome === 'kept') expect(item).not.toHaveProperty('deletedAt');
		else expect(item.deletedAt).not.toBe(input.deletedAt);
	});

	it('do not without it', async () => {
		const sandbox = await withOne();
		const execution = await deleteIn(sandbox, { items: [input] });
		expect(json(execution)[0]).not.toHaveProperty('team');
	});
});
