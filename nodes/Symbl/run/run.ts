import {
	sleep,
	type IContextObject,
	type IDataObject,
	type IExecuteData,
	type IExecutePaginationFunctions,
	type IHttpRequestOptions,
	type INodeExecutionData,
	type NodeApiError,
} from 'n8n-workflow';
import { Gate } from './gate';
import { Ledger } from './ledger';
import { Pacer } from './pacer';
import { allPrepared } from './preparation';
import { Sender } from './send';
import { readRunSettings, type RunSettings } from './settings';
import { Tally, type Fate } from './tally';
import { openAccount, type Account } from '../transport/account';
import { isObject } from '../transport/answer';
import { nodeError, refusal, type Failure } from '../transport/failures';

/** So many items in a row that fail for a reason that is not theirs end the run. */
const DEAD_AFTER = 10;

/** What an item is to do: planned before anything is sent, performed after. */
export interface Task {
	/** The conversation that it deletes for good, if it does. */
	deletes?: string;
	perform(sender: Sender): Promise<Result>;
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

/**
 * Does what an item is for, as part of its run.
 * @param request the item's request as n8n built it.
 * @param plan reads and checks the item's parameters. It sends nothing.
 * @returns the item's output, linked to it; where errors do not stop the node, also an error item.
 * @throws {NodeApiError} from one item of a run that stops on an error, when all under way is done.
 */
export async function runItem(
	context: IExecutePaginationFunctions,
	request: IHttpRequestOptions,
	plan: (run: Run) => Task | FailedItem,
): Promise<INodeExecutionData[]> {
	const run = Run.of(context, request);
	return await run.perform(context, plan(run));
}

/** n8n hands all items of one run of the node the same object, and the next run another one. */
const runs = new WeakMap<IExecuteData, Run>();

/** One run of the node over its items. */
export class Run {
	/** Why nothing at all may be sent. */
	refused?: Failure;
	/** There before the first task is performed; the account, unless the run is refused. */
	ledger!: Ledger;
	account!: Account;
	readonly pacer: Pacer;
	readonly settings: RunSettings;

	private readonly items = new Map<number, Task | FailedItem>();
	private readonly tally = new Tally();
	private readonly ready: Promise<void>;
	private readonly ended = new Gate();
	private readonly finished = new Gate();
	private readonly turns = new Map<string, Promise<unknown>>();
	private settled = 0;
	private failed = 0;
	private failedInARow = 0;
	/** The item that ends a run which stops on an error. */
	private firstFailed?: number;
	/** Why the rest is not worth an attempt. */
	private dead?: Failure;
	private allPrepared = true;

	/** @returns the run that an item belongs to. The first item begins one; so does another try. */
	static of(context: IExecutePaginationFunctions, request: IHttpRequestOptions): Run {
		const executeData = context.getExecuteData();
		// Some AI agents lend their own object to all calls of a tool: each call is a run of its own.
		if (executeData.node.name !== context.getNode().name) return new Run(context, request, {}, 1);

		let run = runs.get(executeData);
		if (!run || run.finished.isOpen || run.items.has(context.getItemIndex())) {
			run = new Run(context, request, context.getContext('node'), itemCount(context));
			runs.set(executeData, run);
		}
		return run;
	}

	private constructor(
		context: IExecutePaginationFunctions,
		request: IHttpRequestOptions,
		private readonly ledgerStore: IContextObject,
		private readonly itemCount: number,
	) {
		this.settings = readRunSettings(context, request);
		this.pacer = new Pacer(this.settings.maxConcurrency, async (ms) => await this.pause(ms));
		this.ready = this.prepare(context);
		this.endWith(context.getExecutionCancelSignal());
	}

	get hasEnded(): boolean {
		return this.ended.isOpen;
	}

	/** Does one piece of work after another where they would overwrite each other's result. */
	async inTurn<T>(what: string, work: () => Promise<T>): Promise<T> {
		const turn = (this.turns.get(what) ?? Promise.resolve()).then(work);
		this.turns.set(what, turn);
		return await turn;
	}

	/** Waits for that many milliseconds, or less if the run ends. */
	async pause(ms: number): Promise<void> {
		await Promise.race([sleep(ms), this.ended.opened]);
	}

	/** @returns why an item is not begun in a run that has ended. */
	notAttempted(subject: string): Failure {
		if (!this.dead) {
			return refusal(`${subject} was not attempted`, 'Run the workflow again to continue.');
		}
		return refusal(
			`${subject} was not attempted, since ${DEAD_AFTER} items in a row did not work: ${this.dead.message}`,
			this.dead.description,
		);
	}

	/** See {@link runItem}. */
	async perform(
		context: IExecutePaginationFunctions,
		task: Task | FailedItem,
	): Promise<INodeExecutionData[]> {
		const item = context.getItemIndex();
		this.items.set(item, task);
		await this.ready;
		await this.turnOf(item);

		const sender = new Sender(this, context);
		const result = 'failure' in task ? task : await performed(task, sender);
		const endsRun = 'failure' in result && !context.continueOnFail() && this.allPrepared;
		if (endsRun) {
			this.firstFailed ??= item;
			this.end();
		}
		this.settle(task, result);
		sender.leave();
		if ('items' in result) return result.items.map((its) => ({ ...its, pairedItem: { item } }));
		if (!endsRun) return [errorItem(result, item)];

		await this.finished.opened;
		// One item rejects for all, so that n8n reports the one that failed first.
		if (this.firstFailed !== item) return [];
		throw this.finalError(context, result, item);
	}

