import type { LoggedRequest, Sandbox } from '../sandbox/sandbox.cts';

/** What a run puts out, and what ended it, on an engine as on a full n8n. */
export interface Report {
	outputs: ReadonlyArray<ReadonlyArray<{ json: Record<string, unknown> }>>;
	error?: object;
}

/** What a run says of a conversation. */
export interface Claim {
	outcome: string;
	/** Whether the run deleted it; null where it says that nobody knows, undefined where it does not say. */
	deleted: boolean | null | undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null;

/** What each list of the error of a stopped run says of the conversations in it. */
const DELETED_OF = {
	deleted: true,
	gone: undefined,
	unknown: null,
	notFound: false,
	kept: false,
	failed: false,
	notAttempted: false,
};

/** @returns what the output items and the error of an execution say, conversation by conversation. */
export function claimsOf(report: Report): Map<string, Claim> {
	return new Map(allClaims(report));
}

function allClaims({ outputs, error }: Report): Array<[id: string, claim: Claim]> {
	const claims: Array<[string, Claim]> = [];
	for (const { json } of outputs.flat()) {
		const said: Record<string, unknown> = isRecord(json.details) ? json.details : json;
		const { conversationId, deleted, outcome, httpCode } = said;
		if (typeof conversationId !== 'string') continue;
		if (deleted !== null && typeof deleted !== 'boolean') continue;
		const isNotFound = outcome === 'failed' && httpCode === '404' && saysNotFound(json.error);
		claims.push([conversationId, { deleted, outcome: isNotFound ? 'notFound' : `${outcome}` }]);
	}
	const context: Record<string, unknown> =
		error && 'context' in error && isRecord(error.context) ? error.context : {};
	const named: Record<string, unknown> = isRecord(context.data) ? context.data : {};
	for (const [outcome, deleted] of Object.entries(DELETED_OF)) {
		const ids = named[outcome];
		if (Array.isArray(ids)) ids.forEach((id) => claims.push([String(id), { outcome, deleted }]));
	}
	return claims;
}

/** An error that says no more than that: not "was not found, but nothing shows that Symbl said so". */
const saysNotFound = (message: unknown) => /was not found(?!, but)/.test(String(message));

/** A claim in a few words: "gone/null". */
export const inWords = (claim: Claim | undefined): string =>
	claim ? `${claim.outcome}/${claim.deleted}` : 'not named';

/** Liars of the catalogue that speak for Symbl and say what is not so: nobody could tell. */
const PERJURERS = new Set([
	'the documented message, not carried out',
	'200 empty, not carried out',
	'204, not carried out',
	'200 deleted true',
	'200 unknown ID',
	'400 unknown ID',
	'404 unknown ID',
	'404 unknown ID in other words',
	'404 unknown ID after acting',
	'401 after acting',
]);

/** Liars that say so even where they have no effect, as with a token that Symbl refuses. */
const CONFIRMING = new Set([
	'the documented message in capitals',
	'200 empty, carried out',
	'204, carried out',
	'200 error null beside the documented message',
	'JSON behind a byte order mark',
	'token in a success, carried out',
]);

const isPerjury = ({ faultName = '', acted }: LoggedRequest): boolean =>
	PERJURERS.has(faultName) || (CONFIRMING.has(faultName) && !acted);

/**
 * Holds what an execution said against what the server did.
 * @param input the IDs that came in.
 * @returns every contradiction, as a sentence; none is the invariant of a run.
 */
export function contradictions(report: Report, sandbox: Sandbox, input: string[]): string[] {
	const claims = allClaims(report);
	const removed = new Set(sandbox.deletedIds);
	const misled = new Set(sandbox.log.filter(isPerjury).map(({ conversationId }) => conversationId));
	const found: string[] = [];
	for (const id of removed) {
		if (!input.includes(id)) found.push(`${id} was deleted, and nobody asked for it`);
		else if (!claims.some(([named]) => named === id)) {
			found.push(`${id} was deleted, and nothing names it`);
		}
	}
	for (const [id, claim] of claims) {
		if (misled.has(id)) continue;
		const says = `${id} is named ${inWords(claim)}`;
		if (claim.deleted === true && !removed.has(id)) found.push(`${says}, and was not deleted`);
		if (claim.deleted === false && removed.has(id)) found.push(`${says}, and was deleted`);
		const isGone = ['deleted', 'gone', 'notFound'].includes(claim.outcome);
		if (isGone && sandbox.conversations.has(id)) found.push(`${says}, and is still there`);
	}
	return [...found, ...repeated(sandbox)];
}

/** DELETEs that were sent although the answer of an earlier one had confirmed it. */
function repeated(sandbox: Sandbox): string[] {
	const confirmedAt = new Map<string, number>();
	const found: string[] = [];
	for (const request of sandbox.log) {
		const { conversationId: id, method, at, endedAt, acted, status } = request;
		if (method !== 'DELETE' || id === undefined) continue;
		const confirmed = confirmedAt.get(id);
		if (confirmed !== undefined && at > confirmed) found.push(`${id} was deleted once more`);
		if (acted && status === 200 && isUsual(request) && endedAt) confirmedAt.set(id, endedAt);
	}
	return found;
}

/** Whether a request was answered as Symbl does, if only late or slowly. */
const isUsual = ({ cut, fault }: LoggedRequest): boolean =>
	!cut && (fault === undefined || /^act true(, (delayMs|trickle)[^,]*)*$/.test(fault));
