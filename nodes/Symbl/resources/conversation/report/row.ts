import type { IDataObject } from 'n8n-workflow';
import { isObject, parseJson } from '../../../transport/answer';

/** What can have become of a conversation, in the order in which a report shows it. */
export const OUTCOMES = [
	'deleted',
	'gone',
	'notFound',
	'kept',
	'wouldDelete',
	'failed',
	'unknown',
	'noOutcome',
	'notRecognized',
] as const;

export type Outcome = (typeof OUTCOMES)[number];

const isOutcome = (value: unknown): value is Outcome =>
	OUTCOMES.some((outcome) => outcome === value);

/** What one item says of one conversation. Times are ISO 8601. */
export interface Row {
	conversationId: string | null;
	outcome: Outcome;
	/** Whether the run deleted it; null where nobody knows. */
	deleted: boolean | null;
	deletedAt: string | null;
	/** When Symbl said afterwards that it does not know it. */
	verifiedAt: string | null;
	/** Why it was kept, or what went wrong. */
	remark: string | null;
	/** The conversation's own name; null unless names were asked for. */
	name: string | null;
	startTime: string | null;
	endTime: string | null;
	plan: string | null;
}

/** A value of a metadata key at the end of a reason: it may be somebody's name. */
const VALUE = / is “[\s\S]*”$/;

/**
 * Reads an item that Delete put out, on either output, or a row of a table with the same fields.
 * @param withNames whether names of conversations and values of metadata are kept.
 */
export function rowOf(json: IDataObject, withNames: boolean): Row {
	const details = objectIn(json.details);
	// Beside the details stand the fields of the item that came into Delete, which may be anything.
	const said = details && 'outcome' in details ? details : json;
	const conversation = objectIn(said.conversation) ?? {};
	const conversationId = idIn(said.conversationId);
	const isError = said === details;
	return {
		conversationId,
		outcome: outcomeOf(conversationId, said.outcome),
		deleted: truthIn(said.deleted),
		deletedAt: isError ? null : timeIn(said.deletedAt),
		verifiedAt: isError ? null : timeIn(said.verifiedAt),
		remark: remarkOf(json, said, withNames),
		name: withNames ? textIn(conversation.name) : null,
		startTime: timeIn(conversation.startTime),
		endTime: timeIn(conversation.endTime),
		plan: textIn(said.plan),
	};
}

function outcomeOf(conversationId: string | null, outcome: unknown): Outcome {
	if (conversationId === null) return outcome === 'failed' ? outcome : 'notRecognized';
	// As a row of a table has it whose conversation is still to be tried.
	if (outcome === undefined || outcome === null || outcome === '') return 'noOutcome';
	return isOutcome(outcome) ? outcome : 'notRecognized';
}

function remarkOf(json: IDataObject, said: IDataObject, withNames: boolean): string | null {
	if (said.outcome === 'kept') {
		const reason = textIn(said.reason);
		return withNames || reason === null ? reason : reason.replace(VALUE, ' is one to keep');
	}
	const isOpen = said.outcome === 'failed' || said.outcome === 'unknown';
	return isOpen ? textIn(json.error) : null;
}

/** Tables keep objects as JSON. */
function objectIn(value: unknown): IDataObject | undefined {
	const object: unknown = typeof value === 'string' ? parseJson(value) : value;
	return isObject(object) ? object : undefined;
}

const textIn = (value: unknown): string | null =>
	typeof value === 'string' && value !== '' ? value : null;

const idIn = (value: unknown): string | null =>
	Number.isSafeInteger(value) ? String(value) : textIn(value);

function truthIn(value: unknown): boolean | null {
	const text = String(value);
	return text === 'true' || text === 'false' ? text === 'true' : null;
}

const timeIn = (value: unknown): string | null =>
	value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : textIn(value);
