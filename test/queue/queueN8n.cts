import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { N8nApi } from '../e2e/n8nApi.cts';
import { until } from '../e2e/until.cts';
import type { N8nInstall } from '../n8n/install.cts';
import { createInstance, type N8nInstance } from '../n8n/instance.cts';
import { signInWhenReady, type N8nSession } from '../n8n/server.cts';
import { DATABASE, startPostgres } from './postgres.cts';
import type { Programs } from './programs.cts';
import { startRedis } from './redis.cts';
import type { Service } from './service.cts';
import { startSupervisor, type Supervisor } from './supervisor.cts';
import { Worker } from './worker.cts';

/** What an n8n in queue mode is made of. */
export interface QueueParts {
	readonly install: N8nInstall;
	/** Path of the packed node. */
	readonly tarball: string;
	readonly programs: Programs;
}

/** An n8n in queue mode: a main process, two workers, Redis and PostgreSQL, all on loopback. */
export interface QueueN8n {
	/** The main process, which takes webhooks and serves the editor. */
	readonly main: N8nSession;
	readonly api: N8nApi;
	/** Each takes one job at a time. */
	readonly workers: readonly [Worker, Worker];
	readonly redis: Service;
	readonly postgres: Service;
	/** Waits until the main process has its database, as after an outage. */
	ready(): Promise<void>;
	/** Waits until a worker has begun the execution. */
	holderOf(executionId: string): Promise<Worker>;
	/** Whether the main process has taken the execution's worker for dead. */
	hasStalled(executionId: string): boolean;
	/** Ends all of it and deletes what it wrote. */
	stop(): Promise<void>;
}

/**
 * Starts an n8n in queue mode, which ends with this process at the latest.
 *
 * @param workerSettings more environment variables for both workers
 */
export async function startQueueN8n(
	{ install, tarball, programs }: QueueParts,
	workerSettings: Record<string, string> = {},
): Promise<QueueN8n> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-queue-'));
	await chmod(folder, 0o711);
	const supervisor = startSupervisor();
	const instances: N8nInstance[] = [];
	const stop = async () => {
		await supervisor.stop();
		for (const instance of instances) instance.remove();
		await rm(folder, { recursive: true, force: true, maxRetries: 10 });
	};
	try {
		const [redis, postgres] = await Promise.all([
			startRedis(supervisor, programs.redisServer, folder),
			startPostgres(supervisor, programs.postgres, folder),
		]);
		const createdInstance = async (settings: Record<string, string> = {}) => {
			const env = { ...queueMode(redis, postgres), ...settings };
			const instance = await createInstance(install, tarball, env);
			instances.push(instance);
			return instance;
		};
		const mainInstance = await createdInstance();
		const main = await startMain(supervisor, mainInstance);
		// A worker tells what a suspended execution is called by, and the main process takes the calls.
		const callers = { WEBHOOK_URL: main.url };
		const workers = [
			new Worker(supervisor, await createdInstance(callers)),
			new Worker(supervisor, await createdInstance(callers)),
		] as const;
		await Promise.all(workers.map(async (worker) => await worker.start(workerSettings)));
		return {
			main,
			api: new N8nApi(main),
			workers,
			redis,
			postgres,
			ready: async () => {
				await until('the main process', async () => {
					const { ok } = await main.request('/healthz/readiness');
					return ok || undefined;
				});
			},
			holderOf: async (executionId) =>
				await until(`a worker for execution ${executionId}`, () =>
					workers.find((worker) => worker.timesBegun(executionId) > 0),
				),
			hasStalled: (executionId) =>
				eventsOf(mainInstance).some(
					(event) =>
						event.includes('"n8n.queue.job.stalled"') &&
						event.includes(`"executionId":"${executionId}"`),
				),
			stop: async () => {
				// A server that is killed leaves its shared memory behind.
				await postgres.stop();
				await stop();
			},
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

/** The lines of n8n's own log of events. */
function eventsOf({ userFolder }: N8nInstance): string[] {
	return readFileSync(join(userFolder, '.n8n', 'n8nEventLog.log'), 'utf8').split('\n');
}

function queueMode(redis: Service, postgres: Service): Record<string, string> {
	return {
		EXECUTIONS_MODE: 'queue',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_USER: DATABASE.user,
		DB_POSTGRESDB_DATABASE: DATABASE.database,
		DB_POSTGRESDB_PASSWORD: '',
	};
}

async function startMain(supervisor: Supervisor, instance: N8nInstance): Promise<N8nSession> {
	const { install, userFolder } = instance;
	const env = await instance.environment();
	const logFile = join(userFolder, 'server.log');
	const main = await supervisor.start({
		command: install.node,
		args: [install.cli, 'start'],
		env,
		logFile,
	});
	return await signInWhenReady(`http://127.0.0.1:${env.N8N_PORT}`, logFile, () => main.isRunning);
}
