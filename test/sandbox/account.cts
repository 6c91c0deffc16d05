import type { ApiChoices, UnknownIdForm } from './choices.cts';
import { Jobs } from './jobs.cts';
import { numericId, createRandom } from './random.cts';
import { Refusal, type Reply } from './reply.cts';
import type { ApiCall, Route } from './routes.cts';
import { ConversationStore, type ConversationRecord } from './store.cts';
import type { Message } from './transcript.cts';

export interface ManagedTracker {
	id: string;
	name: string;
	description?: string;
	vocabulary: string[];
	categories?: string[];
	languages?: string[];
	createdOn?: string;
	updatedOn?: string;
}

export interface ManagedEntity {
	id: string;
	type: string;
	subType: string;
	category: string;
	values: string[];
}

export interface ConversationGroup {
	id: string;
	name: string;
	description?: string;
	criteria: string;
}

export interface Scorecard {
	id: string;
	name: string;
	description?: string;
	tags: string[];
	criteriaList: unknown[];
}

function unknownConversation(status: number, form: UnknownIdForm): Refusal {
	const message = 'The conversationId is either invalid or does not exist.';
	if (form === 'empty') return new Refusal(status, message, {});
	return new Refusal(status, form === 'documented' ? message : 'Conversation not found.');
}

/** All that the one account of a sandbox holds. */
export class Account {
	readonly store: ConversationStore;
	readonly jobs: Jobs;
	readonly trackers = new Map<string, ManagedTracker>();
	readonly entities = new Map<string, ManagedEntity>();
	readonly groups = new Map<string, ConversationGroup>();
	readonly scorecards = new Map<string, Scorecard>();
	readonly settings = new Map<string, unknown>();
	private readonly random;

	constructor(
		readonly seed: number,
		conversations: number | ConversationRecord[],
		readonly choices: ApiChoices,
	) {
		this.store = new ConversationStore(seed, conversations);
		this.jobs = new Jobs(seed, choices);
		this.random = createRandom(seed + 1);
		for (const [name, vocabulary] of [
			['Price objection', ['too expensive', 'budget', 'السعر', '予算', 'дорого']],
			['Competitors', ['Fabrikam', 'Northwind']],
		] as const) {
			const id = this.newId();
			this.trackers.set(id, { id, name, vocabulary: [...vocabulary] });
		}
	}

	newId(): string {
		return numericId(this.random);
	}

	get generation(): 'old' | 'new' {
		return this.choices.generation ?? 'new';
	}

	/** How many conversations, trackers, entities and groups there are. */
	get held(): number {
		const { store, trackers, entities, groups } = this;
		return store.conversations.size + trackers.size + entities.size + groups.size;
	}

	/**
	 * The conversation that a call is about.
	 * @throws Refusal for an id that does not exist, as chosen (Symbl docs: delete conversation)
	 */
	conversation(id = '', isDelete = false): ConversationRecord {
		const conversation = this.store.conversations.get(id);
		if (conversation) return conversation;
		const { unknownId, unknownIdForm, unknownIdOnDelete, malformedId } = this.choices;
		if (malformedId !== undefined && !/^\d+$/.test(id)) {
			throw new Refusal(malformedId, '"conversationId" must be a number');
		}
		const answer = isDelete ? unknownIdOnDelete : undefined;
		throw unknownConversation(
			answer?.status ?? unknownId ?? 404,
			answer?.form ?? unknownIdForm ?? 'documented',
		);
	}

	isReady({ id }: ConversationRecord): boolean {
		return !this.choices.notReady?.has(id) && !this.jobs.isRunning(id);
	}

	/** What was said, or its first half while a job still runs. */
	messages(conversation: ConversationRecord): Message[] {
		const { messages } = this.store.content(conversation);
		if (this.isReady(conversation)) return messages;
		return messages.slice(0, Math.floor(messages.length / 2));
	}

	/** A route below `/v1/conversations/{conversationId}`, for a conversation that exists. */
	conversationRoute(
		method: string,
		below: string,
		answer: (conversation: ConversationRecord, call: ApiCall) => Reply,
		booleans?: readonly string[],
	): Route {
		return {
			method,
			path: `/v1/conversations/{conversationId}${below}`,
			booleans,
			answer: (call) => {
				const isDelete = method === 'DELETE' && below === '';
				return answer(this.conversation(call.params.conversationId, isDelete), call);
			},
		};
	}
}
