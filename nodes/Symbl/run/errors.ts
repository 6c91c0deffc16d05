import type { IDataObject, INode, INodeExecutionData, NodeApiError } from 'n8n-workflow';
import type { Tally } from './tally';
import type { FailedItem } from './task';
import { nodeError } from '../transport/failures';

/**
 * The item that a failed one becomes where the run goes on. Versions of n8n differ in what sends an
 * item to the error output; an `error` that is not enumerable does on all of them, and leaves the
 * item's JSON as it is.
 */
export function errorItem(
	node: INode,
	{ failure, details }: FailedItem,
	item: number,
): INodeExecutionData {
	const { message, description, httpCode } = failure;
	const output: INodeExecutionData = {
		json: { error: message, details: { ...details, httpCode, description } },
		pairedItem: { item },
	};
	if (node.onError !== 'continueErrorOutput') return output;
	return Object.defineProperty(output, 'error', {
		value: nodeError(node, failure, item),
		writable: true,
		configurable: true,
	});
}

/** The error of a run that stops: that of the item which failed first, with the account of the run. */
export function finalError(
	node: INode,
	{ failure, details }: FailedItem,
	item: number,
	tally: Tally,
	made: IDataObject[],
): NodeApiError {
	if (tally.size === 0) {
		if (made.length === 0) return nodeError(node, failure, item, details);
		const others = `What this run had Symbl make before: ${made.length}. The IDs are in the details.`;
		const description = `${failure.description} ${others}`;
		return nodeError(node, { ...failure, description }, item, { ...details, made });
	}
	const message = tally.size > 1 ? `${failure.message}. ${tally.summary}` : failure.message;
	const description = `${failure.description} ${tally.deletedIds}`.trim();
	const data: IDataObject = { ...details, ...tally.idsByFate };
	return nodeError(node, { ...failure, message, description }, item, data);
}
