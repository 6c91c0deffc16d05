import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Plan, Planned } from './plan';
import type { RequestSender } from './requestSender';
import type { Session } from './session';
import type { Fate } from './tally';
import type { Failure } from '../transport/failures';

/** What an item is to do: read and checked before anything is sent, carried out after. */
export interface Task extends Planned {
	execute(scope: Scope): Promise<Result>;
}

/** What the execution of a task works with. */
export interface Scope {
	/** Sends the item's requests. */
	sender: RequestSender;
	/** What the items of the run share. */
	session: Session;
	plan: Plan;
}

/** An item that cannot, or could not, do what it is for. */
export interface FailedItem {
	failure: Failure;
	details: IDataObject;
	/** What this means for the account of a run that deletes. */
	fate?: Fate;
}

/** What came of an item: what it puts out, or why it does not. */
export type Result = { items: OutputItem[]; fate?: Fate } | FailedItem;

/** An item that comes out, before it is linked to the one that came in. */
export type OutputItem = Pick<INodeExecutionData, 'json' | 'binary'>;
