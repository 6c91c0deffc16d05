import type { IDataObject } from 'n8n-workflow';
import { isObject, isSuccess, type Answered } from './answer';

/** What an answer says of the thing that a request was about. */
export type Evidence =
	/** Symbl did what it was asked. */
	| 'confirmed'
	/** Symbl says that it does not know the thing. */
	| 'unknownToSymbl'
	/** A success, a redirect or a 404 that does not show what happened, or that Symbl said it. */
	| 'unclear'
	/** A success that leaves the work for later. */
	| 'accepted'
	/** A success without what was asked for in its body. */
	| 'unreadable'
	/** A 404 that names something else than Symbl as the one who said it. */
	| 'gateway'
	/** Another status: it speaks for itself. */
	| 'refused';

/** The fields that say of a deletion that it was not, or not yet, done. */
const FIELDS_AGAINST = ['error', 'errors', 'failed', 'warnings', 'jobId', 'job', 'deletedCount'];
const FLAGS = ['success', 'ok', 'deleted', 'acknowledged'];
const STATUS_FIELDS = ['status', 'statusCode', 'code'];

/** An ID within a sentence, so that "conversation service" is not taken for one. */
const NAMED_ID = String.raw`(?: ['"“]?([\w-]*\d[\w-]*)['"”]?)?`;

/** In characters. A longer one says more than that, and would take long to match. */
const LONGEST_SENTENCE = 300;

/** Whole sentences, since one that goes on may take back what it began with. */
function sentencesAbout(thing: string): { deleted: RegExp; unknown: RegExp } {
	const the = '(?:(?:the|this|that|requested|specified|given|your) )*';
	const named = `${the}${thing}(?: ?ids?)?(?: with(?: ${the})?(?: ?ids?)?)?:?${NAMED_ID}`;
	const deleted = [
		`(?:successfully )?(?:deleted|removed)(?: ${named})?(?: successfully)?`,
		`${named}(?: (?:has been|was|is))?(?: successfully)? (?:deleted|removed)(?: (?:successfully|permanently))?`,
	];
	const notKnown =
		"(?:(?:is|was|has|have|does|do|could|can) ?)?(?:invalid|not valid|unknown|not found|not be found|not been found|not exist|n't exist|doesn't exist|didn't exist|cannot be found|can't be found)";
	const unknown = [
		`${named} (?:(?:is|was) )?(?:either )?${notKnown}(?: or ${notKnown})?`,
		`(?:no(?: such)?|unknown|invalid|could not find|couldn't find|cannot find|can't find|unable to find|did not find)(?: (?:a|any|such|valid))? ${named}(?: (?:was|were))?(?: found)?(?: (?:with|for|by) ${the}(?:${thing} ?)?ids?:?${NAMED_ID})?`,
	];
	const whole = (sentences: string[]) => new RegExp(`^(?:${sentences.join('|')})[.!]?$`, 'i');
	return { deleted: whole(deleted), unknown: whole(unknown) };
}

const sentences = new Map<string, ReturnType<typeof sentencesAbout>>();

function sentencesFor(thing: string) {
	const known = sentences.get(thing) ?? sentencesAbout(thing);
	sentences.set(thing, known);
	return known;
}

/**
 * Whether a message says so of one of the things.
 * @param id of the thing, where it is known: a sentence that names another one says nothing.
 */
function says(
	message: unknown,
	what: 'deleted' | 'unknown',
	things: string[],
	id: string | undefined,
): boolean {
	if (typeof message !== 'string' || message.length > LONGEST_SENTENCE) return false;
	return things.some((thing) => {
		const found = sentencesFor(thing)[what].exec(message.trim());
		const named = found?.slice(1).filter((each) => each !== undefined);
		return named?.every((each) => id === undefined || each === id) ?? false;
	});
}

/**
 * Whether an answer is Symbl's word that it does not know one of the things. Its documentation shows the
 * message without a status ("DELETE Conversation"), so it counts with 200, 400 and 404.
 * @param things as a sentence names them: "conversation".
 */
function saysUnknown({ status, body }: Answered, things: string[], id?: string): boolean {
	if (![200, 400, 404].includes(status) || !isObject(body) || body.deleted === true) return false;
	return says(body.message, 'unknown', things, id);
}

/**
 * Whether an answer confirms that the thing was deleted: an empty one, the documented "successfully
 * deleted the conversation" or the same in other words, or `deleted: true`; and nothing against it.
 * @param id of the thing: an answer about another one confirms nothing.
 */
function confirmsDeletion({ status, text, body }: Answered, things: string[], id: string): boolean {
	if (status !== 200 && status !== 204) return false;
	if (text.trim() === '') return true;
	if (!isObject(body) || speaksAgainst(body)) return false;
	const ids = [body.id, body.conversationId].filter((named) => named !== undefined);
	if (ids.some((named) => String(named) !== id)) return false;
	const { message, deleted } = body;
	return message === undefined ? deleted === true : says(message, 'deleted', things, id);
}

function speaksAgainst(body: IDataObject): boolean {
	return (
		FIELDS_AGAINST.some((name) => Object.hasOwn(body, name) && isGiven(body[name])) ||
		FLAGS.some((name) => Object.hasOwn(body, name) && body[name] !== true) ||
		STATUS_FIELDS.some((name) => Object.hasOwn(body, name) && !isGoodStatus(body[name]))
	);
}

const isGiven = (value: unknown): boolean =>
	Array.isArray(value) ? value.length > 0 : value !== null && value !== false && value !== '';

const isGoodStatus = (status: unknown): boolean =>
	/^(200|204|ok|success|successful|succeeded|deleted)$/i.test(String(status));

/** @returns what the answer to a DELETE says of the thing with that ID. */
export function deletionEvidence(answer: Answered, things: string[], id: string): Evidence {
	if (confirmsDeletion(answer, things, id)) return 'confirmed';
	return isAccepted(answer) ? 'accepted' : evidenceAgainst(answer, things, id);
}

/** RFC 9110, 15.3.3: a 202 leaves the work for later. So does an answer that names a job or says so. */
function isAccepted({ status, body }: Answered): boolean {
	if (status === 202 || !isSuccess(status) || !isObject(body)) return status === 202;
	return (
		isGiven(body.jobId ?? body.job ?? null) ||
		(typeof body.message === 'string' && LATER.test(body.message.slice(0, LONGEST_SENTENCE)))
	);
}

const LATER = /\b(will|being|scheduled|queued|pending|progress|accepted|started|soon|shortly)\b/i;

/** @param isReadable whether the body has what was asked for. */
export function readingEvidence(answer: Answered, things: string[], isReadable: boolean): Evidence {
	const against = evidenceAgainst(answer, things);
	if (against !== 'unclear' || !isSuccess(answer.status)) return against;
	return isReadable ? 'confirmed' : 'unreadable';
}

function evidenceAgainst(answer: Answered, things: string[], id?: string): Evidence {
	if (saysUnknown(answer, things, id)) return 'unknownToSymbl';
	if (answer.status === 404)
		return GATEWAY.test(answer.text.slice(0, 2000)) ? 'gateway' : 'unclear';
	return answer.status < 400 ? 'unclear' : 'refused';
}

/** Words with which gateways and web servers, and not Symbl, say that they have no such address. */
const GATEWAY =
	/default backend|no route matched|cannot (get|delete|put|post) \/|nginx|cloudfront|no such (app|host|bucket)/i;
