import type { INodeParameters } from 'n8n-workflow';
import { accessToken } from '../contract/accounts.cts';
import { runSymbl, type Execution, type SymblRun } from '../engine/engine.cts';
import type { ConversationRecord, Sandbox } from '../sandbox/sandbox.cts';

export const MINUTE = 60_000;
export const DAY = 86_400_000;

/** The moment so many days ago, as Symbl writes it. */
export const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString();

/** One moment for all that say none, so that their order does not hang on the clock. */
const YESTERDAY = ago(1);

/** A conversation of half an hour, of a time before which there is none of the others. */
export function conversation(changes: Partial<ConversationRecord>): ConversationRecord {
	const startTime = changes.startTime ?? YESTERDAY;
	return {
		id: '1',
		type: 'meeting',
		name: 'Weekly',
		endTime: new Date(Date.parse(startTime) + 30 * MINUTE).toISOString(),
		members: [],
		metadata: {},
		...changes,
		startTime,
	};
}

/** So many conversations, newest first, a minute between one and the next. */
export function numbered(count: number): ConversationRecord[] {
	const newest = Date.now() - DAY;
	return Array.from({ length: count }, (_, n) =>
		conversation({
			id: String(100_000 + n),
			name: `Weekly ${n}`,
			startTime: new Date(newest - n * MINUTE).toISOString(),
		}),
	);
}

/** The same in an order that no list has. */
export const shuffled = <T extends { id: string }>(conversations: T[]): T[] =>
	[...conversations].sort((one, other) => (Number(one.id) % 7) - (Number(other.id) % 7));

/** Runs Conversation → Get Many, or another operation that lists, for one item unless told otherwise. */
export async function getMany(
	sandbox: Sandbox,
	parameters: INodeParameters = {},
	run: Partial<SymblRun> = {},
): Promise<Execution> {
	return await runSymbl({
		items: [{}],
		credential: accessToken(sandbox),
		...run,
		parameters: { resource: 'conversation', operation: 'getAll', ...parameters },
	});
}

/** The JSON of the items on an output of the node. */
export const jsonOf = ({ outputs }: Execution, output = 0) =>
	(outputs[output] ?? []).map(({ json }) => json);

/** The IDs that a run put out, in that order; an error in its place where it ended with one. */
export const idsOf = (execution: Execution) =>
	execution.error ?? jsonOf(execution).map(({ conversationId }) => conversationId);

/** The requests for pages of a list. */
export const pagesOf = (sandbox: Sandbox, path = '/v1/conversations') =>
	sandbox.requests({ method: 'GET', path });
