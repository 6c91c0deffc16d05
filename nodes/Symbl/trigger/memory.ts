import type { IDataObject } from 'n8n-workflow';
import { isObject } from '../transport/answer';

/**
 * Which conversations a trigger has told of, or was not to tell of. It lives in the workflow's static
 * data, as text with one line for each: "4866329603473408 t3mq2f", the ID and the start, in minutes
 * since 1970 and base 36. What began before the window is dropped, so that it never holds more than the
 * conversations of one window: about 25 bytes for each.
 */
export class Memory {
	/** From when on it knows everything, in ms since 1970; undefined where it knows nothing yet. */
	readonly knownFrom: number | undefined;
	private readonly starts: Map<string, number>;
	private hasChanged: boolean;

	/**
	 * @param saved the static data of the node.
	 * @param scope the account and the filters: of another scope nothing is known.
	 */
	constructor(
		private readonly saved: IDataObject,
		private readonly scope: string,
	) {
		const { memory } = saved;
		const isOfScope = isObject(memory) && memory.scope === scope ? memory : undefined;
		this.knownFrom = typeof isOfScope?.knownFrom === 'number' ? isOfScope.knownFrom : undefined;
		const lines = typeof isOfScope?.lines === 'string' ? isOfScope.lines.split('\n') : [];
		this.starts = new Map(lines.filter(Boolean).map(readLine));
		this.hasChanged = this.knownFrom === undefined;
	}

	has(id: string): boolean {
		return this.starts.has(id);
	}

	/** @param start in ms since 1970. */
	add(id: string, start: number): void {
		this.hasChanged ||= !this.starts.has(id);
		this.starts.set(id, start);
	}

	/**
	 * Saves it, if there is anything new.
	 * @param from when the window begins, in ms since 1970.
	 * @param listed what Symbl listed now, which stays whenever it began.
	 */
	save(from: number, listed: ReadonlySet<string>): void {
		if (!this.hasChanged && this.knownFrom !== undefined && this.knownFrom <= from) return;
		const kept = [...this.starts].filter(([id, start]) => start >= from || listed.has(id));
		const lines = kept.map(([id, start]) => lineOf(id, start)).join('\n');
		this.saved.memory = { scope: this.scope, knownFrom: from, lines };
	}
}

const MINUTE = 60_000;

const lineOf = (id: string, start: number): string =>
	`${id} ${Math.ceil(start / MINUTE).toString(36)}`;

function readLine(line: string): [id: string, start: number] {
	const [id = '', minutes = ''] = line.split(' ');
	return [id, parseInt(minutes, 36) * MINUTE || 0];
}
