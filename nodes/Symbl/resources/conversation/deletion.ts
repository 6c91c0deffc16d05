import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import type { Guards } from './guards';
import { BEGINNING, conversationsIn } from './pages';
import { idOf, isId } from '../../operation/ids';
import { messageOf } from '../../operation/outputs';
import type { Sent } from '../../run/requestSender';
import type { Scope } from '../../run/task';
import type { Fate } from '../../run/tally';
import { isObject } from '../../transport/answer';
import { refusal, type Failure } from '../../transport/failures';

/** What became of one conversation, as far as anybody knows. */
export interface Deletion {
	/** Whether this run deleted it; null where nobody knows. */
	deleted: boolean | null;
	outcome: Fate | 'wouldDelete';
	message?: string;
	/** Why it is an error, or may be one. */
	failure?: Failure;
	/** As it was looked up. */
	conversation?: IDataObject;
	/** What held it back. */
	reason?: string;
	/** When Symbl confirmed the deletion, as an ISO date. */
	deletedAt?: string;
	/** When Symbl said afterwards that it does not know it, as an ISO date; null if that was not to be had. */
	verifiedAt?: string | null;
	plan?: string;
}

/** A deletion to carry out. */
export interface DeletionTask {
	id: string;
	request(method: 'GET' | 'DELETE'): IHttpRequestOptions;
	guards: Guards;
	/** Whether a DELETE may have left in another run, whose outcome is lost. */
	triedBefore: boolean;
	verify: boolean;
}

/** A conversation as it was looked up, or why there is none. */
type LookUp = { conversation: IDataObject } | { failure: Failure; isUnknownToSymbl: boolean };

const GONE = 'Symbl does not know it now';
const UNCERTAIN = `${GONE}. Whether this run deleted it cannot be told.`;

/**
 * Deletes a conversation, and says what that did to it: what an answer confirms, what was found out by
 * asking where an answer is unclear or lost, and otherwise that nobody knows.
 */
export async function remove(task: DeletionTask, scope: Scope): Promise<Deletion> {
	const { id, guards } = task;
	const { ledger } = scope.session;
	const earlier = ledger.entry(id) ?? (task.triedBefore ? ({ kind: 'sent' } as const) : undefined);
	if (earlier?.kind === 'deleted') {
		const deletedAt = new Date(earlier.at).toISOString();
		const message = 'Symbl confirmed the deletion in an earlier try of this run.';
		return { deleted: true, outcome: 'deleted', message, deletedAt };
	}
	let conversation: IDataObject | undefined;
	let prevented: Deletion | undefined;
	const sent = await scope.sender.send({
		options: task.request('DELETE'),
		subject: subjectOf(id),
		things: ['conversation'],
		read: messageOf,
		deletes: id,
		async isPrevented() {
			if (guards.needLookUp) {
				const found = await lookUp(id, task.request('GET'), scope);
				prevented = preventedBy(found, guards);
				if ('conversation' in found) conversation = found.conversation;
			}
			if (!prevented) ledger.recordSent(id);
			return prevented !== undefined;
		},
	});
	if ('value' in sent) return { conversation, ...(await confirmed(task, sent.value, scope)) };

	// A guard speaks of the conversation as it is now, whatever a run did whose outcome is lost.
	const isKept = prevented?.outcome === 'kept' && !ledger.entry(id);
	const mayHaveActed = sent.mayHaveActed || (earlier !== undefined && !isKept);
	if (!mayHaveActed) ledger.retract(id);
	const outcome = mayHaveActed
		? await settled(task, sent, { earlier, conversation, prevented }, scope)
		: (prevented ?? withoutEffect(sent.failure));
	return { conversation, ...outcome };
}

/** What the look-up right before a DELETE says against it. */
function preventedBy(found: LookUp, guards: Guards): Deletion | undefined {
	if ('failure' in found) {
		return found.isUnknownToSymbl ? notFound(found.failure) : notDone(found.failure);
	}
	const reason = guards.heldBy(found.conversation);
	return reason === undefined ? undefined : keptFor(reason, found.conversation);
}

export const keptFor = (reason: string, conversation: IDataObject): Deletion => ({
	deleted: false,
	outcome: 'kept',
	conversation,
	reason,
	message: `This conversation was kept: ${reason}.`,
});

/** Symbl confirmed the deletion. It is final when Symbl, if it is asked again, does not contradict. */
async function confirmed(task: DeletionTask, message: string, scope: Scope): Promise<Deletion> {
	const { id, verify } = task;
	const at = Date.now();
	const deletion: Deletion = {
		deleted: true,
		outcome: 'deleted',
		message,
		deletedAt: new Date(at).toISOString(),
	};
	const found = verify ? await lookUp(id, task.request('GET'), scope, true) : undefined;
	if (found && 'conversation' in found) {
		const failure = refusal(
			`${subjectOf(id)}: Symbl confirmed the deletion, but it is still there`,
			'Run the workflow again. If it stays like this, contact support@symbl.ai.',
		);
		return { deleted: false, outcome: 'failed', failure };
	}
	scope.session.ledger.recordDeleted(id, at);
	if (!found) return deletion;
	if (found.isUnknownToSymbl) return { ...deletion, verifiedAt: new Date().toISOString() };
	const doubt = `Symbl confirmed the deletion, but could not be asked again: ${found.failure.message}`;
	return { ...deletion, message: doubt, verifiedAt: null };
}

