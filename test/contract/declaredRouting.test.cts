import { runDeclaredRouting } from '../engine/declaredRouting.cts';
import { accessToken, deletionsOf, openSandbox, sent } from './accounts.cts';
import { deletedItem, errorModes } from './errorModes.cts';

const callOf = (conversationId: string) => ({ conversationId });

describe('where n8n runs the declared routing, as for a tool of an older agent', () => {
	it('a call deletes its conversation', async () => {
		const sandbox = await openSandbox();
		sandbox.add({ id: '101' });
		const calls = await runDeclaredRouting({
			items: [callOf('101')],
			credential: accessToken(sandbox),
		});
		expect(calls).toMatchObject([{ outputs: [[deletedItem('101', 0)]] }]);
		expect(calls[0]?.error).toBeUndefined();
		expect(sent(sandbox)).toEqual(['DELETE /v1/conversations/101']);
	});

	it('calls made at once keep apart', async () => {
		const sandbox = await openSandbox();
		for (const id of ['101', '102', '103']) sandbox.add({ id });
		const [first, second, third] = await runDeclaredRouting({
			items: [callOf('101'), callOf('404404'), callOf('103')],
			credential: accessToken(sandbox),
		});
		expect(first?.outputs).toMatchObject([[deletedItem('101', 0)]]);
		expect(second?.error?.message).toMatch(/^Conversation 404404/);
		expect(third?.outputs).toMatchObject([[deletedItem('103', 0)]]);
		expect(deletionsOf(sandbox, '102')).toEqual([]);
	});

	it.each(errorModes)('a call without an ID sends nothing (%s)', async (onError) => {
		const sandbox = await openSandbox();
		const [call] = await runDeclaredRouting({
			items: [callOf('')],
			credential: accessToken(sandbox),
			settings: { onError },
		});
		const message = /'Conversation' is empty/;
		if (onError === 'stopWorkflow') expect(call?.error?.message).toMatch(message);
		else
			expect(call?.outputs.flat()).toMatchObject([
				{ json: { error: expect.stringMatching(message) }, pairedItem: { item: 0 } },
			]);
		expect(sandbox.log).toEqual([]);
	});
});
