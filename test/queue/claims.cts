import { outputsOf } from '../e2e/symblRuns.cts';
import type { Execution } from '../n8n/instance.cts';
import { isBoolean, isObject, isString } from '../sandbox/jsonFields.cts';
import type { LoggedRequest } from '../sandbox/sandbox.cts';

/** What an execution says of one conversation, on whichever output. */
export interface Claim {
	conversationId: string;
	/** Null where it says that nobody knows. */
	deleted: boolean | null;
	outcome: unknown;
}

/** @returns what an execution has saved about conversations, one claim for each item */
export function claimsOf(execution: Execution): Claim[] {
	return outputsOf(execution)
		.flat()
		.map(({ json }) => (isObject(json.details) ? json.details : json))
		.flatMap(({ conversationId, deleted, outcome }) =>
			isString(conversationId) && (isBoolean(deleted) || deleted === null)
				? [{ conversationId, deleted, outcome }]
				: [],
		);
}

/** @returns the IDs that an execution says it has deleted, each once */
export function claimedIds(execution: Execution): string[] {
	const claimed = claimsOf(execution).filter(({ deleted }) => deleted);
	return [...new Set(claimed.map(({ conversationId }) => conversationId))];
}

/** @returns the IDs of the conversations that these requests removed */
export function removedIds(requests: readonly LoggedRequest[]): string[] {
	return requests.filter(({ acted }) => acted).map(({ conversationId = '' }) => conversationId);
}

/**
 * Holds what an execution has saved against what the server did.
 *
 * @param requests all that the server got while the execution ran, and from no other execution
 */
export function expectTrueClaims(execution: Execution, requests: readonly LoggedRequest[]): void {
	const removed = new Set(removedIds(requests));
	const claims = claimsOf(execution);
	expect(
		claims.filter(({ conversationId, deleted }) =>
			deleted === null ? false : deleted !== removed.has(conversationId),
		),
	).toEqual([]);
	if (execution.status !== 'success') return;
	const accounted = new Set(claims.map(({ conversationId }) => conversationId));
	expect([...removed].filter((id) => !accounted.has(id))).toEqual([]);
}

/** Expects that no conversation was asked for more than once, as one execution may not. */
export function expectOneDeletionEach(requests: readonly LoggedRequest[]): void {
	const asked = new Set<string | undefined>();
	const again = requests.filter(({ method, conversationId }) => {
		if (method !== 'DELETE') return false;
		const isAgain = asked.has(conversationId);
		asked.add(conversationId);
		return isAgain;
	});
	expect(again.map(({ conversationId }) => conversationId)).toEqual([]);
}
