import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ExecutionPlace } from './item';

/** @returns where the node runs; undefined for a tool, whose execution is that of an agent. */
export function placeOf(context: IExecuteFunctions): (() => ExecutionPlace) | undefined {
	if (context.getNode().type.endsWith('Tool')) return undefined;
	let place: ExecutionPlace | undefined;
	return () => {
		if (!place) {
			const { $execution, $runIndex } = context.getWorkflowDataProxy(0);
			place = { resumeUrl: String($execution.resumeUrl), runIndex: Number($runIndex) };
		}
		return place;
	};
}

/**
 * Suspends the execution: n8n puts it into its database and goes on when the node's `webhook` says so,
 * or when the time is over. Then it does not run the node again, but hands on the node's input, so what
 * is to come out at that time takes the place of the input.
 * @param items what comes out when the time is over.
 * @param until in milliseconds since 1970.
 * @returns what is shown until then.
 */
export async function suspend(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	until: number,
): Promise<INodeExecutionData[][]> {
	context.getExecuteData().data = { main: [items] };
	await context.putExecutionToWait(new Date(until));
	// Nothing: an item with an error in it would make 'Retry On Fail' run the node once more.
	return [[]];
}
