import { sleep, type IContextObject, type INodeExecutionData } from 'n8n-workflow';
import { exceeded } from './deletionLimit';
import { errorItem, finalError } from './errors';
import { planOf, type Plan } from './plan';
import { RequestSender } from './requestSender';
import type { RunSettings } from './runSettings';
import { Session } from './session';
import { Tally } from './tally';
import type { FailedItem, Result, Scope, Task } from './task';
import { openAccount, type Account, type SymblContext } from '../transport/account';
import { isObject } from '../transport/answer';
import { refusal, type Failure } from '../transport/failures';

/** How long the run works without giving way to whatever else n8n has to do. In milliseconds. */
const SLICE = 10;

/** What a run has to do, and what it does it with. */
export interface RunInput {
	context: SymblContext;
	itemCount: number;
	settings: RunSettings;
	/** Reads and checks the parameters of an item; sends nothing. @throws what an expression throws. */
	read(item: number): Task | FailedItem;
	/** What an item is whose parameters cannot be read. */
	unreadable(failure: Failure): FailedItem;
	/** Whether an item that fails becomes an error item, and the others go on. */
	continuesOnError: boolean;
	/** Plain data that outlives a try of the run. */
	store: IContextObject;
	/** Aborted when the execution is cancelled. */
	cancelled: AbortSignal | undefined;
}

/** What came of a run. */
export interface RunOutput {
	/** What the items put out, linked to them, in their order. */
	items: INodeExecutionData[];
	tally: Tally;
	/** What the items' user should know, each once. */
	hints: string[];
	/** Until when the execution is to be suspended, in ms since 1970; undefined where no item waits. */
	waitsUntil?: number;
}

/**
 * Does what the items are for: reads all of them before anything is sent, refuses, or starts what may
 * start, paced, and puts the outputs together.
 * @throws {NodeApiError} that of the first item which failed, with the account of the run, when all
 * under way is done; unless the run continues on errors.
 */
export async function run(input: RunInput): Promise<RunOutput> {
	const tasks = await readTasks(input);
	const account = await openAccount(input.context, input.settings.connection).catch(
		(error: unknown) =>
			refusal(isObject(error) ? `${error.message}` : `${error}`, 'Check the credential.'),
	);
	const isOpen = !('message' in account);
	const plan = planOf(tasks.filter(isTask), isOpen ? account.name : undefined);
	const refused =
		input.settings.refusal ??
		(isOpen ? undefined : account) ??
		exceeded(input.settings.maxDeletions, plan) ??
		plan.refusal;
	const invalid = tasks.findIndex((task) => 'failure' in task);
	return await new Run(
		input,
		tasks,
		plan,
		refused || !isOpen ? undefined : account,
		refused,
		input.continuesOnError || invalid < 0 ? undefined : invalid,
	).execute();
}

/** Reads every item, and gives way often enough that n8n serves others meanwhile. */
async function readTasks(input: RunInput): Promise<Array<Task | FailedItem>> {
	const tasks: Array<Task | FailedItem> = [];
	const giveWay = new TimeSlice();
	for (let item = 0; item < input.itemCount; item++) {
		await giveWay.next();
		tasks.push(readTask(item, input));
	}
	return tasks;
}

function readTask(item: number, { read, unreadable }: RunInput): Task | FailedItem {
	try {
		return read(item);
	} catch (error) {
		const { message, description }: { message?: unknown; description?: unknown } = isObject(error)
			? error
			: { message: error };
		return unreadable(
			refusal(
				`${message}`,
				typeof description === 'string'
					? description
					: "Check the expressions in the node's parameters.",
			),
		);
	}
}

const isTask = (task: Task | FailedItem): task is Task => 'execute' in task;

/** Divides a long piece of work, so that n8n's event loop stays free. */
class TimeSlice {
	private began = performance.now();

	async next(): Promise<void> {
		if (performance.now() - this.began < SLICE) return;
		await sleep(0);
		this.began = performance.now();
	}
}

class Run {
	private readonly session: Session;
	private readonly tally = new Tally();
	private readonly results: Result[] = [];
	private readonly begun = new Set<string>();

