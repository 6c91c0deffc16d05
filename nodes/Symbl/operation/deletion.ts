import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { lookUp, type LookUp, type Target } from './lookUp';
import { messageOf } from './outputs';
import type { Sent } from '../run/requestSender';
import type { FailedItem, Result, Scope } from '../run/task';
import type { Fate } from '../run/tally';
import { deletionEvidence } from '../transport/evidence';
import { invalidValue, refusal, type Failure } from '../transport/failures';

/** What became of one thing, such as a conversation, as far as anybody knows. */
export interface Deletion {
	/** Whether this run deleted it; null where nobody knows. */
	deleted: boolean | null;
	outcome: Fate | 'wouldDelete';
	message?: string;
	/** Why it is an error, or may be one. */
	failure?: Failure;
	/** The thing as it was looked up. */
	found?: IDataObject;
	/** What held it back. */
	reason?: string;
	/** When Symbl confirmed the deletion, as an ISO date. */
	deletedAt?: string;
	/** When Symbl said afterwards that it does not know it, as an ISO date; null if that was not to be had. */
	verifiedAt?: string | null;
	plan?: string;
}

/** What holds a thing back from its deletion. */
export interface Guards {
	/** Whether each has to be looked up right before it is deleted. */
	needLookUp: boolean;
	/** The same for items that are guarded in the same way. */
	text: string;
	/** @returns why it is kept, as half a sentence; undefined if nothing holds it back. */
	heldBy(found: IDataObject): string | undefined;
}

/** A deletion to carry out. */
export interface DeletionTask extends Target {
	guards?: Guards;
	/** Whether a DELETE may have left in another run, whose outcome is lost. */
	triedBefore?: boolean;
	/** Whether Symbl is asked again after it. */
	verify?: boolean;
	/** As it was found before. */
	found?: IDataObject;
}

const GONE = 'Symbl does not know it now';
const UNCERTAIN = `${GONE}. Whether this run deleted it cannot be told.`;

/**
 * Deletes a thing, and says what that did to it: what an answer confirms, what was found out by asking
 * where an answer is unclear or lost, and otherwise that nobody knows.
 */
export async function remove(task: DeletionTask, scope: Scope): Promise<Deletion> {
	const { id, subject, thing, guards } = task;
	const { ledger } = scope.session;
	const earlier = ledger.entry(id) ?? (task.triedBefore ? ({ kind: 'sent' } as const) : undefined);
	const done = deletedBefore(id, scope);
	if (done) return done;
	let { found } = task;
	let prevented: Deletion | undefined;
	const sent = await scope.sender.send({
		options: task.request('DELETE'),
		subject,
		things: [thing],
		read: messageOf,
		evidenceIn: (answer) => deletionEvidence(answer, [thing], id),
		async isPrevented() {
			if (guards?.needLookUp) {
				const lookedUp = await lookUp(task, scope);
				prevented = preventedBy(lookedUp, task, guards);
				if ('found' in lookedUp) ({ found } = lookedUp);
			}
			if (!prevented) ledger.recordSent(id);
			return prevented !== undefined;
		},
	});
	if ('value' in sent) return { found, ...(await confirmed(task, sent.value, scope)) };

	// A guard speaks of the thing as it is now, whatever a run did whose outcome is lost.
	const isKept = prevented?.outcome === 'kept' && !ledger.entry(id);
	const mayHaveActed = sent.mayHaveActed || (earlier !== undefined && !isKept);
	if (!mayHaveActed) ledger.retract(id);
	const outcome = mayHaveActed
		? await settled(task, sent, { earlier, found, prevented }, scope)
		: (prevented ?? withoutEffect(sent.failure));
	return { found, ...outcome };
}

/** @returns the deletion that Symbl confirmed in an earlier try of the run, undefined if there is none. */
export function deletedBefore(id: string, { session }: Scope): Deletion | undefined {
	const earlier = session.ledger.entry(id);
	if (earlier?.kind !== 'deleted') return undefined;
	const deletedAt = new Date(earlier.at).toISOString();
	const message = 'Symbl confirmed the deletion in an earlier try of this run.';
	return { deleted: true, outcome: 'deleted', message, deletedAt };
}

/** @returns what a look-up that found nothing says of a deletion that was not sent, or in an earlier try. */
export function notDeleted(
	{ failure, isUnknownToSymbl }: Extract<LookUp, { failure: Failure }>,
	id: string,
	{ session }: Scope,
): Deletion {
	const wasSent = session.ledger.entry(id) !== undefined;
	if (!isUnknownToSymbl) {
		return wasSent ? unknown(failure, 'It may be gone') : withoutEffect(failure);
	}
	return wasSent ? { deleted: null, outcome: 'gone', message: UNCERTAIN } : notFound(failure);
}

/** What the look-up right before a DELETE says against it. */
function preventedBy(lookedUp: LookUp, { thing }: Target, guards: Guards): Deletion | undefined {
	if ('failure' in lookedUp) {
		return lookedUp.isUnknownToSymbl ? notFound(lookedUp.failure) : notDone(lookedUp.failure);
	}
	const reason = guards.heldBy(lookedUp.found);
	return reason === undefined ? undefined : keptFor(reason, thing, lookedUp.found);
}

export const keptFor = (reason: string, thing: string, found: IDataObject): Deletion => ({
	deleted: false,
	outcome: 'kept',
	found,
	reason,
	message: `This ${thing} was kept: ${reason}.`,
});

