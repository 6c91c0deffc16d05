/** What became of a conversation that a run was to delete. */
export type Fate = 'deleted' | 'gone' | 'notFound' | 'kept' | 'failed' | 'unknown' | 'notAttempted';

const LABELS: Record<Fate, string> = {
	deleted: 'deleted',
	gone: 'gone',
	notFound: 'not found',
	kept: 'kept',
	failed: 'failed',
	unknown: 'unknown',
	notAttempted: 'not attempted',
};

const FATES = Object.keys(LABELS) as Fate[];

/** How many IDs an error names before it says "and N more". */
const MAX_NAMED = 20;

/** The account of a run: one fate for each conversation, and for each item that named none. */
export class Tally {
	private readonly fates = new Map<string | symbol, Fate>();

	/** @param conversationId undefined for an item that was refused before it named one. */
	count(conversationId: string | undefined, fate: Fate): void {
		this.fates.set(conversationId ?? Symbol('item'), fate);
	}

	get size(): number {
		return this.fates.size;
	}

	/** All IDs by fate, for the details of an error. */
	get idsByFate(): Record<Fate, string[]> {
		return {
			deleted: this.ids('deleted'),
			gone: this.ids('gone'),
			notFound: this.ids('notFound'),
			kept: this.ids('kept'),
			failed: this.ids('failed'),
			unknown: this.ids('unknown'),
			notAttempted: this.ids('notAttempted'),
		};
	}

	/** @returns "Deleted: 3, gone: 0, not found: 1, kept: 0, failed: 1, unknown: 0, not attempted: 45". */
	get summary(): string {
		const counts = new Map(FATES.map((fate) => [fate, 0]));
		for (const fate of this.fates.values()) counts.set(fate, (counts.get(fate) ?? 0) + 1);
		const text = [...counts].map(([fate, count]) => `${LABELS[fate]}: ${count}`).join(', ');
		return text.replace(/^d/, 'D');
	}

	/** @returns a sentence that names the conversations that were deleted, '' if none was. */
	get deletedIds(): string {
		const ids = this.ids('deleted');
		if (ids.length === 0) return '';
		const more = ids.length > MAX_NAMED ? ` and ${ids.length - MAX_NAMED} more` : '';
		return `Deleted: ${ids.slice(0, MAX_NAMED).join(', ')}${more}.`;
	}

	private ids(wanted: Fate): string[] {
		return [...this.fates].flatMap(([id, fate]) =>
			fate === wanted && typeof id === 'string' ? [id] : [],
		);
	}
}
