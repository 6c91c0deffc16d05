import type { Workflow } from 'n8n-workflow';

/**
 * Does work in which expressions are evaluated outside of an execution. In an execution the engine
 * sees to it itself; an engine from before expressions ran in isolates needs nothing.
 */
export async function withExpressions<T>(
	{ expression }: Workflow,
	work: () => Promise<T>,
): Promise<T> {
	if (!('acquireIsolate' in expression)) return await work();
	try {
		await expression.acquireIsolate();
		return await work();
	} finally {
		await expression.releaseIsolate();
	}
}
