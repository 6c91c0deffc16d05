import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';
import { readIdsIn, thingsIn, withIds, type Ids } from './ids';
import type { Item } from './item';
import type { Operation } from './operation';
import { objectIn, type Output } from './outputs';
import type { Inquiry, RequestSender, Sent } from '../run/requestSender';
import type { FailedItem, Result, Task } from '../run/task';
import { asObject } from '../transport/answer';
import { deletionEvidence } from '../transport/evidence';
import { isFailure, notThereYet, type Failure } from '../transport/failures';

/** One call to Symbl, and what its answer becomes: all that most operations are. */
export interface Call<T> {
	method: IHttpRequestMethods;
	/** Below the Base URL; the parameters for IDs stand in it in braces. */
	path: string;
	/** Where an older generation of the API has it: tried where the newer path is unknown. */
	olderPath?: string;
	/** What it is about, as a sentence begins; with IDs in braces. */
	subject: string;
	output: Output<T>;
	/** Whether Symbl makes it while it processes a conversation, so that it may come later. */
	isProcessed?: true;
	/** Whether it reads, although it is a POST. */
	isRead?: true;
	/** Why the item cannot be carried out, if it cannot. */
	refuse?(item: Item): Failure | undefined;
	/**
	 * What is sent besides the parameters that say so themselves, or why it cannot be. A list is all
	 * that is sent.
	 */
	body?(item: Item, ids: Ids): IDataObject | IDataObject[] | Failure;
	/**
	 * What is there now is read first, and this makes the new whole of it, so that what the item does
	 * not mention stays.
	 */
	change?(item: Item): ((current: IDataObject) => IDataObject) | Failure;
}

/** A call without what its answer becomes. */
export type Question<T> = Omit<Call<T>, 'output'> & { output: Pick<Output<T>, 'read'> };

/** @returns what an operation is that consists of this call. */
export function calling<T>(call: Call<T>): Pick<Operation, 'request' | 'plan'> {
	return {
		request: { method: call.method, url: call.path },
		plan: (item) => planOf(call, item),
	};
}

function planOf<T>(call: Call<T>, item: Item): Task | FailedItem {
	const ids = readIdsIn(call.path, item);
	if (isFailure(ids)) return { failure: ids, details: {} };
	const details = { ...ids };
	const refused = call.refuse?.(item);
	if (refused) return { failure: refused, details };
	const body = call.body?.(item, ids) ?? {};
	if (isFailure(body)) return { failure: body, details };
	const change = call.change?.(item);
	if (isFailure(change)) return { failure: change, details };

	const result = async (sent: Sent<T>, sender: RequestSender): Promise<Result> => {
		if ('value' in sent) {
			const items = await call.output.items(sent.value, ids, item, sender);
			return isFailure(items) ? { failure: items, details } : { items };
		}
		const { failure } = sent;
		if (call.method === 'DELETE' && failure.name === 'notFound' && sent.mayHaveActed) {
			const message = 'Symbl does not know it now. Whether this run deleted it cannot be told.';
			return { items: [{ json: { ...ids, deleted: null, message } }] };
		}
		const mayBeThere = call.method === 'POST' && !call.isRead && failure.mayHaveActed;
		const hint = mayBeThere
			? ' It may have been done all the same: look before you run it again.'
			: '';
		return { failure: { ...failure, description: `${failure.description}${hint}` }, details };
	};
	return {
		async execute({ sender, session }) {
			if (!change) return await result(await send(call, item, sender, ids, body), sender);
			const thing = item.request('GET', ids).url;
			return await session.inTurn(thing, async () => {
				const read = { ...call, method: 'GET', output: { read: objectIn } } as const;
				const current = await send(read, item, sender, ids);
				if ('failure' in current) return { failure: current.failure, details };
				return await result(await send(call, item, sender, ids, change(current.value)), sender);
			});
		},
	};
}

/**
 * Sends a call.
 * @param body what goes out besides what n8n built from the item's parameters.
 */
export async function send<T>(
	call: Question<T>,
	item: Item,
	sender: RequestSender,
	ids: Ids,
	body: IDataObject | IDataObject[] = {},
): Promise<Sent<T>> {
	const to = (path: string) => {
		const options = item.request(call.method, ids, path);
		return {
			...options,
			body: Array.isArray(body) ? body : { ...asObject(options.body), ...body },
		};
	};
	const things = thingsIn(call.path);
	const deleted = call.method === 'DELETE' ? Object.values(ids).at(-1) : undefined;
	const inquiry: Omit<Inquiry<T>, 'options'> = {
		subject: withIds(call.subject, ids),
		things,
		read: call.output.read,
		isRead: call.isRead,
		evidenceIn:
			deleted === undefined ? undefined : (answer) => deletionEvidence(answer, things, deleted),
	};
	const { sent } = await newestKnown(
		call.olderPath ? [call.path, call.olderPath] : [call.path],
		async (path) => await sender.send({ ...inquiry, options: to(path) }),
	);
	return isNotFound(sent) && call.isProcessed
		? await explained(sent, inquiry.subject, item, sender, ids)
		: sent;
}

/**
 * Sends a request as the newest generation of the API takes it that Symbl knows. Where it does not
 * know a path, whoever says so, nothing was done there.
 * @param places where it may go, newest first.
 * @returns what came of it and where; where no generation knows it, what came of the newest.
 */
export async function newestKnown<P, T>(
	[newest, ...older]: readonly [P, ...P[]],
	sendTo: (place: P) => Promise<Sent<T>>,
): Promise<{ place: P; sent: Sent<T> }> {
	const first = { place: newest, sent: await sendTo(newest) };
	let last = first;
	for (const place of older) {
		if (!isPathUnknown(last.sent)) break;
		last = { place, sent: await sendTo(place) };
	}
	return isPathUnknown(last.sent) ? first : last;
}

/** Not so where Symbl says that it does not know the thing: then it knows the path. */
const isPathUnknown = (sent: Sent<unknown>): boolean =>
	'failure' in sent && (sent.failure.name === 'unclearNotFound' || sent.failure.httpCode === '405');

/** Tells a conversation that does not exist from one that has nothing of the kind (yet). */
async function explained<T>(
	sent: Sent<T> & { failure: Failure },
	subject: string,
	item: Item,
	sender: RequestSender,
	ids: Ids,
): Promise<Sent<T>> {
	const { mayHaveActed, mayBeUnderWay } = sent;
	const request = item.request('GET', ids, '/v1/conversations/{conversationId}');
	const conversation = await sender.send({
		options: { ...request, qs: {}, body: undefined },
		subject: withIds('Conversation {conversationId}', ids),
		things: ['conversation'],
		read: asObject,
	});
	if (isNotFound(conversation)) {
		return { failure: conversation.failure, mayHaveActed, mayBeUnderWay };
	}
	return 'value' in conversation
		? { failure: notThereYet(subject), mayHaveActed, mayBeUnderWay }
		: sent;
}

const isNotFound = <T>(sent: Sent<T>): sent is Sent<T> & { failure: Failure } =>
	'failure' in sent && ['notFound', 'unclearNotFound'].includes(sent.failure.name);
