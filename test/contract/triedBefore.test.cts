import type { INodeParameters } from 'n8n-workflow';
import { runSymbl } from '../engine/engine.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import { accessToken, openSandbox, sent } from './accounts.cts';

/** Deletes conversations that an earlier run, of which nothing is left, may have asked for. */
async function run(sandbox: Sandbox, ids: string[], options: INodeParameters = {}) {
	const execution = await runSymbl({
		items: ids.map((conversationId) => ({ conversationId })),
		credential: accessToken(sandbox),
		parameters: { options: { triedBefore: true, maxRetries: 0, ...options } },
		settings: { onError: 'continueRegularOutput' },
	});
	return execution.outputs.flat().map(({ json }) => json);
}

const GONE = { deleted: null, outcome: 'gone' };

describe('a deletion that may have been sent before', () => {
	test.each([[{}], [{ ifNotFound: 'output' }], [{ lookUpFirst: true }]])(
		'of a conversation that Symbl does not know is no error, and no claim (%j)',
		async (options) => {
			const sandbox = await openSandbox();
			expect(await run(sandbox, ['101'], options)).toMatchObject([
				{ conversationId: '101', ...GONE },
			]);
		},
	);

	test('claims what its own answer confirms', async () => {
		const sandbox = await openSandbox();
		sandbox.add({ id: '101' });
		expect(await run(sandbox, ['101', '102'])).toMatchObject([
			{ conversationId: '101', deleted: true, outcome: 'deleted', deletedAt: expect.any(String) },
			{ conversationId: '102', ...GONE },
		]);
		expect(sandbox.deletedIds).toEqual(['101']);
	});

	test('may be under way still: a conversation that is there is not called safe', async () => {
		const sandbox = await openSandbox();
		sandbox.add({ id: '101' });
		sandbox.play({ match: { method: 'DELETE' }, answer: { status: 403, body: {} } });
		expect(await run(sandbox, ['101'])).toMatchObject([
			{
				error: expect.stringContaining('It was still there when asked'),
				details: { deleted: null, outcome: 'unknown' },
			},
		]);
	});

	test('does not stand against a guard', async () => {
		const sandbox = await openSandbox();
		sandbox.add({ id: '101', metadata: { legalHold: 'yes' } });
		const keepIf = { pair: [{ key: 'legalHold', value: '' }] };
		expect(await run(sandbox, ['101'], { keepIf })).toMatchObject([
			{ deleted: false, outcome: 'kept' },
		]);
		expect(sent(sandbox)).toEqual(['GET /v1/conversations/101']);
	});

	test('is said of each item by itself', async () => {
		const sandbox = await openSandbox();
		const triedBefore = "={{ $json.conversationId === '101' }}";
		expect(await run(sandbox, ['101', '102'], { triedBefore, ifNotFound: 'output' })).toMatchObject(
			[GONE, { deleted: false, outcome: 'notFound' }],
		);
	});

	test.each([['yes'], [null], [0]])('%p is no answer, and nothing is sent', async (triedBefore) => {
		const sandbox = await openSandbox();
		sandbox.add({ id: '101' });
		expect(await run(sandbox, ['101'], { triedBefore })).toMatchObject([
			{ error: expect.stringContaining("'Tried Before' must be true or false") },
		]);
		expect(sent(sandbox)).toEqual([]);
	});
});
