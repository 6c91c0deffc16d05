import type { INode, INodeParameters } from 'n8n-workflow';
import { runSymbl } from '../engine/engine.cts';
import { claimsOf, contradictions, inWords } from '../faults/accounting.cts';
import { startSandbox, type FaultAnswer, type Sandbox } from '../sandbox/sandbox.cts';
import { accessToken, closeAfterwards, openSandbox, sent } from './accounts.cts';

const ID = '9866329603473401';
/** The newest of the account. */
const NEWEST = '9866329603473402';

const HOLD = { keepIf: { pair: [{ key: 'hold', value: '' }] } };
const RETRY_ON_FAIL = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

/** A 404 that does not say whose it is. */
const UNCLEAR: FaultAnswer = { status: 404, body: '' };
const LOST: FaultAnswer = { cut: true };

const DELETE = `DELETE /v1/conversations/${ID}`;
const GET = `GET /v1/conversations/${ID}`;
const LIST = 'GET /v1/conversations';
const GET_NEWEST = `GET /v1/conversations/${NEWEST}`;

const OLD = { id: ID, startTime: '2020-01-01T09:00:00.000Z' };

/** Answers requests about the conversation one after another; the last answer goes on. */
function play(sandbox: Sandbox, method: string, answers: FaultAnswer[], last?: FaultAnswer): void {
	const match = { method, conversationId: ID };
	for (const answer of answers) sandbox.play({ match, times: 1, answer });
	if (last) sandbox.play({ match, answer: last });
}

/** Deletes the conversation. @returns what is said of it, once nothing contradicts that */
async function claimOf(
	sandbox: Sandbox,
	options: INodeParameters = {},
	settings: Partial<INode> = {},
): Promise<string> {
	const execution = await runSymbl({
		items: [{ conversationId: ID }],
		credential: accessToken(sandbox),
		parameters: { options: { maxRetries: 0, ...options } },
		settings: { onError: 'continueRegularOutput', ...settings },
	});
	expect(contradictions(execution, sandbox, [ID])).toEqual([]);
	return inWords(claimsOf(execution).get(ID));
}

