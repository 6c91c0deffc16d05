import { createHash } from 'node:crypto';
import type { IContextObject } from 'n8n-workflow';
import { isObject } from '../../transport/answer';

/** What was sent for an item, and what came of it. */
export type Submission =
	/** A request left, and nobody knows what became of it. */
	{ kind: 'sent' } | { kind: 'accepted'; conversationId: string; jobId: string };

/**
 * What a run of the node, and its earlier tries, sent: plain data that n8n saves with the execution, so
 * that Retry On Fail and a retry from the execution list process nothing twice. Another run of the
 * node in the same execution (a loop) begins with an empty one.
 */
export class Submissions {
	private readonly entries: Record<string, unknown>;

	/**
	 * @param store plain data that outlives a try: `getContext('node')`.
	 * @param runIndex which run of the node this is in the execution.
	 */
	constructor(store: IContextObject, runIndex: number) {
		const saved: unknown = store.submissions;
		const isOfRun = isObject(saved) && saved.runIndex === runIndex && isObject(saved.items);
		this.entries = isOfRun && isObject(saved.items) ? saved.items : {};
		store.submissions = { runIndex, items: this.entries };
	}

	find(key: string): Submission | undefined {
		const entry = this.entries[key];
		if (entry === undefined) return undefined;
		return isObject(entry) &&
			typeof entry.conversationId === 'string' &&
			typeof entry.jobId === 'string'
			? { kind: 'accepted', conversationId: entry.conversationId, jobId: entry.jobId }
			: { kind: 'sent' };
	}

	/** To be called before a request leaves: after a crash nobody else could tell that it did. */
	recordSent(key: string): void {
		this.entries[key] = 'sent';
	}

	recordAccepted(key: string, ids: { conversationId: string; jobId: string }): void {
		this.entries[key] = ids;
	}

	/** Forgets a request that provably did nothing. */
	retract(key: string): void {
		delete this.entries[key];
	}
}

/** @returns what tells one item's submission from another. @param parts what it consists of. */
export const keyOf = (index: number, parts: unknown[]): string =>
	`${index} ${createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22)}`;
