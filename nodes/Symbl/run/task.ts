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
	/** What is there at Symbl all the same. */
	made?: IDataObject;
}

/** An item that did what it is for, or has to wait for it. */
export interface FinishedItem {
	/** What it puts out; where it waits, what it does when that takes too long. */
	items: OutputItem[];
	fate?: Fate;
	/** Something that its user should know. */
	hint?: string;
	/** What is there at Symbl since then, to be named if another item ends the run. */
	made?: IDataObject;
	/** Why the execution is to be suspended. */
	waits?: Wait;
}

/** An item that waits for something that the execution is told of while it is suspended. */
export interface Wait {
	/** How long, in ms since 1970. */
	until: number;
	/** Looks once more right before the execution is suspended: it may be over by then. */
	lookAgain(sender: RequestSender): Promise<FinishedItem>;
}

/** What came of an item: what it puts out, or why it does not. */
export type Result = FinishedItem | FailedItem;

/** An item that comes out, before it is linked to the one that came in. */
export type OutputItem = Pick<INodeExecutionData, 'json' | 'binary'>;
