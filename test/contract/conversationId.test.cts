import type { IDataObject, INodeParameters, NodeParameterValueType } from 'n8n-workflow';
import { runSymbl } from '../engine/engine.cts';
import { textOfIssue } from '../engine/n8nTexts.cts';
import {
	accessToken,
	appCredentials,
	credentialKinds,
	openSandbox,
	sent,
	tokenCalls,
} from './accounts.cts';
import { deletedItem, errorModes, expectOneFailure } from './errorModes.cts';

const byId = (value: NodeParameterValueType) => ({ __rl: true, mode: 'id', value }) as const;
const fromList = (value: NodeParameterValueType) => ({ __rl: true, mode: 'list', value }) as const;
/** What a field of an item may hold. */
type Value = IDataObject[string];

/** What becomes of 9007199254740993 in JSON: another conversation's ID, maybe. */
const TOO_LARGE = Number('9007199254740993');

const LONGEST = 'a'.repeat(64);

/** What an item may hold, and the conversation that it names. */
const accepted: Array<[string, Value, string]> = [
	['text of digits', '4866329603473408', '4866329603473408'],
	['a whole number', 4866329603473408, '4866329603473408'],
	['the largest exact number', 9007199254740991, '9007199254740991'],
	['digits beyond what a number holds, as text', '9007199254740993', '9007199254740993'],
	['zeros in front, as text', '00101', '00101'],
	['a single digit', 7, '7'],
	['blanks around it', '  101\t', '101'],
	['line ends around it', '\r\n101\n', '101'],
	['letters, _ and -', 'aZ_9-x', 'aZ_9-x'],
	['64 characters', LONGEST, LONGEST],
];

