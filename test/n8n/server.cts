import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startChild, stopChild } from './child.cts';
import type { N8nInstance } from './instance.cts';

const READY_WITHIN_MS = 180_000;

/** The owner of every instance that `startServer` has started. */
export const OWNER = {
	email: 'owner@example.com',
	password: 'Owner-of-tests-1',
	firstName: 'Olivia',
	lastName: 'Owner',
};

/** Where a server is, and a session of its owner. */
export interface ServerAccess {
	readonly url: string;
	/** Path of what the server prints. */
	readonly logFile: string;
	/** The owner's session, as a `Cookie` header. */
	readonly cookie: string;
}

/** A running n8n, signed in as its owner. */
export interface N8nSession extends ServerAccess {
	/**
	 * A request as the owner; a body that is no string goes out as JSON.
	 *
	 * @param path beginning with `/`
	 */
	request(path: string, init?: { method?: string; body?: unknown }): Promise<Response>;
}

/** A session on a server that this process has started. */
export interface N8nServer extends N8nSession {
	/** Process id, for a test that kills the server. */
	readonly pid: number;
	/** Ends the server and all that it started. */
	stop(): Promise<void>;
}

/**
 * Starts the instance's server on loopback and signs in, setting the owner up the first time.
 *
 * @throws Error with the server's last lines if it ends early or is not ready within 3 minutes
 */
export async function startServer(instance: N8nInstance): Promise<N8nServer> {
	const env = await instance.environment();
	const url = `http://127.0.0.1:${env.N8N_PORT}`;
	const logFile = join(instance.userFolder, 'server.log');
	const log = openSync(logFile, 'a');
	const child = startChild(instance.install.node, [instance.install.cli, 'start'], env, log);
	closeSync(log);
	await once(child, 'spawn');

	try {
		const session = await signInWhenReady(url, logFile, () => child.exitCode === null);
		return { ...session, pid: child.pid ?? 0, stop: async () => await stopChild(child) };
	} catch (error) {
		await stopChild(child);
		throw error;
	}
}

/**
 * Waits until a server is ready and signs in, setting the owner up the first time.
 *
 * @param isRunning whether the server's process is still there
 * @throws Error with the server's last lines if it ends early or is not ready within 3 minutes
 */
export async function signInWhenReady(
	url: string,
	logFile: string,
	isRunning: () => boolean,
): Promise<N8nSession> {
	const deadline = Date.now() + READY_WITHIN_MS;
	for (;;) {
		const cookie = await signIn(url);
		if (cookie !== undefined) return connectServer({ url, logFile, cookie });
		if (!isRunning() || Date.now() > deadline) {
			const lines = (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-20);
			throw new Error(`n8n did not get ready:\n${lines.join('\n')}`);
		}
		await wait(500);
	}
}

/** A server that `startServer` has started, perhaps in another process. */
export function connectServer({ url, logFile, cookie }: ServerAccess): N8nSession {
	return {
		url,
		logFile,
		cookie,
		request: async (path, init = {}) =>
			await fetch(`${url}${path}`, {
				method: init.method,
				// A connection that is kept may be closed by n8n just when it is to be used again.
				headers: { cookie, 'content-type': 'application/json', connection: 'close' },
				body:
					init.body === undefined || typeof init.body === 'string'
						? init.body
						: JSON.stringify(init.body),
			}),
	};
}

/** @returns the owner's session, or nothing while the server is not ready for that */
async function signIn(url: string): Promise<string | undefined> {
	try {
		// n8n serves its API before it has gone through the executions of the process before: it first
		// calls one that waits 'crashed', then 'waiting' again, and turns away who calls it meanwhile.
		if (!(await fetch(`${url}/healthz/readiness`)).ok) return undefined;
		// Refused where the owner is set up already.
		await post(`${url}/rest/owner/setup`, OWNER);
		const answer = await post(`${url}/rest/login`, {
			// Older versions know the first name only, newer ones the second.
			email: OWNER.email,
			emailOrLdapLoginId: OWNER.email,
			password: OWNER.password,
		});
		const [session] = answer.headers.getSetCookie();
		return answer.ok ? session?.split(';')[0] : undefined;
	} catch {
		return undefined;
	}
}

async function post(url: string, body: unknown): Promise<Response> {
	return await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
}
