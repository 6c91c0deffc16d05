import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { until } from '../e2e/until.cts';
import { freePort } from '../n8n/instance.cts';
import type { Service } from './service.cts';
import { lastLines, type Supervisor } from './supervisor.cts';

/**
 * Starts a Redis on loopback that keeps all it is told in a folder of its own, so that a restart
 * loses nothing.
 *
 * @param program path of `redis-server`
 * @param parent folder in which it makes its own
 */
export async function startRedis(
	supervisor: Supervisor,
	program: string,
	parent: string,
): Promise<Service> {
	const folder = join(parent, 'redis');
	await mkdir(folder);
	const port = await freePort();
	const logFile = join(folder, 'redis.log');
	const start = async () => {
		const server = await supervisor.start({
			command: program,
			args: `--bind 127.0.0.1 --port ${port} --dir ${folder} --appendonly yes`.split(' '),
			env: { PATH: process.env.PATH },
			logFile,
		});
		await until('Redis', async () => {
			if (!server.isRunning) throw new Error(`Redis ended:\n${lastLines(logFile)}`);
			return (await answersPing(port)) || undefined;
		});
		return server;
	};
	let server = await start();
	return {
		port,
		start: async () => {
			if (!server.isRunning) server = await start();
		},
		stop: async () => await server.stop(),
	};
}

/** While it reads its files, Redis accepts connections and answers with an error. */
async function answersPing(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	try {
		socket.end('PING\r\n');
		const [answer]: unknown[] = await once(socket, 'data');
		return String(answer).startsWith('+PONG');
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}
