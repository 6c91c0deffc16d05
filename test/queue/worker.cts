import { rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../e2e/until.cts';
import type { N8nInstance } from '../n8n/instance.cts';
import { lastLines, type SupervisedProcess, type Supervisor } from './supervisor.cts';

const READY_WITHIN_MS = 180_000;

/** One job each, so that two executions at once are on two workers. */
const ONE_JOB_AT_A_TIME = '--concurrency=1';

/** A worker of n8n in queue mode: a process that is started and ended at will. */
export class Worker {
	private process?: SupervisedProcess;
	private readonly logFile: string;

	constructor(
		private readonly supervisor: Supervisor,
		private readonly instance: N8nInstance,
	) {
		this.logFile = join(instance.userFolder, 'worker.log');
	}

	/** Undefined while no process is there. */
	get pid(): number | undefined {
		return this.process?.isRunning ? this.process.pid : undefined;
	}

	/** All that its processes have printed so far. */
	get log(): string {
		return readFileSync(this.logFile, 'utf8');
	}

	/**
	 * Starts it, where it does not run. Resolves when it takes jobs.
	 *
	 * @param settings more environment variables, for this start only
	 */
	async start(settings: Record<string, string> = {}): Promise<void> {
		if (this.process?.isRunning) return;
		const { install, userFolder } = this.instance;
		// n8n waits for 10 s where it finds that it has crashed before.
		await rm(join(userFolder, '.n8n', 'crash.journal'), { force: true });
		const env = { ...(await this.instance.environment()), ...settings };
		const worker = await this.supervisor.start({
			command: install.node,
			args: [install.cli, 'worker', ONE_JOB_AT_A_TIME],
			env: { ...env, QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: env.N8N_PORT },
			logFile: this.logFile,
		});
		this.process = worker;
		const health = `http://127.0.0.1:${env.N8N_PORT}/healthz/readiness`;
		await until(
			'a worker',
			async () => {
				if (!worker.isRunning) throw new Error(`A worker ended:\n${lastLines(this.logFile)}`);
				return (await answersOk(health)) || undefined;
			},
			READY_WITHIN_MS,
		);
	}

	/**
	 * Sends a signal and waits until the process has ended, which on SIGTERM is when n8n has finished
	 * its jobs or run out of time for them.
	 */
	async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
		await this.process?.kill(signal);
	}

	/** Ends it the regular way, or the hard one after 10 s, and starts it with these settings. */
	async restart(settings: Record<string, string> = {}): Promise<void> {
		await this.process?.stop();
		await this.start(settings);
	}

	/** How often it has begun the execution, or gone on with it after a suspension. */
	timesBegun(executionId: string): number {
		return this.log.split(`Worker started execution ${executionId} `).length - 1;
	}
}

async function answersOk(url: string): Promise<boolean> {
	try {
		return (await fetch(url)).ok;
	} catch {
		return false;
	}
}
