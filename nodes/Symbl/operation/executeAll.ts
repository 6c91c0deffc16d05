import type { IExecuteFunctions, IExecuteSingleFunctions, INodeExecutionData } from 'n8n-workflow';
import type { RunOperation } from './operation';
import { errorItem } from '../run/errors';
import { isObject } from '../transport/answer';
import { isFailure, nodeError } from '../transport/failures';

/**
 * Hands all items of a run to an operation.
 * @param read reads a parameter as the first item has it.
 * @returns the item that comes of them, linked to all of them.
 * @throws {NodeApiError} when there is none, unless the node continues on errors.
 */
export async function executeAll(
	operation: RunOperation,
	context: IExecuteFunctions | IExecuteSingleFunctions,
	items: INodeExecutionData[],
	read: (name: string, fallback?: unknown) => unknown,
): Promise<INodeExecutionData> {
	const options = read('options', {});
	const output = await operation.executeAll({
		items,
		parameter: read,
		option: (name) => (isObject(options) ? options[name] : undefined),
		helpers: context.helpers,
		workflow: context.getWorkflow(),
		executionId: context.getExecutionId() || '',
	});
	const pairedItem = items.map((_, item) => ({ item }));
	if (!isFailure(output)) return { ...output, pairedItem };
	const node = context.getNode();
	if (!context.continueOnFail()) throw nodeError(node, output, 0);
	return Object.assign(errorItem(node, { failure: output, details: {} }, 0), { pairedItem });
}
