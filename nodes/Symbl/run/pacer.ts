/** How much room a success gives back after a 429 has halved it, in requests. */
const GROWTH = 0.02;

/**
 * Decides when a request may start: never more than allowed at once, in the order asked for, and
 * none while Symbl wants to be left alone. A 429 halves what is allowed; successes restore it.
 */
export class Pacer {
	private open = 0;
	private allowed: number;
	private closed = false;
	private heldUntil = 0;
	private lastCut = 0;
	private wakingUp = false;
	private readonly first = new Set<(start: boolean) => void>();
	private readonly waiting = new Set<(start: boolean) => void>();

	/** @param pause waits for that many milliseconds, or less if the run ends. */
	constructor(
		private readonly maxOpen: number,
		private readonly pause: (ms: number) => Promise<void>,
	) {
		this.allowed = maxOpen;
	}

	/**
	 * Waits for a place among the open requests; the taker gives it back with `release`.
	 * @param again whether the request was started before: it goes ahead of the others.
	 * @returns false when the run has ended and nothing may start any more.
	 */
	async place(again: boolean): Promise<boolean> {
		return await new Promise((resolve) => {
			(again ? this.first : this.waiting).add(resolve);
			this.startNext();
		});
	}

	release(): void {
		this.open--;
		this.startNext();
	}

	succeeded(): void {
		this.allowed = Math.min(this.maxOpen, this.allowed + GROWTH);
	}

	/**
	 * Holds all starts back for a while, and halves the number of open requests.
	 * @param ms how long, in milliseconds.
	 * @param startedAt when the request was sent that Symbl turned away: those that were under way
	 * together count once.
	 */
	holdBack(ms: number, startedAt: number): void {
		this.heldUntil = Math.max(this.heldUntil, Date.now() + ms);
		if (startedAt < this.lastCut) return;
		this.lastCut = Date.now();
		this.allowed = Math.max(1, Math.floor(this.allowed / 2));
	}

	/** Nothing starts any more. */
	close(): void {
		this.closed = true;
		this.startNext();
	}

	private startNext(): void {
		for (const queue of [this.first, this.waiting]) {
			for (const resolve of queue) {
				if (!this.closed && (this.open >= Math.floor(this.allowed) || this.held())) return;
				queue.delete(resolve);
				if (!this.closed) this.open++;
				resolve(!this.closed);
			}
		}
	}

	/** Whether starts are held back; if so, sees to it that they go on in time. */
	private held(): boolean {
		const ms = this.heldUntil - Date.now();
		if (ms <= 0) return false;
		if (!this.wakingUp) {
			this.wakingUp = true;
			void this.pause(ms).then(() => {
				this.wakingUp = false;
				this.startNext();
			});
		}
		return true;
	}
}
