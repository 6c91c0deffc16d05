import type { IDataObject } from 'n8n-workflow';
import { timeOf } from './times';

/** Of the start: from the oldest or from the newest on. */
export type Order = 'asc' | 'desc';

/** Whether conversations come in an order of their start. Those without one may stand anywhere. */
export function isInOrder(conversations: IDataObject[], order: Order): boolean {
	const starts = conversations.flatMap(({ startTime }) => timeOf(startTime) ?? []);
	return starts.every((start, index) => {
		const before = starts[index - 1] ?? start;
		return order === 'asc' ? before <= start : before >= start;
	});
}

/** @returns conversations in an order of their start, those without one at the end. */
export function inOrder<T extends IDataObject>(conversations: T[], order: Order): T[] {
	const last = order === 'asc' ? Infinity : -Infinity;
	const started = conversations.map((conversation) => ({
		conversation,
		start: timeOf(conversation.startTime) ?? last,
	}));
	const direction = order === 'asc' ? 1 : -1;
	// Two that are infinite have a difference that is no number.
	started.sort((one, other) => direction * (one.start - other.start || 0));
	return started.map(({ conversation }) => conversation);
}
