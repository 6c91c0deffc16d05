import type { Failure } from '../transport/failures';

/** So many items in a row that fail for a reason that is not theirs end the run. */
export const MAX_CONSECUTIVE_FAILURES = 10;

/** Notices a host or an account that does not work, so that not every item has to find out. */
export class CircuitBreaker {
	private consecutive = 0;
	private reason?: Failure;

	/** Why it is open: nothing more is worth an attempt. Undefined while it is closed. */
	get openedBy(): Failure | undefined {
		return this.reason;
	}

	/** @param failure of an item; undefined where it did what it was for. */
	record(failure: Failure | undefined): void {
		if (failure?.systemic) this.consecutive++;
		else if (!failure || failure.httpCode !== null) this.consecutive = 0;
		if (failure && this.consecutive >= MAX_CONSECUTIVE_FAILURES) this.reason ??= failure;
	}
}
