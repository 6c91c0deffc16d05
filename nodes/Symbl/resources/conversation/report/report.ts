import { createHash } from 'node:crypto';
import { OUTCOMES, type Outcome, type Row } from './row';

/** Where the report is made. */
export interface Origin {
	workflowId: string | null;
	workflowName: string | null;
	executionId: string;
}

/** An account of what became of conversations that were to be deleted. Times are ISO 8601. */
export interface Report extends Origin {
	title: string;
	createdAt: string;
	/** How many items came in. */
	items: number;
	/** How many distinct conversations they name. */
	conversations: number;
	/** Distinct conversations by outcome; items that name none count one by one. */
	counts: Record<Outcome, number>;
	/** Distinct conversations by outcome, sorted. */
	ids: Record<Outcome, string[]>;
	/** Of those whose outcome is `deleted`. */
	firstDeletedAt: string | null;
	lastDeletedAt: string | null;
	/** The plans that the items name. */
	plans: string[];
	/** Over the canonical list, in lower-case hex. */
	sha256: string;
	rows: Row[];
}

/** How anybody can work the hash out again. */
export const HASH_RECIPE =
	'SHA-256 over one line for each distinct entry: the JSON array [conversationId, outcome, deleted, deletedAt, verifiedAt]; the lines in the order of their characters (UTF-16), joined by a line feed, as UTF-8.';

/** What a report shows, and what it does not. */
export const LIMITS = [
	'It says what it was given: what Delete nodes put out, or rows of a table that hold it. It cannot tell whether somebody changed them on the way. What it was not given is not in it: conversations that were never asked for, other nodes, other accounts.',
	'“Deleted” means that Symbl confirmed the deletion; “verified” means that Symbl, asked again, said that it does not know the conversation. There is no evidence but the word of Symbl’s server. Copies elsewhere, backups and exports are not looked at.',
	'“Gone” means that Symbl does not know the conversation now. Whether the run deleted it cannot always be told.',
	'The hash shows a later change only if it is kept apart from this report, where nobody who can change the one can change the other.',
];

/** @param createdAt as an ISO date. */
export function reportOf(title: string, createdAt: string, origin: Origin, rows: Row[]): Report {
	const ids = byOutcome<Set<string>>(() => new Set());
	const counts = byOutcome(() => 0);
	const plans = new Set<string>();
	const named = new Set<string>();
	const times: string[] = [];
	for (const { conversationId, outcome, deletedAt, plan } of rows) {
		if (conversationId === null) {
			counts[outcome]++;
		} else {
			ids[outcome].add(conversationId);
			named.add(conversationId);
		}
		if (outcome === 'deleted' && deletedAt !== null) times.push(deletedAt);
		if (plan !== null) plans.add(plan);
	}
	for (const outcome of OUTCOMES) counts[outcome] += ids[outcome].size;
	times.sort((one, other) => Date.parse(one) - Date.parse(other));
	const sorted = byOutcome((outcome) => [...ids[outcome]].sort());
	return {
		title,
		createdAt,
		...origin,
		items: rows.length,
		conversations: named.size,
		counts,
		ids: sorted,
		firstDeletedAt: times[0] ?? null,
		lastDeletedAt: times.at(-1) ?? null,
		plans: [...plans].sort(),
		sha256: createHash('sha256').update(canonicalList(rows)).digest('hex'),
		rows,
	};
}

function canonicalList(rows: Row[]): string {
	const lines = rows.map(({ conversationId, outcome, deleted, deletedAt, verifiedAt }) =>
		JSON.stringify([conversationId, outcome, deleted, deletedAt, verifiedAt]),
	);
	return [...new Set(lines)].sort().join('\n');
}

const byOutcome = <T>(value: (outcome: Outcome) => T): Record<Outcome, T> => ({
	deleted: value('deleted'),
	gone: value('gone'),
	notFound: value('notFound'),
	kept: value('kept'),
	wouldDelete: value('wouldDelete'),
	failed: value('failed'),
	unknown: value('unknown'),
	noOutcome: value('noOutcome'),
	notRecognized: value('notRecognized'),
});