/** A DELETE that changed nothing, and that is known. */
function withoutEffect(failure: Failure): Deletion {
	return failure.name === 'notFound' ? notFound(failure) : notDone(failure);
}

function notDone(failure: Failure): Deletion {
	const outcome = failure.name === 'notAttempted' ? 'notAttempted' : 'failed';
	return { deleted: false, outcome, failure };
}

const notFound = (failure: Failure): Deletion => ({
	deleted: false,
	outcome: 'notFound',
	failure: {
		...failure,
		description: `${failure.description} If it may be gone already, set 'If Not Found' to 'Output an Item'.`,
	},
});

/** What is known besides the answer to the DELETE. */
interface Known {
	/** What is known of an earlier try, of this run or of one whose outcome is lost. */
	earlier: unknown;
	/** As it was looked up before. */
	conversation: IDataObject | undefined;
	/** What a look-up between two attempts said against another one. */
	prevented: Deletion | undefined;
}

/** Finds out by asking what became of a conversation where the answer to the DELETE does not tell. */
async function settled(
	task: DeletionTask,
	sent: Sent<string> & { failure: Failure },
	{ earlier, conversation, prevented }: Known,
	scope: Scope,
): Promise<Deletion> {
	const { failure } = sent;
	const gone: Deletion = conversation
		? { deleted: true, outcome: 'gone', message: `${GONE}, and it was there before.` }
		: { deleted: null, outcome: 'gone', message: UNCERTAIN };
	if (failure.name === 'notFound' || prevented?.outcome === 'notFound') return gone;
	if (scope.session.isCancelled) return unknown(failure, 'It may be gone');

	const found = await lookUp(task.id, task.request('GET'), scope, true);
	const mayBeUnderWay = sent.mayBeUnderWay || earlier !== undefined;
	if ('conversation' in found) {
		if (mayBeUnderWay) return unknown(failure, 'It was still there when asked');
		scope.session.ledger.retract(task.id);
		const message = `${failure.message}. It is still there`;
		return { deleted: false, outcome: 'failed', failure: { ...failure, message } };
	}
	if (!found.isUnknownToSymbl) return unknown(failure, 'It may be gone');
	const isOneVoice =
		failure.name === 'unclearNotFound' &&
		found.failure.name === 'unclearNotFound' &&
		!mayBeUnderWay;
	if (!isOneVoice) return gone;
	scope.session.ledger.retract(task.id);
	return notFound(failure);
}

function unknown(failure: Failure, whatIsKnown: string): Deletion {
	const message = `${failure.message}. ${whatIsKnown}`;
	const description = `${failure.description} To find out, run again with 'If Not Found' set to 'Output an Item'.`;
	return { deleted: null, outcome: 'unknown', failure: { ...failure, message, description } };
}

/**
 * Asks Symbl for a conversation. A 404 that nothing shows to be Symbl's counts only if the host shows
 * that it leads to Symbl, and then says the same again: a gateway may have lost sight of Symbl for a moment.
 * @param settles whether it finds out what became of an earlier request.
 */
export async function lookUp(
	id: string,
	options: IHttpRequestOptions,
	scope: Scope,
	settles = false,
): Promise<LookUp> {
	const ask = async () =>
		await scope.sender.send({
			options,
			subject: subjectOf(id),
			things: ['conversation'],
			read: (body) => (isObject(body) && idOf(body) === id ? body : undefined),
			settles,
		});
	const sent = await ask();
	if ('value' in sent) return { conversation: sent.value };
	const isFromGateway = sent.failure.evidence === 'gateway';
	if (sent.failure.name !== 'unclearNotFound' || isFromGateway) {
		return { failure: sent.failure, isUnknownToSymbl: sent.failure.name === 'notFound' };
	}
	if (!(await leadsToSymbl(id, options, scope, settles))) {
		return { failure: sent.failure, isUnknownToSymbl: false };
	}
	const again = await ask();
	if ('value' in again) return { conversation: again.value };
	const { failure } = again;
	const isSame = failure.name === 'unclearNotFound' && failure.evidence !== 'gateway';
	return { failure, isUnknownToSymbl: isSame || failure.name === 'notFound' };
}

/**
 * Whether a look-up reaches Symbl: the host has to list conversations as only Symbl does, and to know the
 * newest of them by its ID, since a gateway may let the list through and nothing else.
 */
async function leadsToSymbl(
	id: string,
	options: IHttpRequestOptions,
	scope: Scope,
	settles: boolean,
): Promise<boolean> {
	const listed = await scope.sender.send({
		options: {
			...options,
			url: '/v1/conversations',
			qs: { limit: 1, order: 'desc', startTime: BEGINNING },
		},
		subject: 'The list of conversations',
		things: [],
		read: conversationsIn,
		settles,
	});
	if (!('value' in listed)) return false;
	const [newest] = listed.value;
	if (newest === undefined) return true;
	if (newest.id === id || !isId(newest.id)) return false;
	const known = await scope.sender.send({
		options: { ...options, url: `/v1/conversations/${newest.id}` },
		subject: subjectOf(newest.id),
		things: ['conversation'],
		read: (body) => idOf(body) === newest.id || undefined,
		settles,
	});
	return 'value' in known;
}

const subjectOf = (id: string): string => `Conversation ${id}`;
