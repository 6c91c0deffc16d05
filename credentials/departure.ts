/** The name under which a request brings what decides, when it is signed, whether it may leave. */
export const DEPARTURE = Symbol.for('n8n-nodes-symbl.departure');

/** A request that asks before it leaves. */
export type Departing = { readonly [DEPARTURE]?: Departure };

/** Decides, when a request is signed, whether it may still leave: it may have waited for a token. */
export class Departure {
	hasLeft = false;

	constructor(private readonly mayLeave: () => boolean) {}

	/** @returns false if the request must not leave. */
	leave(): boolean {
		this.hasLeft ||= this.mayLeave();
		return this.hasLeft;
	}
}
