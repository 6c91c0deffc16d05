import { accessToken, openSandbox } from '../contract/accounts.cts';
import { runSymbl } from '../engine/engine.cts';
import { ago } from './conversations.cts';
import { ENGLISH, jsonOf, openCalls, operate } from './operating.cts';

/** What a server says that is not so must not lead to another conversation's deletion. */
describe('an answer that names another conversation', () => {
	it.each([
		['conversation/get', { id: '666', conversationId: '666', name: 'x' }],
		['conversationContent/getMessages', { messages: [{ id: '1', conversationId: '666' }] }],
		['conversationContent/getAnalytics', { metrics: [], conversationId: '666' }],
		['bookmark/getBookmarks', { bookmarks: [{ id: '1', conversationId: '666' }] }],
	])('does not change the ID that %s puts out', async (name, body) => {
		const sandbox = await openCalls();
		sandbox.play({ answer: { body } });
		for (const simplify of [true, false]) {
			const execution = await operate(sandbox, name, { parameters: { simplify } });
			expect(jsonOf(execution)).toMatchObject([{ conversationId: ENGLISH }]);
		}
	});

	it('does not change the IDs that a list puts out', async () => {
		const sandbox = await openSandbox();
		const body = { conversations: [{ id: '1', conversationId: '666' }] };
		sandbox.play({ answer: { body } });
		const { outputs } = await runSymbl({
			items: [{}],
			credential: accessToken(sandbox),
			parameters: { operation: 'getAll', simplify: false },
		});
		expect(outputs[0]?.map(({ json }) => json)).toEqual([{ id: '1', conversationId: '1' }]);
	});
});

it('a conversation that goes on is not old, whatever its end says', async () => {
	const sandbox = await openSandbox();
	sandbox.add({ id: '1', startTime: ago(0.01), endTime: '1970-01-01T00:00:00.000Z' });
	sandbox.add({ id: '2', startTime: ago(100) });
	const body = { conversations: [...sandbox.conversations.values()] };
	sandbox.play({ answer: { body } });
	const { outputs } = await runSymbl({
		items: [{}],
		credential: accessToken(sandbox),
		parameters: {
			operation: 'getAll',
			returnAll: true,
			filters: { olderThan: { age: { value: 90, unit: 'days' } } },
		},
	});
	expect(outputs[0]?.map(({ json }) => json.conversationId)).toEqual(['2']);
});
