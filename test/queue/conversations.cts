import { openSandbox } from '../contract/accounts.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';

/** @returns so many IDs of the same length, in order */
export function idsFrom(first: number, count: number): string[] {
	return Array.from({ length: count }, (_, index) => String(first + index));
}

/** @returns one item for each ID */
export function itemsOf(ids: readonly string[]): object[] {
	return ids.map((conversationId) => ({ conversationId }));
}

/** A sandbox for the test at hand that has these conversations and no others. */
export async function sandboxWith(ids: readonly string[]): Promise<Sandbox> {
	const sandbox = await openSandbox();
	for (const id of ids) sandbox.add({ id });
	return sandbox;
}
