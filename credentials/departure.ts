/** The name under which a request brings what decides, when it is signed, whether it may leave. */
export const DEPARTURE = Symbol.for('n8n-nodes-symbl.departure');

/** A request that asks before it leaves. */
export type Departing = { readonly [DEPARTURE]?: Departure };

/** Decides, when a request is signed, whether it may still leave: it may have waited for a token. */
export class Departure {
	hasLeft = false;

	constructor(private readonly mayLeave: () => boolean) {}

	/** Called before each attempt: the one before it, if any, was answered. */
	begin(): void {
		this.hasLeft = false;
	}

	/**
	 * Asked each time the request is signed: n8n signs it again when its token was refused.
	 * @returns false if the request must not leave.
	 */
	leave(): boolean {
		if (!this.mayLeave()) return false;
		this.hasLeft = true;
		return true;
	}
}
