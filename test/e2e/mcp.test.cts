import { randomUUID } from 'node:crypto';
import { accessToken, openSandbox, sent } from '../contract/accounts.cts';
import { chain, type Step } from '../n8n/workflow.cts';
import { McpClient } from './mcpClient.cts';
import { api, server } from './runs.cts';
import { symbl } from './steps.cts';
import { until } from './until.cts';

const TRIGGER = 'MCP Server';

test('as a tool of an MCP server the node deletes what a client names, and says what it did', async () => {
	const sandbox = await openSandbox();
	sandbox.add({ id: '301' });
	const path = randomUUID();
	const trigger: Step = {
		name: TRIGGER,
		type: '@n8n/n8n-nodes-langchain.mcpTrigger',
		typeVersion: 2,
		parameters: { path },
	};
	const tool: Step = {
		...symbl(
			await api.saveCredential(accessToken(sandbox)),
			{
				conversationId: {
					__rl: true,
					mode: 'id',
					value: `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('conversationId', \`\`, 'string') }}`,
				},
			},
			{ onError: 'continueRegularOutput' },
		),
		type: 'n8n-nodes-symbl.symblTool',
	};
	const draft = chain([{ ...trigger, webhookId: path }]);
	draft.nodes.push({ ...tool, id: tool.name, position: [0, 100] });
	draft.connections[tool.name] = { ai_tool: [[{ node: TRIGGER, type: 'ai_tool', index: 0 }]] };
	const workflowId = await api.saveWorkflow(draft);
	await api.activate(workflowId);

	const client = new McpClient(`${server.url}/mcp/${path}`);
	await until('the MCP server', async () => {
		try {
			await client.open();
			return true;
		} catch {
			return undefined;
		}
	});
	const listed = JSON.stringify(await client.request('tools/list'));
	const [, name = ''] = /"name":"([^"]+)"/.exec(listed) ?? [];
	const call = async (conversationId: string) =>
		JSON.stringify(await client.request('tools/call', { name, arguments: { conversationId } }));

	const [gone, ...others] = await Promise.all(['301', '404', '../302'].map(call));
	expect(gone).toMatch(/301.*deleted.*true/);
	expect(others[0]).toMatch(/Conversation 404 was not found/);
	expect(others[1]).toMatch(/is not an ID/);
	expect(sandbox.deletedIds).toEqual(['301']);
	expect(sent(sandbox).sort()).toEqual([
		'DELETE /v1/conversations/301',
		'DELETE /v1/conversations/404',
	]);
	await api.deactivate(workflowId);
});
