import { createHash } from 'node:crypto';
import { refusal, type Failure } from '../transport/failures';

/** What an item is about to do to a conversation, or to something else that it deletes. */
export interface Planned {
	/** The conversation that a Delete is about, Dry Run or not. */
	conversationId?: string;
	/** The ID of what it deletes for good, if it does. */
	deletes?: string;
	/** What that is, in the plural: conversations, if nothing is said. */
	things?: string;
	/** What may hold it back; the same text for the same guards. */
	guards?: string;
	/** The plan that somebody approved, if it has to be that one. */
	approvedPlan?: string;
}

/** What a run is about to do, known before the first request. */
export interface Plan {
	/** The distinct IDs of what it deletes. */
	deletions: ReadonlySet<string>;
	/** What they name: "conversations". */
	things: string;
	/**
	 * SHA-256 in lower-case hex over the account and the sorted distinct IDs of the run, Dry Run or
	 * not: what a person approves.
	 */
	hash(): string;
	/** Why the run is not the one that was approved, if it is not. */
	refusal: Failure | undefined;
}

/** @param account the account's name; undefined where it cannot be read. */
export function planOf(tasks: Iterable<Planned>, account: string | undefined): Plan {
	const deletions = new Set<string>();
	const named = new Set<string>();
	const approved = new Set<string>();
	const guards = new Map<string, string | undefined>();
	let contradicting: string | undefined;
	let things = 'conversations';
	for (const task of tasks) {
		if (task.deletes !== undefined) {
			deletions.add(task.deletes);
			things = task.things ?? things;
			const others = guards.has(task.deletes) ? guards.get(task.deletes) : task.guards;
			if (others !== task.guards) contradicting ??= task.deletes;
			guards.set(task.deletes, task.guards);
		}
		if (task.conversationId !== undefined) named.add(task.conversationId);
		if (task.approvedPlan !== undefined) approved.add(task.approvedPlan);
	}
	let hash: string | undefined;
	const plan: Plan = {
		deletions,
		things,
		hash: () => (hash ??= hashOf([account ?? '', ...[...named].sort()])),
		refusal: undefined,
	};
	if ([...approved].some((given) => given !== plan.hash())) {
		return { ...plan, refusal: notApproved(named.size) };
	}
	return contradicting === undefined ? plan : { ...plan, refusal: guardedTwice(contradicting) };
}

const hashOf = (lines: string[]): string =>
	createHash('sha256').update(lines.join('\n')).digest('hex');

const notApproved = (count: number): Failure =>
	refusal(
		`Nothing was deleted: these ${count} conversations are not the ones that were approved`,
		"Make the list again with 'Dry Run', have it approved, and hand its 'plan' to 'Approved Plan' with the same conversations and the same credential.",
	);

const guardedTwice = (id: string): Failure =>
	refusal(
		`Nothing was deleted: conversation ${id} came in more than once, with different guards`,
		"Check 'Keep If' and 'Only If Older Than': they must be the same for each item of a conversation.",
	);
