import type { IContextObject, IDataObject } from 'n8n-workflow';
import { isObject } from '../transport/answer';
import type { Fate } from './tally';
import type { Failure } from '../transport/failures';

/** What is known of a conversation that a DELETE was sent for. */
export interface Entry {
	/** `unknown`: nobody knows what became of the DELETE. */
	outcome: 'deleted' | 'goneAfterRetry' | 'unknown';
	/** When that became known, as an ISO date. */
	at: string;
	/** What Symbl said. */
	message: string;
}

/** What became of one deletion. */
export type Deletion =
	| { fate: 'deleted'; entry: Entry }
	| { fate: Exclude<Fate, 'deleted'>; failure: Failure };

const isEntry = (value: unknown): value is Entry & IDataObject =>
	isObject(value) && typeof value.outcome === 'string' && typeof value.at === 'string';

/**
 * Which conversations a run has deleted: one deletion for each, however many items name it. It is
 * kept where n8n saves it with a failed execution, so that Retry On Fail and a retry from the
 * execution list go on where the run ended, and repeat nothing.
 */
export class Ledger {
	private readonly entries: IDataObject;
	private readonly deletions = new Map<string, Promise<Deletion>>();

	/**
	 * @param store plain data that outlives a try: `getContext('node')`.
	 * @param account whose conversations these are; what is saved of another account's is dropped.
	 */
	constructor(
		private readonly store: IContextObject,
		account: string,
	) {
		const saved: unknown = store.deletions;
		this.entries =
			isObject(saved) && saved.account === account && isObject(saved.entries) ? saved.entries : {};
		store.deletions = { account, entries: this.entries };
	}

	/**
	 * @param work deletes the conversation; it is given what an earlier try left unknown.
	 * @returns what became of the deletion, whoever asked for it first.
	 */
	async once(
		conversationId: string,
		work: (earlier: Entry | undefined) => Promise<Deletion>,
	): Promise<Deletion> {
		const deletion = this.deletions.get(conversationId) ?? this.begin(conversationId, work);
		this.deletions.set(conversationId, deletion);
		return await deletion;
	}

	/** After a run without a failure there is nothing to continue. */
	clear(): void {
		delete this.store.deletions;
	}

	private async begin(
		conversationId: string,
		work: (earlier: Entry | undefined) => Promise<Deletion>,
	): Promise<Deletion> {
		const earlier = Object.hasOwn(this.entries, conversationId)
			? this.entries[conversationId]
			: undefined;
		if (isEntry(earlier) && earlier.outcome !== 'unknown') {
			return { fate: 'deleted', entry: earlier };
		}
		const deletion = await work(isEntry(earlier) ? earlier : undefined);
		if (deletion.fate === 'deleted') {
			this.entries[conversationId] = { ...deletion.entry };
		} else if (deletion.fate === 'unknown') {
			const at = new Date().toISOString();
			this.entries[conversationId] = { outcome: 'unknown', at, message: '' };
		}
		return deletion;
	}
}
