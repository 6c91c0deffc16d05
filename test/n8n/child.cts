import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const GRACE_MS = 10_000;

const running = new Set<ChildProcess>();

process.on('exit', () => {
	for (const child of running) signalGroup(child, 'SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.once(signal, () => process.exit(1));
}

/** The user and group that a process runs as. */
export interface ProcessOwner {
	uid: number;
	gid: number;
}

/**
 * Starts a child as the head of a process group of its own, which ends with this process at the
 * latest. (n8n starts a child too, its task runner, which outlives an n8n that is killed.)
 *
 * @param command path of the program
 * @param args its arguments
 * @param env its whole environment
 * @param output file descriptor that takes what it prints, errors included
 * @param owner whom it runs as, if not as this process
 */
export function startChild(
	command: string,
	args: readonly string[],
	env: NodeJS.ProcessEnv,
	output: number,
	owner?: ProcessOwner,
): ChildProcess {
	const child = spawn(command, args, {
		env,
		detached: true,
		stdio: ['ignore', output, output],
		...owner,
	});
	running.add(child);
	child.once('exit', () => {
		signalGroup(child, 'SIGKILL');
		running.delete(child);
	});
	return child;
}

/** Asks a child of `startChild` to end, and after 10 s makes it. Resolves when it has ended. */
export async function stopChild(child: ChildProcess): Promise<void> {
	if (!running.has(child)) return;
	const ended = once(child, 'exit');
	child.kill('SIGTERM');
	const impatience = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
	await ended;
	clearTimeout(impatience);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals) {
	if (child.pid === undefined) return;
	try {
		process.kill(-child.pid, signal);
	} catch {
		// The group is gone already.
	}
}
