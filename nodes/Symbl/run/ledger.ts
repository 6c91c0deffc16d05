import type { IContextObject } from 'n8n-workflow';
import { isObject } from '../transport/answer';

/** What is known of a conversation that a DELETE left for. */
export type Entry =
	/** A DELETE left, and nothing that was heard since is final. */
	| { kind: 'sent' }
	/** Symbl confirmed that it was deleted, at that time in ms since 1970. */
	| { kind: 'deleted'; at: number };

const SENT = '?';

/**
 * What a run, and its earlier tries, sent for which conversation. It is written as it happens where
 * n8n saves it with a failed execution, so that Retry On Fail and a retry from the execution list go
 * on where the run ended, and repeat nothing that was confirmed.
 *
 * It is saved as text, one line for each event, the last one of an ID counts: "4866329603473408 ?" for
 * a DELETE that left, "4866329603473408 mgbz3k5t" for one that was confirmed, with the time in base 36.
 */
export class Ledger {
	private readonly entries: Map<string, Entry>;

	/**
	 * @param store plain data that outlives a try: `getContext('node')`.
	 * @param account whose conversations these are; what is saved of another account's is dropped.
	 * Undefined where the account cannot be read: then what is saved counts for any.
	 */
	constructor(
		private readonly store: IContextObject,
		account: string | undefined,
	) {
		const saved: unknown = store.deletions;
		const isOfAccount =
			isObject(saved) && (account === undefined || saved.account === account) ? saved : undefined;
		const lines = typeof isOfAccount?.lines === 'string' ? isOfAccount.lines : '';
		this.entries = new Map(lines.split('\n').flatMap(entryOf));
		if (account !== undefined) store.deletions = { account, lines };
	}

	entry(conversationId: string): Entry | undefined {
		return this.entries.get(conversationId);
	}

	/** To be called before a DELETE leaves: after a crash nobody else could tell that it did. */
	recordSent(conversationId: string): void {
		if (!this.entries.has(conversationId)) this.record(conversationId, { kind: 'sent' });
	}

	recordDeleted(conversationId: string, at: number): void {
		this.record(conversationId, { kind: 'deleted', at });
	}

	/** Forgets a DELETE that provably changed nothing. */
	retract(conversationId: string): void {
		this.entries.delete(conversationId);
	}

	/** Removes the conversations of a run that ended without a failure, and no others. */
	remove(conversationIds: Iterable<string>): void {
		for (const id of conversationIds) this.entries.delete(id);
		this.save();
	}

	/** Writes what counts, without what was overtaken. */
	save(): void {
		const { deletions } = this.store;
		if (!isObject(deletions)) return;
		if (this.entries.size === 0) delete this.store.deletions;
		else deletions.lines = [...this.entries].map(([id, entry]) => lineOf(id, entry)).join('');
	}

	private record(conversationId: string, entry: Entry): void {
		this.entries.set(conversationId, entry);
		const { deletions } = this.store;
		if (isObject(deletions)) deletions.lines += lineOf(conversationId, entry);
	}
}

const lineOf = (id: string, entry: Entry): string =>
	`${id} ${entry.kind === 'sent' ? SENT : entry.at.toString(36)}\n`;

function entryOf(line: string): Array<[id: string, entry: Entry]> {
	const [id, event] = line.split(' ');
	if (!id || !event) return [];
	const at = parseInt(event, 36);
	return [[id, Number.isNaN(at) ? { kind: 'sent' } : { kind: 'deleted', at }]];
}
