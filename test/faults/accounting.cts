import type { Execution } from '../engine/engine.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';

/** What a run says of a conversation. */
export type Claim = 'gone' | 'not gone' | 'unknown';

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null;

/** @returns what the output items and the error of an execution say, conversation by conversation. */
export function claimsOf(execution: Execution): Map<string, Claim> {
	const claims = new Map<string, Claim>();
	const claim = (id: unknown, deleted: unknown) => {
		if (typeof id !== 'string') return;
		claims.set(id, deleted === null ? 'unknown' : deleted === true ? 'gone' : 'not gone');
	};
	for (const { json } of execution.outputs.flat()) {
		const said: Record<string, unknown> = isRecord(json.details) ? json.details : json;
		if ('deleted' in said) claim(said.conversationId, said.deleted);
	}
	const { error } = execution;
	const named: Record<string, unknown> =
		error && 'context' in error && isRecord(error.context.data) ? error.context.data : {};
	const deletedOf = {
		deleted: true,
		unknown: null,
		notFound: false,
		failed: false,
		notAttempted: false,
	};
	for (const [fate, deleted] of Object.entries(deletedOf)) {
		const ids = named[fate];
		if (Array.isArray(ids)) ids.forEach((id) => claim(id, deleted));
	}
	return claims;
}

/**
 * Holds what an execution said against what the server did.
 * @param input the IDs that came in.
 * @returns every contradiction, as a sentence; none is the invariant of a run.
 */
export function contradictions(execution: Execution, sandbox: Sandbox, input: string[]): string[] {
	const claims = claimsOf(execution);
	const removed = new Set(sandbox.deletedIds);
	const found: string[] = [];
	for (const id of removed) {
		const claim = claims.get(id);
		if (!input.includes(id)) found.push(`${id} is gone, and nobody asked for it`);
		else if (claim === undefined) found.push(`${id} is gone, and nothing names it`);
		else if (claim === 'not gone') found.push(`${id} is gone, and is named as not deleted`);
	}
	for (const [id, claim] of claims) {
		if (claim === 'gone' && sandbox.conversations.has(id)) {
			found.push(`${id} is named as deleted, and is still there`);
		}
	}
	return [...found, ...repeated(sandbox)];
}

/** DELETEs that were sent although the answer of an earlier one had confirmed it. */
function repeated(sandbox: Sandbox): string[] {
	const confirmedAt = new Map<string, number>();
	const found: string[] = [];
	for (const {
		conversationId: id,
		method,
		at,
		endedAt,
		acted,
		status,
		cut,
		fault,
	} of sandbox.log) {
		if (method !== 'DELETE' || id === undefined) continue;
		const confirmed = confirmedAt.get(id);
		if (confirmed !== undefined && at > confirmed) found.push(`${id} was deleted once more`);
		const isWhole = !cut && (fault === undefined || /^act true(, (delayMs|trickle)|$)/.test(fault));
		if (acted && status === 200 && isWhole && endedAt) confirmedAt.set(id, endedAt);
	}
	return found;
}
