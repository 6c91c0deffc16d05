import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessOwner } from '../n8n/child.cts';

const GRACE_MS = 10_000;

/** A process to start. */
export interface ProcessSpec {
	/** Path of the program. */
	command: string;
	args: readonly string[];
	/** The whole environment. */
	env: NodeJS.ProcessEnv;
	/** Takes what the process prints, errors included, behind what is there already. */
	logFile: string;
	/** Whom it runs as, if not as this process. */
	owner?: ProcessOwner;
}

/** What the supervisor's process is told to start. */
export interface Order extends ProcessSpec {
	order: number;
}

/** What the supervisor's process tells. */
export type Report =
	| { order: number; pid: number }
	| { order: number; error: string }
	| { ended: number; exitCode: number | null };

/** A process that a supervisor has started. */
export interface SupervisedProcess {
	readonly pid: number;
	readonly isRunning: boolean;
	/** Its exit code once it has ended, null where a signal ended it. */
	readonly ended: Promise<number | null>;
	/** Sends a signal to it alone, not to what it has started, and waits until it has ended. */
	kill(signal: NodeJS.Signals): Promise<void>;
	/** Asks it to end, and after 10 s makes it. Resolves when it has ended. */
	stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts processes that end with this one at the latest, even if this one is killed. */
export interface Supervisor {
	/** @throws Error if it cannot be started */
	start(spec: ProcessSpec): Promise<SupervisedProcess>;
	/** Runs a program to its end. @throws Error with its last lines unless its exit code is 0 */
	run(spec: ProcessSpec): Promise<void>;
	/** Kills all that still runs. */
	stop(): Promise<void>;
}

/**
 * Starts a supervisor in a process of its own, since a test has no means to end its children: Jest
 * keeps the `exit` event from it, and a process that is killed does nothing any more.
 */
export function startSupervisor(): Supervisor {
	const child = fork(join(__dirname, 'supervisorProcess.cts'), {
		execArgv: ['--require', 'tsx/cjs'],
	});
	const exited = once(child, 'exit');
	const answers = new Map<number, (answer: SupervisedProcess | Error) => void>();
	const ends = new Map<number, (exitCode: number | null) => void>();
	let orders = 0;

	child.on('message', (report: Report) => {
		if ('ended' in report) {
			ends.get(report.ended)?.(report.exitCode);
			return;
		}
		const answer =
			'error' in report
				? new Error(report.error)
				: supervised(report.pid, new Promise((resolve) => ends.set(report.pid, resolve)));
		answers.get(report.order)?.(answer);
	});

	const start = async (spec: ProcessSpec): Promise<SupervisedProcess> =>
		await new Promise((resolve, reject) => {
			const order: Order = { ...spec, order: ++orders };
			answers.set(order.order, (answer) =>
				answer instanceof Error ? reject(answer) : resolve(answer),
			);
			child.send(order);
		});

	return {
		start,
		run: async (spec) => {
			const exitCode = await (await start(spec)).ended;
			if (exitCode !== 0) throw new Error(`${spec.command} failed:\n${lastLines(spec.logFile)}`);
		},
		stop: async () => {
			if (child.connected) child.disconnect();
			await exited;
		},
	};
}

/** @returns the last lines that a process has printed */
export function lastLines(logFile: string): string {
	return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-20).join('\n');
}

function supervised(pid: number, ended: Promise<number | null>): SupervisedProcess {
	let isRunning = true;
	void ended.then(() => {
		isRunning = false;
	});
	const signal = (name: NodeJS.Signals) => {
		if (isRunning) process.kill(pid, name);
	};
	return {
		pid,
		ended,
		get isRunning() {
			return isRunning;
		},
		kill: async (name) => {
			signal(name);
			await ended;
		},
		stop: async (name = 'SIGTERM') => {
			signal(name);
			const impatience = setTimeout(() => signal('SIGKILL'), GRACE_MS);
			await ended;
			clearTimeout(impatience);
		},
	};
}
