/** A server on loopback that n8n needs in queue mode. Both calls do nothing where it is so already. */
export interface Service {
	readonly port: number;
	/** Starts it again, with all it has kept. Resolves when it answers. */
	start(): Promise<void>;
	/** Ends it in the regular way. Resolves when it has ended. */
	stop(): Promise<void>;
}