/** Symbl confirmed the deletion. It is final when Symbl, if it is asked again, does not contradict. */
async function confirmed(task: DeletionTask, message: string, scope: Scope): Promise<Deletion> {
	const { id, subject, verify } = task;
	const at = Date.now();
	const deletion: Deletion = {
		deleted: true,
		outcome: 'deleted',
		message,
		deletedAt: new Date(at).toISOString(),
	};
	const lookedUp = verify ? await lookUp(task, scope, true) : undefined;
	if (lookedUp && 'found' in lookedUp) {
		const failure = refusal(
			`${subject}: Symbl confirmed the deletion, but it is still there`,
			'Run the workflow again. If it stays like this, contact support@symbl.ai.',
		);
		return { deleted: false, outcome: 'failed', failure };
	}
	scope.session.ledger.recordDeleted(id, at);
	if (!lookedUp) return deletion;
	if (lookedUp.isUnknownToSymbl) return { ...deletion, verifiedAt: new Date().toISOString() };
	const doubt = `Symbl confirmed the deletion, but could not be asked again: ${lookedUp.failure.message}`;
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
	found: IDataObject | undefined;
	/** What a look-up between two attempts said against another one. */
	prevented: Deletion | undefined;
}

/** Finds out by asking what became of a thing where the answer to the DELETE does not tell. */
async function settled(
	task: DeletionTask,
	sent: Sent<string> & { failure: Failure },
	{ earlier, found, prevented }: Known,
	scope: Scope,
): Promise<Deletion> {
	const { failure } = sent;
	const gone: Deletion = found
		? { deleted: true, outcome: 'gone', message: `${GONE}, and it was there before.` }
		: { deleted: null, outcome: 'gone', message: UNCERTAIN };
	if (failure.name === 'notFound' || prevented?.outcome === 'notFound') return gone;
	if (scope.session.isCancelled) return unknown(failure, 'It may be gone');

	const lookedUp = await lookUp(task, scope, true);
	const mayBeUnderWay = sent.mayBeUnderWay || earlier !== undefined;
	if ('found' in lookedUp) {
		if (mayBeUnderWay) return unknown(failure, 'It was still there when asked');
		scope.session.ledger.retract(task.id);
		const message = `${failure.message}. It is still there`;
		return { deleted: false, outcome: 'failed', failure: { ...failure, message } };
	}
	if (!lookedUp.isUnknownToSymbl) return unknown(failure, 'It may be gone');
	const isOneVoice =
		failure.name === 'unclearNotFound' &&
		lookedUp.failure.name === 'unclearNotFound' &&
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

/** What a Delete does with what Symbl does not know. */
export type IfNotFound = 'error' | 'output';

export const ifNotFoundOption: INodeProperties = {
	displayName: 'If Not Found',
	name: 'ifNotFound',
	type: 'options',
	options: [
		{
			name: 'Output an Item',
			value: 'output',
			description: 'Go on with an item that says it was not found',
		},
		{
			name: 'Report an Error',
			value: 'error',
			description: 'Treat it as an error, as the settings of the node say',
		},
	],
	default: 'error',
	description: 'What to do when Symbl does not know the ID',
};

/** Reads 'If Not Found'. */
export function readIfNotFound(value: unknown): IfNotFound | Failure {
	if (value === 'error' || value === 'output') return value;
	return invalidValue('If Not Found', "'error' or 'output'", value);
}

/**
 * Turns what became of a thing into what its item says.
 * @param ids the ID of the thing, under the name of the parameter that takes it.
 * @param about what else is to be said of the thing.
 * @param input fields of the item that came in, to be put out as well.
 */
export function resultOf(
	deletion: Deletion,
	ids: IDataObject,
	ifNotFound: IfNotFound,
	about: IDataObject = {},
	input: IDataObject = {},
): Result {
	const { outcome, failure, plan } = deletion;
	const planned = plan === undefined ? {} : { plan };
	if (failure && !(outcome === 'notFound' && ifNotFound === 'output')) {
		const shown = outcome === 'notFound' ? 'failed' : outcome;
		return {
			...failedDeletion({ ...deletion, outcome: shown, failure }, ids, { ...about, ...planned }),
			...fateOf(outcome),
		};
	}
	const { deleted, deletedAt, verifiedAt, reason } = deletion;
	const json: IDataObject = {
		...input,
		...ids,
		deleted,
		outcome,
		...about,
		...(reason !== undefined && { reason }),
		message: failure?.message ?? deletion.message ?? '',
		...(deletedAt !== undefined && { deletedAt }),
		...(verifiedAt !== undefined && { verifiedAt }),
		...planned,
	};
	return { items: [{ json }], ...fateOf(outcome) };
}

/** @returns a deletion that did not come to pass, as its item says it. */
export function failedDeletion(
	{ deleted, outcome, failure }: Deletion & { failure: Failure },
	ids: IDataObject,
	about: IDataObject = {},
): FailedItem {
	const shown = outcome === 'notAttempted' ? 'failed' : outcome;
	return { failure, details: { ...ids, deleted, outcome: shown, ...about }, ...fateOf(outcome) };
}

const fateOf = (outcome: Deletion['outcome']) => ({
	fate: outcome === 'wouldDelete' ? undefined : outcome,
});
