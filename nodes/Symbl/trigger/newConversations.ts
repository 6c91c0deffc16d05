import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { Memory } from './memory';
import { readFilters, type Filters } from '../resources/conversation/filters';
import { conversationPages, type Page } from '../resources/conversation/pages';
import { conversationsIn, type ListedConversation } from '../operation/conversationList';
import { isSimplified, shownConversation } from '../resources/conversation/shape';
import { timeOf } from '../resources/conversation/times';
import { RequestSender } from '../run/requestSender';
import { readRunSettings } from '../run/runSettings';
import { Session } from '../run/session';
import { openAccount } from '../transport/account';
import { isFailure, nodeError, refusal, type Failure } from '../transport/failures';

const DAY = 86_400_000;

/** The longest window, in days. */
export const LONGEST_LOOK_BACK = 365;

/** The triggers that are looking at this moment: n8n may poll again while an earlier poll goes on. */
const looking = new Set<string>();

/**
 * Tells of each conversation once, as soon as a list of Symbl's has it: also of one that began before
 * the last look, as a recording does that was processed later.
 * @returns the new conversations, oldest first; null if there is none.
 * @throws {NodeApiError} when Symbl does not answer with a list. Then nothing is remembered.
 */
export async function pollNewConversations(
	this: IPollFunctions,
): Promise<INodeExecutionData[][] | null> {
	const trigger = `${this.getWorkflow().id} ${this.getNode().id}`;
	if (this.getMode() === 'manual') return await newest(this);
	if (looking.has(trigger)) return null;
	looking.add(trigger);
	try {
		return await newOnes(this);
	} finally {
		looking.delete(trigger);
	}
}

/** What a trigger looks at. */
interface Watch {
	session: Session;
	/** Whose conversations these are. */
	scope: string;
	filters: Filters;
	/** When the window begins, in ms since 1970. */
	from: number;
}

async function newOnes(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const began = performance.now();
	const { session, scope, filters, from } = await watchOf(context);
	const given = context.getNodeParameter('filters', {});
	const memory = new Memory(
		context.getWorkflowStaticData('node'),
		`${scope} ${JSON.stringify(given)}`,
	);
	const { knownFrom = Infinity } = memory;

	const listed = new Set<string>();
	const found: Array<{ start: number; conversation: ListedConversation }> = [];
	const now = Date.now();
	for await (const page of listFrom(context, session, filters, from, 'asc')) {
		for (const conversation of page) {
			const start = timeOf(conversation.startTime) ?? now;
			if (start < from || !filters.passes(conversation)) continue;
			listed.add(conversation.id);
			// What began earlier than anything it was to look at so far is not new.
			if (!memory.has(conversation.id) && start >= knownFrom) found.push({ start, conversation });
			memory.add(conversation.id, start);
		}
	}
	// n8n no longer waits for it: what it told now would be lost, so it is left to the next poll.
	if (performance.now() - began > budgetOf(context)) return null;
	memory.save(from, listed);
	if (found.length === 0) return null;
	found.sort((one, other) => one.start - other.start);
	return [
		itemsOf(
			context,
			found.map(({ conversation }) => conversation),
		),
	];
}

/** For somebody who builds a workflow: the newest one, whenever it began. Nothing is remembered. */
async function newest(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const { session, filters } = await watchOf(context);
	for await (const page of listFrom(context, session, filters, 0, 'desc')) {
		const found = page.find((conversation) => filters.passes(conversation));
		if (found) return [itemsOf(context, [found])];
	}
	return null;
}

/** @throws {NodeApiError} when a parameter or the credential cannot be used. */
async function watchOf(context: IPollFunctions): Promise<Watch> {
	const parameter = (name: string, fallback?: unknown) => context.getNodeParameter(name, fallback);
	const filters = readFilters({ parameter, timezone: context.getTimezone() });
	if (isFailure(filters)) throw failed(context, filters);
	const days = parameter('lookBack', 7);
	if (typeof days !== 'number' || !(days > 0 && days <= LONGEST_LOOK_BACK)) {
		throw failed(
			context,
			refusal(
				`'Look Back' must be a number of days above 0 and up to ${LONGEST_LOOK_BACK}, but it is ${JSON.stringify(days)}`,
				"Check 'Look Back'.",
			),
		);
	}
	const from = Date.now() - days * DAY;
	const { endTime } = filters.query;
	if (endTime !== undefined && Date.parse(endTime) <= from) {
		throw failed(
			context,
			refusal(
				"The filters leave nothing to look at: conversations that ended so long ago began before 'Look Back'",
				"Raise 'Look Back', or check 'Ended Before' and 'Older Than' under Filters.",
			),
		);
	}
	const settings = readRunSettings((name, fallback) =>
		name === 'requestOptions' ? parameter(name, fallback) : fallback,
	);
	if (settings.refusal) throw failed(context, settings.refusal);
	const account = await openAccount(context, settings.connection).catch((error: Error) => {
		throw failed(context, refusal(error.message, 'Check the credential.'));
	});
	const session = new Session(context, settings, account, undefined, {}, undefined);
	return { session, scope: account.name, filters, from };
}

async function* listFrom(
	context: IPollFunctions,
	session: Session,
	filters: Filters,
	from: number,
	order: 'asc' | 'desc',
): AsyncGenerator<ListedConversation[]> {
	const sender = new RequestSender(session);
	const startTime = new Date(Math.max(from, Date.parse(filters.query.startTime))).toISOString();
	let failure: Failure | undefined;
	const read = async (page: Page) => {
		const sent = await sender.send({
			options: {
				method: 'GET',
				url: '/v1/conversations',
				qs: { ...filters.query, startTime, order, ...page },
			},
			subject: 'The list of conversations',
			things: [],
			read: conversationsIn,
		});
		if ('value' in sent) return sent.value;
		failure = sent.failure;
		return undefined;
	};
	yield* conversationPages(read);
	if (failure) throw failed(context, failure);
}

const itemsOf = (
	context: IPollFunctions,
	conversations: ListedConversation[],
): INodeExecutionData[] => {
	const simplified = isSimplified({
		parameter: (name, fallback) => context.getNodeParameter(name, fallback),
	});
	return conversations.map((conversation) => ({
		json: shownConversation(conversation, simplified),
	}));
};

/** How long n8n waits for a poll, in ms. Older versions do not say, and wait for ever. */
const budgetOf = (context: Partial<IPollFunctions>): number =>
	context.getPollBudgetMs?.() ?? Infinity;

const failed = (context: IPollFunctions, failure: Failure) =>
	nodeError(context.getNode(), failure, 0);
