import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { waitingItem } from './outcome';
import { isFeature, isFinal, look, waitForEnd, type Job } from '../job/polling';
import type { OutputItem } from '../../run/task';
import { RequestSender } from '../../run/requestSender';
import { readRunSettings } from '../../run/runSettings';
import { Session } from '../../run/session';
import { openAccount } from '../../transport/account';
import { isObject, parseJson } from '../../transport/answer';
import { isFailure } from '../../transport/failures';

/** The executions of which something is remembered at the most. */
const MAX_EXECUTIONS = 500;

/**
 * What the jobs of suspended executions turned out to be, so that no job that has ended is asked for
 * again at each callback. Without it, after a restart or in another process, they are.
 */
const ended = new Map<string, Map<string, OutputItem>>();

/** An item of a suspended execution. */
interface SuspendedItem extends OutputItem {
	pairedItem?: { item: number };
	/** What it waits for, if it does. */
	wait?: { job: Job; until: number; text: string };
}

/** The executions for which a call waits until features are finished that nobody calls for. */
const awaited = new Set<string>();

/**
 * Called when somebody calls the resume address of a suspended execution. Symbl does not sign its
 * callbacks, so one only makes the node look at the jobs: the execution goes on when all have ended,
 * and is left as it is otherwise.
 */
export async function continueWhenProcessed(
	this: IWebhookFunctions,
): Promise<IWebhookResponseData> {
	const left: IWebhookResponseData = {};
	try {
		const called = this.getBodyData();
		const jobId = [called.jobId, called.id].find((id) => typeof id === 'string');
		if (!isFinal(called.status)) return left;
		const items = itemsOf(this);
		if (!items.some(({ wait }) => wait?.job.jobId === jobId)) return left;
		const session = await openSession(this);
		const pending = await lookAtAll(session, this.getExecutionId(), items, String(jobId));
		if (!pending) return left;
		if (pending.length > 0) {
			if (awaited.has(this.getExecutionId())) return left;
			left.noWebhookResponse = true;
			this.getResponseObject().json({ message: 'Webhook call received' });
			if (!(await waitForFeatures(session, this.getExecutionId(), pending))) return left;
		}
		ended.delete(this.getExecutionId());
		const outputs = items.map(({ json, pairedItem }) => ({ json, pairedItem }));
		return { ...left, workflowData: [outputs] };
	} catch {
		// An error here would end the execution; left as it is, it goes on with the next callback.
		return left;
	}
}

async function openSession(context: IWebhookFunctions): Promise<Session> {
	const settings = readRunSettings((name, fallback) => context.getNodeParameter(name, fallback));
	const account = await openAccount(context, settings.connection);
	return new Session(context, settings, account, undefined, {}, undefined);
}

/** The items that come out if nothing is heard: n8n keeps them as the node's input. */
function itemsOf(context: IWebhookFunctions): SuspendedItem[] {
	const saved = parseJson(String(context.evaluateExpression('{{ JSON.stringify($input.all()) }}')));
	if (!Array.isArray(saved)) return [];
	return saved.filter(isObject).map(({ json, pairedItem }, index) => ({
		json: isObject(json) ? json : {},
		pairedItem:
			isObject(pairedItem) && typeof pairedItem.item === 'number'
				? { item: pairedItem.item }
				: { item: index },
		wait: waitIn(isObject(json) ? json.details : undefined),
	}));
}

function waitIn(details: unknown): SuspendedItem['wait'] {
	if (!isObject(details) || !isObject(details.waits)) return undefined;
	const { jobId, conversationId, waits } = details;
	if (typeof jobId !== 'string' || typeof conversationId !== 'string') return undefined;
	const { features, until, waited } = waits;
	return {
		job: {
			jobId,
			conversationId,
			features: Array.isArray(features) ? features.filter(isFeature) : [],
		},
		until: Number(until),
		text: String(waited),
	};
}

/**
 * Looks at the job that somebody called for and, if it has ended, at the others, until one has not.
 * @returns undefined if one has not ended; otherwise the items whose features are not finished. All
 * others are then as they are to come out.
 */
async function lookAtAll(
	session: Session,
	executionId: string,
	items: SuspendedItem[],
	calledFor: string,
): Promise<SuspendedItem[] | undefined> {
	const known = knownOf(executionId);
	const pending: SuspendedItem[] = [];
	const inOrder = [...items].sort((one, other) => rank(one, calledFor) - rank(other, calledFor));
	for (const item of inOrder) {
		const { wait } = item;
		if (!wait) continue;
		const found = known.get(wait.job.jobId) ?? (await outputOf(session, item, wait));
		if (found === 'running') return undefined;
		if (found === 'pending') pending.push(item);
		else {
			known.set(wait.job.jobId, found);
			item.json = found.json;
		}
	}
	return pending;
}

async function outputOf(
	session: Session,
	item: SuspendedItem,
	{ job, until, text }: NonNullable<SuspendedItem['wait']>,
): Promise<OutputItem | 'running' | 'pending'> {
	const sender = new RequestSender(session);
	const progress = await look(job, sender);
	sender.leave();
	if (isFailure(progress) || !isFinal(progress.status)) return 'running';
	const { items, isOver } = waitingItem(job, progress, { until, text });
	return isOver ? (items[0] ?? item) : 'pending';
}

/** @returns whether all of them are as they are to come out. */
async function waitForFeatures(
	session: Session,
	executionId: string,
	pending: SuspendedItem[],
): Promise<boolean> {
	awaited.add(executionId);
	try {
		for (const item of pending) {
			if (!item.wait) continue;
			const { job, until, text } = item.wait;
			const progress = await waitForEnd(job, new RequestSender(session), session, until);
			if (isFailure(progress)) return false;
			item.json = waitingItem(job, progress, { until, text }).items[0]?.json ?? item.json;
		}
		return true;
	} finally {
		awaited.delete(executionId);
	}
}

const rank = ({ wait }: SuspendedItem, jobId: string): number =>
	wait?.job.jobId === jobId ? 0 : 1;

function knownOf(executionId: string): Map<string, OutputItem> {
	const known = ended.get(executionId) ?? new Map<string, OutputItem>();
	ended.delete(executionId);
	ended.set(executionId, known);
	const [oldest] = ended.keys();
	if (ended.size > MAX_EXECUTIONS && oldest !== undefined) ended.delete(oldest);
	return known;
}