describe('a 404 that does not say whose it is', () => {
	it('is asked for once more when the host has shown that it is Symbl', async () => {
		const sandbox = await openSandbox();
		for (const conversation of [OLD, { id: NEWEST }]) sandbox.add(conversation);
		play(sandbox, 'DELETE', [], UNCLEAR);
		play(sandbox, 'GET', [UNCLEAR]);
		expect(await claimOf(sandbox)).toBe('failed/false');
		expect(sent(sandbox)).toEqual([DELETE, GET, LIST, GET_NEWEST, GET]);
	});

	it.each(['404 nginx', '404 Express', '404 default backend'])(
		'is not asked about any further where it is of a gateway: %s',
		async (name) => {
			const sandbox = await openSandbox();
			for (const conversation of [OLD, { id: NEWEST }]) sandbox.add(conversation);
			for (const method of ['DELETE', 'GET']) {
				sandbox.playLiar(name, { match: { method, conversationId: ID }, times: 1 });
			}
			play(sandbox, 'GET', [], UNCLEAR);
			expect(await claimOf(sandbox)).toBe('unknown/null');
			expect(sent(sandbox)).toEqual([DELETE, GET]);
		},
	);

	it('is not believed where the list has the conversation', async () => {
		const sandbox = await openSandbox();
		sandbox.add(OLD);
		play(sandbox, 'DELETE', [], UNCLEAR);
		play(sandbox, 'GET', [], UNCLEAR);
		expect(await claimOf(sandbox)).toBe('unknown/null');
		expect(sent(sandbox)).toEqual([DELETE, GET, LIST]);
	});

	it.each([
		['what is no ID', '../../secrets'],
		['nothing', ''],
	])(
		'is not believed where the list has %s for an ID, and nothing is asked for that',
		async (_, id) => {
			const sandbox = await openSandbox();
			sandbox.add(OLD);
			sandbox.play({
				match: { path: '/v1/conversations' },
				answer: { body: { conversations: [{ id }] } },
			});
			play(sandbox, 'DELETE', [], UNCLEAR);
			play(sandbox, 'GET', [], UNCLEAR);
			expect(await claimOf(sandbox)).toBe('unknown/null');
			expect(sent(sandbox)).toEqual([DELETE, GET, LIST]);
		},
	);

	it('is not believed where the host gives another conversation than it is asked for', async () => {
		const sandbox = await openSandbox();
		for (const conversation of [OLD, { id: NEWEST }]) sandbox.add(conversation);
		const answer = { body: { id: '1', name: 'Another' } };
		sandbox.play({ match: { method: 'GET', conversationId: NEWEST }, answer });
		play(sandbox, 'DELETE', [], UNCLEAR);
		play(sandbox, 'GET', [], UNCLEAR);
		expect(await claimOf(sandbox)).toBe('unknown/null');
		expect(sent(sandbox)).toEqual([DELETE, GET, LIST, GET_NEWEST]);
	});

	it('does not speak for a DELETE that was answered with something else', async () => {
		const sandbox = await openSandbox();
		for (const conversation of [OLD, { id: NEWEST }]) sandbox.add(conversation);
		play(sandbox, 'DELETE', [], { act: true, status: 200, body: {} });
		play(sandbox, 'GET', [], UNCLEAR);
		expect(await claimOf(sandbox)).toBe('gone/null');
	});

	it('does not speak for an earlier try whose answer was lost', async () => {
		const sandbox = await openSandbox();
		for (const conversation of [OLD, { id: NEWEST }]) sandbox.add(conversation);
		play(sandbox, 'DELETE', [{ act: true, ...LOST }], UNCLEAR);
		play(sandbox, 'GET', [LOST], UNCLEAR);
		expect(await claimOf(sandbox, {}, RETRY_ON_FAIL)).toBe('gone/null');
	});

	it('says in every try that it was never there', async () => {
		const sandbox = await openSandbox();
		sandbox.add({ id: NEWEST });
		play(sandbox, 'DELETE', [], UNCLEAR);
		play(sandbox, 'GET', [], UNCLEAR);
		expect(await claimOf(sandbox, {}, RETRY_ON_FAIL)).toBe('failed/false');
		expect(sandbox.requests({ method: 'DELETE' })).toHaveLength(2);
	});
});

it.each<[string, FaultAnswer]>([
	['refused', { status: 403, body: '' }],
	['answered with a no', { status: 200, body: { success: false } }],
	['answered with a 404 of nobody', UNCLEAR],
])(
	'a DELETE that was %s, of what is still there, weighs nothing in the next try',
	async (_, answer) => {
		const sandbox = await openSandbox();
		sandbox.add(OLD);
		play(sandbox, 'DELETE', [], answer);
		expect(await claimOf(sandbox, {}, RETRY_ON_FAIL)).toBe('failed/false');
		expect(sandbox.requests({ method: 'DELETE' })).toHaveLength(2);
	},
);

describe('a guard that looks between two attempts', () => {
	it('settles by its look what became of the first', async () => {
		const sandbox = await openSandbox();
		sandbox.add(OLD);
		play(sandbox, 'DELETE', [], { act: true, ...LOST });
		expect(await claimOf(sandbox, { ...HOLD, maxRetries: 1 })).toBe('gone/true');
		expect(sent(sandbox)).toEqual([GET, DELETE, GET]);
	});

	it('does not call safe what an earlier try may still delete', async () => {
		const sandbox = await startSandbox({
			onEnd({ method }) {
				if (method === 'DELETE') sandbox.add({ ...OLD, metadata: { hold: 'yes' } });
			},
		});
		closeAfterwards(async () => await sandbox.stop());
		sandbox.add(OLD);
		play(sandbox, 'DELETE', [], { status: 503, body: '' });
		expect(await claimOf(sandbox, HOLD, RETRY_ON_FAIL)).toBe('unknown/null');
		expect(sandbox.requests({ method: 'DELETE' })).toHaveLength(1);
	});
});
