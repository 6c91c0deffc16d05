import { createRandom, numericId } from './random.cts';
import { makeConversation } from './seedData.cts';

export interface Member {
	id: string;
	name: string;
	email: string;
}

/** A conversation (Symbl docs: get conversation). Times are ISO 8601; older records have no metadata. */
export interface ConversationRecord {
	id: string;
	type: string;
	name: string;
	startTime: string;
	endTime: string;
	members: Member[];
	metadata?: Record<string, string>;
}

/** The conversations of the one account that a sandbox has. */
export class ConversationStore {
	readonly conversations = new Map<string, ConversationRecord>();
	readonly deletedIds: string[] = [];
	private readonly random;

	constructor(seed: number, initial: number | ConversationRecord[]) {
		this.random = createRandom(seed);
		if (typeof initial === 'number') {
			const now = Date.now();
			while (this.conversations.size < initial) this.add(makeConversation(this.random, now));
		} else {
			for (const conversation of initial) this.add(conversation);
		}
	}

	/**
	 * Stores a conversation. What is not given: an unused id, the id as name, half an hour that
	 * ended half an hour ago, nobody and no metadata.
	 */
	add(given: Partial<ConversationRecord>): ConversationRecord {
		const id = given.id ?? this.unusedId();
		const halfAnHour = 1_800_000;
		const startTime = given.startTime ?? new Date(Date.now() - 2 * halfAnHour).toISOString();
		const conversation: ConversationRecord = {
			type: 'meeting',
			name: id,
			endTime: new Date(Date.parse(startTime) + halfAnHour).toISOString(),
			members: [],
			metadata: {},
			...given,
			id,
			startTime,
		};
		this.conversations.set(id, conversation);
		return conversation;
	}

	/** Removes a conversation; false if there is none with this id. */
	remove(id: string): boolean {
		const removed = this.conversations.delete(id);
		if (removed) this.deletedIds.push(id);
		return removed;
	}

	private unusedId(): string {
		let id = numericId(this.random);
		while (this.conversations.has(id)) id = numericId(this.random);
		return id;
	}
}
