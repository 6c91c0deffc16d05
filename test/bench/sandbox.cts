import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The conversations of a measured run have this id and those that follow it. */
export const FIRST_ID = 4_000_000_000_000_000;

/** What the sandbox process is told to do. */
export type Order = { name: 'prepare'; items: number; latencyMs: number } | { name: 'count' };

/** What the sandbox saw of one measured run. */
export interface Counts {
	requests: number;
	/** Conversations that are gone. */
	deleted: number;
	/** Most requests open at once. */
	mostOpen: number;
}

/** Where the sandbox is, and what it accepts. */
export interface Access {
	url: string;
	appId: string;
	appSecret: string;
	accessToken: string;
}

/** A sandbox in a process of its own, so that it takes no time from the measured one. */
export interface BenchSandbox {
	readonly access: Access;
	/** Makes `items` conversations, forgets all others, and answers each deletion after `latencyMs`. */
	prepare(items: number, latencyMs: number): Promise<void>;
	/** What was seen since `prepare`. */
	count(): Promise<Counts>;
	stop(): void;
}

/** Starts a sandbox; it ends with this process at the latest. */
export async function startBenchSandbox(): Promise<BenchSandbox> {
	const child = fork(join(__dirname, 'sandboxProcess.cts'));
	const crash = once(child, 'exit').then(() => {
		throw new Error('The sandbox ended');
	});
	const answer = async (): Promise<unknown> =>
		(await Promise.race([once(child, 'message'), crash]))[0];
	const ask = async (order: Order) => {
		const answered = answer();
		child.send(order);
		return await answered;
	};
	const access = await answer();
	if (!isAccess(access)) throw new Error('The sandbox did not start');
	return {
		access,
		prepare: async (items, latencyMs) => {
			await ask({ name: 'prepare', items, latencyMs });
		},
		count: async () => {
			const counts = await ask({ name: 'count' });
			if (!isCounts(counts)) throw new Error('The sandbox did not count');
			return counts;
		},
		stop: () => {
			crash.catch(() => {});
			child.disconnect();
		},
	};
}

function isAccess(value: unknown): value is Access {
	return typeof value === 'object' && value !== null && 'accessToken' in value;
}

function isCounts(value: unknown): value is Counts {
	return typeof value === 'object' && value !== null && 'mostOpen' in value;
}
