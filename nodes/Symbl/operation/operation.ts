import type { INodePropertyOptions } from 'n8n-workflow';
import type { IdName } from './ids';
import type { Declared, Item } from './item';
import type { FailedItem, Task } from '../run/task';
import type { Failure } from '../transport/failures';

/** One operation of the node: everything that is particular to it. */
export interface Operation extends Declared {
	/** How it is listed. */
	option: Omit<INodePropertyOptions, 'routing'> & { value: string; action: string };
	/** The IDs that it asks for. */
	takes?: IdName[];
	/** Reads and checks the item's parameters. It sends nothing. */
	plan(item: Item): Task | FailedItem;
	/** What becomes of an item whose parameters cannot be read. */
	unreadable?(failure: Failure): FailedItem;
}

/** A resource of the node and its operations. */
export interface Resource {
	name: string;
	value: string;
	operations: Operation[];
	defaultOperation: string;
}