	constructor(
		private readonly input: RunInput,
		private readonly tasks: Array<Task | FailedItem>,
		private readonly plan: Plan,
		account: Account | undefined,
		refused: Failure | undefined,
		/** The item that ends a run which stops on an error. */
		private firstFailed: number | undefined,
	) {
		const { context, settings, store, cancelled } = input;
		this.session = new Session(context, settings, account, refused, store, cancelled);
		if (firstFailed !== undefined) this.session.end();
	}

	async execute(): Promise<RunOutput> {
		await this.startAll();
		await this.lookAgain();
		this.session.close();
		const { ledger } = this.session;
		const hasFailed = this.results.some((result) => 'failure' in result);
		if (hasFailed) ledger.save();
		else ledger.remove(this.plan.deletions);

		const node = this.input.context.getNode();
		const failed = this.firstFailed === undefined ? undefined : this.results[this.firstFailed];
		if (failed && 'failure' in failed) {
			const made = this.results.flatMap(({ made }) => (made ? [made] : []));
			throw finalError(node, failed, this.firstFailed ?? 0, this.tally, made);
		}
		const items = this.results.flatMap((result, item) =>
			'failure' in result
				? [errorItem(node, result, item)]
				: result.items.map((output) => ({ ...output, pairedItem: { item } })),
		);
		const finished = this.results.filter((result) => 'items' in result);
		const ends = finished.flatMap(({ waits }) => waits?.until ?? []);
		return {
			items,
			tally: this.tally,
			hints: [...new Set(finished.flatMap(({ hint }) => hint ?? []))],
			waitsUntil: ends.length > 0 ? Math.max(...ends) : undefined,
		};
	}

	/** Starts the items in their order, each when there is a place for its first request. */
	private async startAll(): Promise<void> {
		const { size, interval } = this.input.settings.batching;
		const giveWay = new TimeSlice();
		const underWay = new Set<Promise<void>>();
		for (const [item, task] of this.tasks.entries()) {
			if (interval > 0 && item > 0 && item % size === 0) await this.session.pause(interval);
			await giveWay.next();
			const sender = new RequestSender(this.session);
			const finished = this.executeItem(item, task, sender);
			underWay.add(finished);
			void finished.then(() => underWay.delete(finished));
			if (this.isFirstOfItsKind(task)) await Promise.race([sender.placed, finished]);
		}
		await Promise.all(underWay);
	}

	/** What ended while the other items were started is told to nobody: the execution was not suspended. */
	private async lookAgain(): Promise<void> {
		const waiting = [...this.results.entries()].filter(([, result]) => 'waits' in result);
		await Promise.all(
			waiting.map(async ([item, result]) => {
				if (!('waits' in result) || !result.waits || this.session.hasEnded) return;
				const sender = new RequestSender(this.session);
				this.results[item] = await result.waits.lookAgain(sender);
				sender.leave();
			}),
		);
	}

	/** An item whose conversation another one deletes waits for that one, and nobody waits for it. */
	private isFirstOfItsKind(task: Task | FailedItem): boolean {
		if (!('deletes' in task) || task.deletes === undefined) return true;
		if (this.begun.has(task.deletes)) return false;
		this.begun.add(task.deletes);
		return true;
	}

	private async executeItem(
		item: number,
		task: Task | FailedItem,
		sender: RequestSender,
	): Promise<void> {
		const scope = { sender, session: this.session, plan: this.plan };
		const result = 'failure' in task ? task : await executed(task, scope);
		this.results[item] = result;
		if (result.fate) this.tally.count('deletes' in task ? task.deletes : undefined, result.fate);

		const failure = 'failure' in result ? result.failure : undefined;
		const { circuitBreaker } = this.session;
		circuitBreaker.record(failure);
		if (failure && !this.input.continuesOnError) {
			this.firstFailed ??= item;
			this.session.end();
		}
		if (circuitBreaker.openedBy) this.session.end();
		sender.leave();
	}
}

/** An operation that breaks fails its item only, so that the run still accounts for all of them. */
async function executed(task: Task, scope: Scope): Promise<Result> {
	return await task.execute(scope).catch((error: Error) => ({
		failure: refusal(error.message, 'Check the settings of the node.'),
		...(task.deletes === undefined
			? { details: {} }
			: {
					details: { conversationId: task.deletes, deleted: null, outcome: 'unknown' },
					fate: 'unknown',
				}),
	}));
}
