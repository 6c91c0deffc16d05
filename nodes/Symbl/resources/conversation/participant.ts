import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { ListedConversation } from '../../operation/conversationList';
import { endOf } from './times';
import { messagesCall } from '../conversationContent/getMessages.operation';
import { send } from '../../operation/call';
import { isId } from '../../operation/ids';
import type { Item } from '../../operation/item';
import type { RequestSender } from '../../run/requestSender';
import { isObject } from '../../transport/answer';
import { invalidItem, invalidValue, refusal, type Failure } from '../../transport/failures';

/** How many conversations are looked into where the user sets no limit. */
const DEFAULT_LIMIT = 100;

/**
 * Symbl processes a conversation within minutes. One that has no messages so long after its end, in
 * milliseconds, is one in which nobody said anything.
 */
const LONGEST_PROCESSING = 86_400_000;

/** What an operation that lists conversations offers to the filter 'Participant'. */
export const participantOptions: INodeProperties[] = [
	{
		displayName: 'Also in Messages',
		name: 'alsoInMessages',
		type: 'boolean',
		default: true,
		description:
			"Whether 'Participant' also finds who said something without being a member, at one request for each conversation that the other filters let through",
	},
	{
		displayName: 'Max Conversations to Look Into',
		name: 'maxLookedInto',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: DEFAULT_LIMIT,
		description:
			"Used with 'Also in Messages'. If it would take more, the node says so and returns nothing.",
	},
];

/** How an item searches for a participant. */
export interface ParticipantSearch {
	participant: string;
	/** How many conversations may be looked into, 0 for none. */
	maxLookedInto: number;
}

/**
 * @param participant whom the item's filters name, if they name anybody.
 * @returns undefined where the item searches for nobody.
 */
export function readParticipantSearch(
	participant: string | undefined,
	item: Item,
): ParticipantSearch | Failure | undefined {
	const alsoInMessages = item.option('alsoInMessages') ?? false;
	const maxLookedInto = item.option('maxLookedInto') ?? DEFAULT_LIMIT;
	if (typeof alsoInMessages !== 'boolean') {
		return invalidValue('Also in Messages', 'true or false', alsoInMessages);
	}
	if (alsoInMessages && participant === undefined) {
		return invalidItem(
			"'Also in Messages' is on, but 'Filters' has no 'Participant'",
			'Check Filters and Options.',
		);
	}
	if (typeof maxLookedInto !== 'number' || !Number.isInteger(maxLookedInto) || maxLookedInto < 1) {
		return invalidValue('Max Conversations to Look Into', 'a whole number above 0', maxLookedInto);
	}
	if (participant === undefined) return undefined;
	return { participant, maxLookedInto: alsoInMessages ? maxLookedInto : 0 };
}

/** Searches conversations for a participant: their members, and what was said where it is asked for. */
export class ParticipantFinder {
	private readonly wanted: string;
	private lookedInto = 0;

	constructor(
		private readonly search: ParticipantSearch,
		private readonly item: Item,
		private readonly sender: RequestSender,
	) {
		this.wanted = comparable(search.participant);
	}

	/** @returns those in which the participant is, or why that cannot be told for all of them. */
	async among(conversations: ListedConversation[]): Promise<ListedConversation[] | Failure> {
		const found: ListedConversation[] = [];
		for (const conversation of conversations) {
			const isIn = this.isMember(conversation) || (await this.isSpeaker(conversation));
			if (typeof isIn !== 'boolean') return isIn;
			if (isIn) found.push(conversation);
		}
		return found;
	}

	private isMember({ members }: IDataObject): boolean {
		return Array.isArray(members) && members.some((member) => this.isWanted(member));
	}

	private async isSpeaker(conversation: ListedConversation): Promise<boolean | Failure> {
		const { maxLookedInto } = this.search;
		if (maxLookedInto === 0) return false;
		if (this.lookedInto === maxLookedInto) return tooMany(maxLookedInto);
		this.lookedInto++;
		const { id } = conversation;
		if (!isId(id)) return notAnId(id);
		const ids = { conversationId: id };
		const sent = await send(messagesCall, this.item, this.sender, ids);
		if ('value' in sent) return sent.value.some(({ from }) => this.isWanted(from));
		const { failure } = sent;
		if (failure.name === 'notFound') return false;
		if (failure.name !== 'notThereYet') return failure;
		const end = endOf(conversation);
		const isProcessed = end !== undefined && end < Date.now() - LONGEST_PROCESSING;
		return isProcessed ? false : notProcessed(failure);
	}

	private isWanted(person: unknown): boolean {
		return (
			isObject(person) &&
			[person.name, person.email].some(
				(text) => typeof text === 'string' && comparable(text) === this.wanted,
			)
		);
	}
}

const comparable = (text: string): string => text.normalize('NFC').trim().toLocaleLowerCase();

const tooMany = (limit: number): Failure =>
	refusal(
		`More than ${limit} conversations would have to be looked into for the participant, and 'Max Conversations to Look Into' allows ${limit}. Nothing was returned, since some would be missing`,
		"Raise 'Max Conversations to Look Into' in Options, or narrow the list down under Filters.",
	);

const notAnId = (id: string): Failure =>
	refusal(
		`The list has a conversation whose ID cannot be used: “${id.slice(0, 70)}”`,
		"Check 'Base URL' in the credential, or turn off 'Also in Messages'.",
	);

const notProcessed = (failure: Failure): Failure => ({
	...failure,
	message: `${failure.message}, so whether the participant is in it cannot be told`,
	description:
		"Symbl may still be processing it: try again later, leave out what ended lately with 'Older Than', or turn off 'Also in Messages'.",
});
