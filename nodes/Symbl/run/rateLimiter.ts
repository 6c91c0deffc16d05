/** How much room a success gives back after a 429 has halved it, in requests. */
const GROWTH = 0.02;

/** In the order in which they are served: finishing what was begun comes first. */
const URGENCIES = ['settle', 'retry', 'start'] as const;
type Urgency = (typeof URGENCIES)[number];

/**
 * A concurrency limit that adapts to throttling: never more requests open than allowed, in the order
 * asked for, and none while a 429 holds them back. A 429 halves what is allowed; successes restore it.
 */
export class RateLimiter {
	private open = 0;
	private allowed: number;
	private refused: readonly Urgency[] = [];
	private heldUntil = 0;
	private lastCut = 0;
	private isWakingUp = false;
	private readonly queues: Record<Urgency, Set<(acquired: boolean) => void>> = {
		settle: new Set(),
		retry: new Set(),
		start: new Set(),
	};

	/** @param pause waits for that many milliseconds, or less if the execution is cancelled. */
	constructor(
		private readonly maxOpen: number,
		private readonly pause: (ms: number) => Promise<void>,
	) {
		this.allowed = maxOpen;
	}

	/**
	 * Waits for a place among the open requests; whoever gets it gives it back with `release`.
	 * @returns false when nothing of the kind may start any more.
	 */
	async acquire(urgency: Urgency): Promise<boolean> {
		return await new Promise((resolve) => {
			this.queues[urgency].add(resolve);
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
	 * @param startedAt when the request was sent that was throttled, in ms of `performance.now()`:
	 * those that were under way together count once.
	 */
	holdBack(ms: number, startedAt: number): void {
		this.heldUntil = Math.max(this.heldUntil, performance.now() + ms);
		if (startedAt < this.lastCut) return;
		this.lastCut = performance.now();
		this.allowed = Math.max(1, Math.floor(this.allowed / 2));
	}

	/** Nothing starts any more. What settles an item that was begun still may. */
	close(): void {
		this.refuse(['retry', 'start']);
	}

	/** Nothing is sent any more. */
	abort(): void {
		this.refuse(URGENCIES);
	}

	private refuse(urgencies: readonly Urgency[]): void {
		if (this.refused.length < urgencies.length) this.refused = urgencies;
		this.startNext();
	}

	private startNext(): void {
		for (const urgency of URGENCIES) {
			const isRefused = this.refused.includes(urgency);
			for (const resolve of this.queues[urgency]) {
				if (!isRefused && (this.open >= Math.floor(this.allowed) || this.isHeld())) break;
				this.queues[urgency].delete(resolve);
				if (!isRefused) this.open++;
				resolve(!isRefused);
			}
		}
	}

	/** Whether starts are held back; if so, sees to it that they go on in time. */
	private isHeld(): boolean {
		const ms = this.heldUntil - performance.now();
		if (ms <= 0) return false;
		if (!this.isWakingUp) {
			this.isWakingUp = true;
			void this.pause(ms).then(() => {
				this.isWakingUp = false;
				this.startNext();
			});
		}
		return true;
	}
}
