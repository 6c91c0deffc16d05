import { createRandom, numericId } from './random.cts';
import { makeConversation } from './seedData.cts';
import { makeMessages, type Message } from './transcript.cts';

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

/** A marked passage of a conversation (Symbl docs: bookmarks). Offset and duration are seconds. */
export interface Bookmark {
	id: string;
	label: string;
	description: string;
	user: { name: string; userId: string; email: string };
	beginTimeOffset?: number;
	duration?: number;
	messageRefs: Array<{ id: string }>;
}

/** What belongs to a conversation and goes with it. */
export interface Content {
	messages: Message[];
	bookmarks: Map<string, Bookmark>;
}

/** The conversations of the one account that a sandbox has. */
export class ConversationStore {
	readonly conversations = new Map<string, ConversationRecord>();
	readonly deletedIds: string[] = [];
	private readonly contents = new Map<string, Content>();
	private readonly random;

	constructor(
		private readonly seed: number,
		initial: number | ConversationRecord[],
	) {
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
		if (removed) {
			this.contents.delete(id);
			this.deletedIds.push(id);
		}
		return removed;
	}

	/** What belongs to a conversation; made up when it is first asked for. */
	content(conversation: ConversationRecord): Content {
		const known = this.contents.get(conversation.id);
		if (known) return known;
		const messages = makeMessages(conversation, this.seed);
		return this.setMessages(conversation.id, messages);
	}

	/** Puts other words into a conversation. */
	setMessages(id: string, messages: Message[]): Content {
		const content = { messages, bookmarks: new Map<string, Bookmark>() };
		this.contents.set(id, content);
		return content;
	}

	private unusedId(): string {
		let id = numericId(this.random);
		while (this.conversations.has(id)) id = numericId(this.random);
		return id;
	}
}
