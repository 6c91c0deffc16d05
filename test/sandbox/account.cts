import { Jobs } from './jobs.cts';
import { numericId, createRandom } from './random.cts';
import { Refusal, type Reply } from './reply.cts';
import type { ApiCall, Route } from './routes.cts';
import { ConversationStore, type ConversationRecord } from './store.cts';
import type { Message } from './transcript.cts';

/** What the documents leave open, or tell in two ways. */
export interface ApiChoices {
	/** Status for an id that does not exist; its body is documented. */
	unknownId?: 404 | 200 | 400;
	deleteAnswer?: 'message' | 'empty' | 'noContent';
	/** Whether an update of the metadata keeps the keys that it does not name. */
	metadataUpdate?: 'merge' | 'replace';
	/** The most conversations that one page holds, whatever `limit` asks for. */
	maxListLimit?: number;
	/** The paths and shapes of the documents until mid-2022, or those of the SDKs since. */
	generation?: 'old' | 'new';
	/** Conversations whose job never ends: no summary, and only half of everything else. */
	notReady?: Set<string>;
	/** How long a job stays `scheduled`, and then `in_progress`, in ms. */
	jobStepMs?: number;
}

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

/** All that the one account of a sandbox holds. */
export class Account {
	readonly store: ConversationStore;
	readonly jobs: Jobs;
	readonly trackers = new Map<string, ManagedTracker>();
	readonly entities = new Map<string, ManagedEntity>();
	readonly groups = new Map<string, ConversationGroup>();
	readonly scorecards = new Map<string, Scorecard>();
	readonly settings = new Map<string, unknown>();
	readonly generation: 'old' | 'new';
	private readonly random;

	constructor(
		readonly seed: number,
		conversations: number | ConversationRecord[],
		readonly choices: ApiChoices,
	) {
		this.generation = choices.generation ?? 'new';
		this.store = new ConversationStore(seed, conversations);
		const callbackKey = this.generation === 'old' ? 'jobId' : 'id';
		this.jobs = new Jobs(seed, choices.jobStepMs ?? 200, callbackKey);
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

	/** @throws Refusal as documented for an id that does not exist (Symbl docs: delete conversation) */
	conversation(id: string | undefined): ConversationRecord {
		const conversation = this.store.conversations.get(id ?? '');
		if (conversation) return conversation;
		const message = 'The conversationId is either invalid or does not exist.';
		throw new Refusal(this.choices.unknownId ?? 404, message);
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
			answer: (call) => answer(this.conversation(call.params.conversationId), call),
		};
	}
}
