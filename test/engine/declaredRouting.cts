import { loadPackage, symblNode, SYMBL, type Execution, type SymblRun } from './engine.cts';
import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createRunExecutionData,
	NodeApiError,
	NodeOperationError,
	Workflow,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';
import { additionalDataFor } from './additionalData.cts';
import { EngineCredentials } from './credentials.cts';
import { withExpressions } from './expressions.cts';

const AGENT = 'Agent';

/**
 * Runs the routing that the node declares, as an AI Agent before 3.0 and the MCP trigger do, which
 * know no custom operations: once for each item, all side by side, since a model may call a tool
 * several times at once. What is behind the calls is the execution of the agent, and the same for
 * all of them.
 *
 * @returns what came of each call, in the order of the items; of an error as the agent gets it
 */
export async function runDeclaredRouting(run: SymblRun): Promise<Execution[]> {
	const types = await loadPackage();
	const agent: INode = {
		id: 'agent',
		name: AGENT,
		type: 'test.passThrough',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const symbl = symblNode(run);
	const workflow = new Workflow({
		id: 'test',
		name: 'Test',
		nodes: [agent, symbl],
		connections: { [symbl.name]: { ai_tool: [[{ node: AGENT, type: 'ai_tool', index: 0 }]] } },
		active: false,
		nodeTypes: types,
		settings: run.timezone === undefined ? {} : { timezone: run.timezone },
	});
	const credentials = new EngineCredentials(types.credentialTypes, run.credential);
	const additionalData = {
		...additionalDataFor(credentials, 'trigger'),
		executionId: 'execution-1',
	};
	const data = run.retryOf ?? createRunExecutionData();
	const items = run.items.map((json) => ({ json }));
	const executeData = { node: agent, data: { main: [items] }, source: null };
	const cancelling = new AbortController();
	void run.cancelAfter?.then(() => cancelling.abort());

	const call = async (item: INodeExecutionData): Promise<Execution> => {
		const context = new ExecuteContext(
			workflow,
			symbl,
			additionalData,
			'trigger',
			data,
			0,
			[item],
			{ ai_tool: [[item]] },
			executeData,
			[],
			cancelling.signal,
		);
		const outcome = await outcomeOf(new RoutingNode(context, types.getByName(SYMBL)));
		return { ...outcome, data, credentialReads: credentials.reads };
	};
	return await withExpressions(workflow, async () => await Promise.all(items.map(call)));
}

async function outcomeOf(routing: RoutingNode): Promise<Pick<Execution, 'outputs' | 'error'>> {
	try {
		return { outputs: (await routing.runNode()) ?? [] };
	} catch (error) {
		if (error instanceof NodeApiError || error instanceof NodeOperationError) {
			return { outputs: [], error };
		}
		throw error;
	}
}