	/** Waits for n8n to prepare all items, then checks what can be checked before anything is sent. */
	private async prepare(context: IExecutePaginationFunctions): Promise<void> {
		const handedOver = () => this.items.size;
		const { batching, connection } = this.settings;
		const isComplete = await allPrepared(this.itemCount, batching, handedOver, (ms) =>
			this.pause(ms),
		);
		if (!context.continueOnFail()) {
			this.allPrepared = isComplete;
			const invalid = [...this.items].find(([, task]) => 'failure' in task);
			if (invalid) {
				this.firstFailed = invalid[0];
				this.end();
			}
		}
		try {
			this.account = await openAccount(context, connection);
			this.ledger = new Ledger(this.ledgerStore, this.account.name);
			this.refused = this.settings.refusal ?? this.tooMany();
		} catch (error) {
			this.ledger = new Ledger({}, '');
			this.refused = refusal(
				isObject(error) ? `${error.message}` : `${error}`,
				'Check the credential.',
			);
		}
		if (!this.allPrepared) {
			const message = 'n8n could not prepare every item, so nothing was sent';
			this.refused = refusal(message, "Check the expressions in the node's parameters.");
		}
	}

	private tooMany(): Failure | undefined {
		const { maxDeletions } = this.settings;
		const tasks = [...this.items.values()];
		const ids = new Set(tasks.flatMap((task) => ('deletes' in task && task.deletes) || []));
		if (maxDeletions === 0 || ids.size <= maxDeletions) return undefined;
		return refusal(
			`Nothing was deleted: ${ids.size} conversations came in, and 'Max Deletions' allows ${maxDeletions}`,
			"Check where the IDs come from. If all of these shall go, raise 'Max Deletions' in Options.",
		);
	}

	/** n8n's Batching spaces the items while it prepares them; here it spaces their starts. */
	private async turnOf(item: number): Promise<void> {
		const { size, interval } = this.settings.batching;
		if (interval > 0 && item >= size) await this.pause(Math.floor(item / size) * interval);
	}

	private settle(task: Task | FailedItem, result: Result): void {
		if (result.fate) this.tally.count('deletes' in task ? task.deletes : undefined, result.fate);
		if ('failure' in result) this.failed++;
		this.watchHost(result);
		this.settled++;
		if (this.settled < this.items.size) return;
		if (this.failed === 0) this.ledger.clear();
		this.finished.open();
	}

	/** Ends a run whose host or account does not work, so that not every item has to find out. */
	private watchHost(result: Result): void {
		const isAnswer = 'items' in result || result.failure.httpCode !== null;
		if ('failure' in result && result.failure.systemic) this.failedInARow++;
		else if (isAnswer) this.failedInARow = 0;
		if ('failure' in result && this.failedInARow >= DEAD_AFTER && !this.dead) {
			this.dead = result.failure;
			this.end();
		}
	}

	/** Ends the run when n8n cancels the execution. */
	private endWith(cancelled: AbortSignal | undefined): void {
		const end = () => this.end();
		if (cancelled?.aborted) end();
		cancelled?.addEventListener('abort', end);
		void this.finished.opened.then(() => cancelled?.removeEventListener('abort', end));
	}

	/** Nothing starts any more, and nobody waits any longer. */
	private end(): void {
		this.ended.open();
		this.pacer.close();
	}

	private finalError(
		context: IExecutePaginationFunctions,
		{ failure, details }: FailedItem,
		item: number,
	): NodeApiError {
		const { tally } = this;
		if (tally.size === 0) return nodeError(context.getNode(), failure, item, details);
		const message = tally.size > 1 ? `${failure.message}. ${tally.summary}` : failure.message;
		const description = `${failure.description} ${tally.deletedIds}`.trim();
		const data = { ...details, ...tally.idsByFate };
		return nodeError(context.getNode(), { ...failure, message, description }, item, data);
	}
}

/** An operation that breaks fails its item only, so that the run still accounts for all of them. */
async function performed(task: Task, sender: Sender): Promise<Result> {
	return await task.perform(sender).catch((error: Error) => ({
		failure: refusal(error.message, 'Check the settings of the node.'),
		...(task.deletes === undefined
			? { details: {} }
			: {
					details: { conversationId: task.deletes, deleted: null, outcome: 'unknown' },
					fate: 'unknown',
				}),
	}));
}

/** @returns how many items n8n hands to this run of the node. */
function itemCount(context: IExecutePaginationFunctions): number {
	if (context.getNode().executeOnce) return 1;
	const [inputs] = Object.values(context.getExecuteData().data);
	return inputs?.[0]?.length ?? 1;
}

function errorItem({ failure, details }: FailedItem, item: number): INodeExecutionData {
	const { message, description, httpCode } = failure;
	return {
		json: { error: message, details: { ...details, httpCode, description } },
		pairedItem: { item },
	};
}
