import type { INodeExecutionData, INodePropertyOptions, IWorkflowMetadata } from 'n8n-workflow';
import type { IdName } from './ids';
import type { Declared, Item } from './item';
import type { FailedItem, OutputItem, Task } from '../run/task';
import type { Failure } from '../transport/failures';

/** One operation of the node: everything that is particular to it. */
export type AnyOperation = Operation | RunOperation;

/** How an operation is listed, and what it asks for. */
interface Listed {
	option: Omit<INodePropertyOptions, 'routing'> & { value: string; action: string };
	/** The IDs that it asks for. */
	takes?: IdName[];
}

/** An operation on each of the items by itself. */
export interface Operation extends Declared, Listed {
	/** Reads and checks the item's parameters. It sends nothing. */
	plan(item: Item): Task | FailedItem;
	/** What becomes of an item whose parameters cannot be read. */
	unreadable?(failure: Failure): FailedItem;
}

/** An operation on all items of a run at once, which become one. It sends nothing. */
export interface RunOperation extends Omit<Declared, 'request'>, Listed {
	/** @returns the one item that comes out, which is linked to all, or why there is none. */
	executeAll(all: AllItems): Promise<OutputItem | Failure>;
}

/** All items of a run, and the parameters as the first of them has them. */
export interface AllItems extends Pick<Item, 'parameter' | 'option' | 'helpers'> {
	items: INodeExecutionData[];
	workflow: IWorkflowMetadata;
	/** '' where n8n gives none. */
	executionId: string;
}

export const isRunOperation = (operation: AnyOperation): operation is RunOperation =>
	'executeAll' in operation;

/** A resource of the node and its operations. */
export interface Resource {
	name: string;
	value: string;
	operations: AnyOperation[];
	defaultOperation: string;
}
