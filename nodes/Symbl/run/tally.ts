/** What became of a conversation that a run was to delete. */
export type Fate = 'deleted' | 'notFound' | 'failed' | 'unknown' | 'notAttempted';

const LABELS: Record<Fate, string> = {
	deleted: 'deleted',
	notFound: 'not found',
	failed: 'failed',
	unknown: 'unknown',
	notAttempted: 'not attempted',
};

/** How many IDs an error names before it says "and N more". */
const NAMED = 20;

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

	/** @returns the IDs of the conversations with that fate. */
	ids(fate: Fate): string[] {
		return [...this.fates].flatMap(([id, its]) =>
			its === fate && typeof id === 'string' ? [id] : [],
		);
	}

	/** All IDs by fate, for the details of an error. */
	get idsByFate(): Record<Fate, string[]> {
		return {
			deleted: this.ids('deleted'),
			notFound: this.ids('notFound'),
			failed: this.ids('failed'),
			unknown: this.ids('unknown'),
			notAttempted: this.ids('notAttempted'),
		};
	}

	/** @returns "Deleted: 3, not found: 1, failed: 1, unknown: 0, not attempted: 45". */
	get summary(): string {
		const fates = [...this.fates.values()];
		const counts = (Object.keys(LABELS) as Fate[]).map(
			(fate) => `${LABELS[fate]}: ${fates.filter((its) => its === fate).length}`,
		);
		return counts.join(', ').replace(/^d/, 'D');
	}

	/** @returns a sentence that names the conversations that are gone, '' if none is. */
	get deletedIds(): string {
		const ids = this.ids('deleted');
		if (ids.length === 0) return '';
		const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
		return `Deleted: ${ids.slice(0, NAMED).join(', ')}${more}.`;
	}
}
