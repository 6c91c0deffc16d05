import { openSandbox, accessToken, appCredentials, sent } from '../contract/accounts.cts';
import { chain, type Step } from '../n8n/workflow.cts';
import { api, outputsOf, startWorkflow } from './runs.cts';
import { oneItemEach, symbl, SYMBL, webhook } from './steps.cts';

/** Looks something up in the item that an item comes from, which works where items are linked. */
const noteOf = (name: string): Step => ({
	name,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		assignments: {
			assignments: [
				{
					id: name,
					name: 'note',
					type: 'string',
					value: `={{ $('${oneItemEach.name}').item.json.note }}`,
				},
			],
		},
		includeOtherFields: true,
		options: {},
	},
});

const link = (node: string) => [{ node, type: 'main', index: 0 }];

describe.each(Object.entries({ accessToken, appCredentials }))(
	'a workflow that a webhook starts (%s)',
	(_, credentialFor) => {
		test('deletes, links each item to where it came from, and uses both outputs', async () => {
			const sandbox = await openSandbox();
			for (const id of ['101', '103']) sandbox.add({ id });
			const { path, step } = webhook();
			const credential = await api.saveCredential(credentialFor(sandbox));
			const { nodes, connections } = chain([
				step,
				oneItemEach,
				symbl(credential, {}, { onError: 'continueErrorOutput' }),
				noteOf('Done'),
			]);
			const draft = {
				nodes: [...nodes, { ...noteOf('Needs a Look'), id: 'look', position: [0, 200] }],
				connections: { ...connections, [SYMBL]: { main: [link('Done'), link('Needs a Look')] } },
			};
			const { executionId } = await startWorkflow(draft, path, [
				{ conversationId: '101', note: 'first' },
				{ conversationId: '102', note: 'second' },
				{ conversationId: '103', note: 'third' },
				{ conversationId: '../104', note: 'fourth' },
				{ conversationId: '101', note: 'fifth' },
			]);
			const execution = await api.endedExecution(executionId);
			expect(execution).toMatchObject({ status: 'success' });

			const deleted = { deleted: true, outcome: 'deleted' };
			expect(outputsOf(execution)).toMatchObject([
				[
					{ json: { conversationId: '101', ...deleted }, pairedItem: { item: 0 } },
					{ json: { conversationId: '103', ...deleted }, pairedItem: { item: 2 } },
					{ json: { conversationId: '101', ...deleted }, pairedItem: { item: 4 } },
				],
				[
					{
						json: {
							error: expect.stringContaining('102 was not found'),
							details: { conversationId: '102', deleted: false, httpCode: '404' },
						},
						pairedItem: { item: 1 },
					},
					{
						json: {
							error: expect.stringContaining('is not an ID'),
							details: { conversationId: null, deleted: false, httpCode: null },
						},
						pairedItem: { item: 3 },
					},
				],
			]);
			const notes = (node: string) => outputsOf(execution, node)[0]?.map(({ json }) => json.note);
			expect(notes('Done')).toEqual(['first', 'third', 'fifth']);
			expect(notes('Needs a Look')).toEqual(['second', 'fourth']);

			const paths = sent(sandbox).filter((request) => request.startsWith('DELETE'));
			expect(paths.sort()).toEqual([
				'DELETE /v1/conversations/101',
				'DELETE /v1/conversations/102',
				'DELETE /v1/conversations/103',
			]);
			expect([...sandbox.deletedIds].sort()).toEqual(['101', '103']);
		});
	},
);