/** What an item may hold that names no conversation, and how that is put. */
const refused: Array<[string, Value, RegExp]> = [
	['nothing', '', /empty/],
	['blanks', ' \t\n ', /empty/],
	['null', null, /empty|null/],
	['true', true, /true/],
	['false', false, /false/],
	['..', '..', /“\.\.”/],
	['.', '.', /“\.”/],
	['a/../b', 'a/../b', /a\/\.\.\/b/],
	['a path', '101/messages', /101\/messages/],
	['a slash', '/', /\//],
	['a backslash', '..\\101', /\\/],
	['a query', '1?x=y', /1\?x=y/],
	['a fragment', '1#a', /1#a/],
	['a fragment alone', '#', /#/],
	['an encoded ..', '%2e%2e', /%2e%2e/],
	['an encoded slash', '1%2F2', /1%2F2/],
	['a semicolon', '101;x', /101;x/],
	['a blank inside', '10 1', /10 1/],
	['a line end inside', '10\n1', /10\s1/],
	['a null character', '101\u0000', /101/],
	['two IDs', '101,102', /101,102/],
	['65 characters', `${LONGEST}b`, /aaaa/],
	['a very long text', 'x'.repeat(10_000), /xxxx/],
	['digits of another script', '٤٨٦٦', /٤٨٦٦/],
	['wide digits', '\uff11\uff10\uff11', /\uff11/],
	['a letter that looks like another', 'а1', /а1/],
	['a character that is not seen', '10\u200b1', /10.?1/],
	['markup', '<b>101</b>', /101/],
	['a web address', 'https://api.symbl.ai/v1/conversations/101', /https:/],
	['an object', { id: '101' }, /object/],
	['an empty object', {}, /object/],
	['a list', ['101'], /list/],
	['an empty list', [], /list/],
	['a number that is not whole', 101.5, /101\.5/],
	['a number too large to be exact', TOO_LARGE, /too large/],
	['a number that is written with an exponent', 1e21, /too large/],
	['a number too small to be exact', -TOO_LARGE, /too large|too small|-9007199254740992/],
];

/** Values that no JSON holds, but an expression does. */
const computed: Array<[string, string, RegExp]> = [
	['a field that is not there', '={{ $json.nope }}', /empty/],
	['a field of nothing', '={{ $json.nope?.id }}', /empty/],
	['undefined', '={{ undefined }}', /empty/],
	['not a number', '={{ 0 / 0 }}', /NaN/],
	['infinity', '={{ 1 / 0 }}', /Infinity/],
	['a number that was too large in the source', '={{ 9007199254740993 }}', /too large/],
	['an object', '={{ ({ id: 101 }) }}', /object/],
	['the whole item', '={{ $json }}', /object/],
	['a list', '={{ [101, 102] }}', /list/],
	['an object put into text', '=x{{ ({ id: 101 }) }}', /object/i],
	['a path put together', '={{ "a" }}/../{{ "b" }}', /a\/\.\.\/b/],
];

/** Ways to fill in the parameter that name conversation 101, or the ID given. */
const ways: Array<[string, INodeParameters, string]> = [
	['an ID typed in', { conversationId: byId('101') }, '101'],
	['an ID typed in with blanks', { conversationId: byId(' 101 ') }, '101'],
	['a number typed in', { conversationId: byId(4866329603473408) }, '4866329603473408'],
	['a choice from the list', { conversationId: fromList('101') }, '101'],
	[
		'a choice with its name remembered',
		{
			conversationId: { ...fromList('101'), cachedResultName: 'Weekly · 2026-01-01' },
		},
		'101',
	],
	['an expression in list mode', { conversationId: fromList('={{ $json.id }}') }, '101'],
	['plain text', { conversationId: '101' }, '101'],
	['a plain number', { conversationId: 4866329603473408 }, '4866329603473408'],
	['a plain expression', { conversationId: '={{ $json.id }}' }, '101'],
];

const refusedWays: Array<[string, INodeParameters, RegExp]> = [
	['a path from the list', { conversationId: fromList('../x') }, /\.\.\/x/],
	['a path typed in', { conversationId: byId('a/../b') }, /a\/\.\.\/b/],
	['a query typed in', { conversationId: byId('1?x=y') }, /1\?x=y/],
	['65 characters typed in', { conversationId: byId(`${LONGEST}b`) }, /not an ID/],
	['a number too large typed in', { conversationId: byId(TOO_LARGE) }, /too large/],
	['a plain path', { conversationId: '..' }, /\.\./],
	['a plain number too large', { conversationId: TOO_LARGE }, /too large/],
	['a plain expression of a list', { conversationId: '={{ [1] }}' }, /list/],
];

/** What n8n itself refuses, as the declaration of the parameter tells it to. */
const refusedByN8n: Array<[string, INodeParameters, RegExp]> = [
	['nothing filled in', { conversationId: fromList('') }, /"Conversation" is required/],
	['nothing typed in', { conversationId: byId('') }, /"Conversation" is required/],
	['plain nothing', { conversationId: '' }, /"Conversation" is required/],
];

const refusal = (says: RegExp, conversationId = null) =>
	({
		message: new RegExp(`'Conversation'.*${says.source}`, 's'),
		description: /./,
		httpCode: null,
		deleted: false,
		outcome: 'failed',
		conversationId,
	}) as const;

describe.each(errorModes)('On Error: %s', (mode) => {
	it.each(accepted)('takes %s', async (_, conversationId, id) => {
		const sandbox = await openSandbox();
		sandbox.add({ id });
		const execution = await runSymbl({
			items: [{ conversationId }],
			credential: accessToken(sandbox),
			settings: { onError: mode },
		});
		expect(execution.error).toBeUndefined();
		expect(execution.outputs[0]).toStrictEqual([deletedItem(id, 0)]);
		expect(sent(sandbox)).toEqual([`DELETE /v1/conversations/${id}`]);
		expect(sandbox.deletedIds).toEqual([id]);
	});

	describe.each(refused)('refuses %s', (_, conversationId, says) => {
		it.each([0, 1, 2])('in the item at index %d of three', async (index) => {
			const ids = ['101', '102', '103'];
			const sandbox = await openSandbox();
			for (const id of ids) sandbox.add({ id });
			const items: IDataObject[] = ids.map((id, mark) => ({ conversationId: id, mark }));
			items[index] = { conversationId, mark: index };

			const execution = await runSymbl({
				items,
				credential: accessToken(sandbox),
				settings: { onError: mode },
			});

			const others = ids.map((id, item) => deletedItem(id, item));
			expectOneFailure(execution, mode, items, index, refusal(says), others);
			const gone = mode === 'stopWorkflow' ? [] : ids.filter((_id, item) => item !== index);
			expect([...sandbox.deletedIds].sort()).toEqual(gone);
			expect(sent(sandbox).sort()).toEqual(gone.map((id) => `DELETE /v1/conversations/${id}`));
		});
	});

	describe.each(Object.entries(credentialKinds))('with %s', (_kind, credential) => {
		it.each([
			...computed.map(([name, value, says]): (typeof refusedWays)[number] => [
				`${name}, from an expression`,
				{ conversationId: byId(value) },
				says,
			]),
			...refusedWays,
		])('sends nothing at all for %s', async (_, parameters, says) => {
			const sandbox = await openSandbox();
			sandbox.add({ id: '101' });
			const items = [{ id: '101' }];
			const execution = await runSymbl({
				items,
				credential: credential(sandbox),
				parameters,
				settings: { onError: mode },
			});
			expectOneFailure(execution, mode, items, 0, refusal(says), [{}]);
			expect(sandbox.log).toEqual([]);
			expect(sandbox.conversations.size).toBe(1);
		});
	});

	it.each(ways)('takes %s', async (_, parameters, id) => {
		const sandbox = await openSandbox();
		sandbox.add({ id });
		const execution = await runSymbl({
			items: [{ id: '101' }],
			credential: accessToken(sandbox),
			parameters,
			settings: { onError: mode },
		});
		expect(execution.error).toBeUndefined();
		expect(execution.outputs[0]).toStrictEqual([deletedItem(id, 0)]);
		expect(sent(sandbox)).toEqual([`DELETE /v1/conversations/${id}`]);
	});

	it('never shortens what it refuses into the ID of another conversation', async () => {
		const sandbox = await openSandbox();
		sandbox.add({ id: '9007199254740992' });
		const items = [{ conversationId: TOO_LARGE }];
		const execution = await runSymbl({
			items,
			credential: appCredentials(sandbox),
			settings: { onError: mode },
		});
		expectOneFailure(execution, mode, items, 0, refusal(/too large/), [{}]);
		expect(sandbox.log).toEqual([]);
		expect(sandbox.conversations.has('9007199254740992')).toBe(true);
	});

	it('sends nothing for a run of nothing but refused IDs', async () => {
		const sandbox = await openSandbox();
		const items = ['', '..', 'a b'].map((conversationId) => ({ conversationId }));
		const { outputs, error } = await runSymbl({
			items,
			credential: appCredentials(sandbox),
			settings: { onError: mode },
		});
		expect(tokenCalls(sandbox)).toEqual([]);
		expect(sandbox.log).toEqual([]);
		if (mode === 'stopWorkflow') expect(error?.message).toMatch(/'Conversation' is empty/);
		else
			expect(outputs.at(-1)?.map(({ pairedItem }) => pairedItem)).toEqual([
				{ item: 0 },
				{ item: 1 },
				{ item: 2 },
			]);
	});
});

it.each(refusedByN8n)('has n8n refuse %s before anything starts', async (_, parameters, says) => {
	const sandbox = await openSandbox();
	const running = runSymbl({ items: [{}], credential: appCredentials(sandbox), parameters });
	await expect(running).rejects.toThrow(textOfIssue(says));
	expect(sandbox.log).toEqual([]);
});

it.each([0, 50])(
	'deletes nothing if n8n cannot evaluate the ID of one item (Batching: %d ms)',
	async (batchInterval) => {
		const ids = ['101', '102', '103', '104', '105'];
		const sandbox = await openSandbox();
		for (const id of ids) sandbox.add({ id });
		const { error } = await runSymbl({
			items: ids.map((conversationId) => ({ conversationId })),
			credential: appCredentials(sandbox),
			parameters: {
				conversationId: byId('={{ $itemIndex === 3 ? $json.a.b.c : $json.conversationId }}'),
				requestOptions: { batching: { batch: { batchSize: 1, batchInterval } } },
			},
		});
		expect(error).toBeDefined();
		await new Promise((resolve) => setTimeout(resolve, 400));
		expect(sandbox.log).toEqual([]);
		expect(sandbox.conversations.size).toBe(5);
	},
);
