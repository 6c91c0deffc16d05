import { setTimeout as wait } from 'node:timers/promises';

const PATIENCE_MS = 60_000;
const PERIOD_MS = 50;

/**
 * Waits for something to come true, for a minute at most unless told otherwise.
 *
 * @param what what is waited for, for the error
 * @param check gives what is waited for, or undefined as long as it is not there
 */
export async function until<T>(
	what: string,
	check: () => T | undefined | Promise<T | undefined>,
	patienceMs = PATIENCE_MS,
): Promise<T> {
	const deadline = Date.now() + patienceMs;
	for (;;) {
		const result = await check();
		if (result !== undefined) return result;
		if (Date.now() > deadline) throw new Error(`Waited ${patienceMs / 1_000} s for ${what}`);
		await wait(PERIOD_MS);
	}
}
