import { sleep } from 'n8n-workflow';

/**
 * Waits until n8n has prepared every item of a run. n8n hands an item over as soon as it is
 * prepared, and if preparing a later one fails, it ends the node without a word to those before:
 * whatever they had started would go on unseen.
 *
 * Without Batching all items are prepared in one go. With it, n8n sleeps after each batch; a sleep
 * of the same length that begins later also ends later, so counting sleeps is enough.
 * @param batching `interval` in milliseconds, 0 for none.
 * @param handedOver how many items n8n has handed over so far.
 * @param pause sleeps for that many milliseconds, or less if the run ends.
 * @returns whether all items were handed over.
 */
export async function allPrepared(
	itemCount: number,
	batching: { size: number; interval: number },
	handedOver: () => number,
	pause: (ms: number) => Promise<void>,
): Promise<boolean> {
	await sleep(0);
	const sleeps = batching.interval > 0 ? Math.ceil(itemCount / batching.size) - 1 : 0;
	for (let i = 0; i < sleeps && handedOver() < itemCount; i++) await pause(batching.interval);
	return handedOver() >= itemCount;
}
