import { execFileSync } from 'node:child_process';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../e2e/until.cts';
import type { ProcessOwner } from '../n8n/child.cts';
import { freePort } from '../n8n/instance.cts';
import type { Service } from './service.cts';
import { lastLines, type ProcessSpec, type Supervisor } from './supervisor.cts';

/** The user of the database server, who may do everything there, and the database. */
export const DATABASE = { user: 'n8n', database: 'postgres' };

/**
 * Starts a PostgreSQL on loopback with its data in a folder of its own. It asks for no password.
 *
 * @param programs folder with `initdb`, `postgres` and `pg_isready`
 * @param parent folder in which it makes its own; all users must be able to pass through it
 */
export async function startPostgres(
	supervisor: Supervisor,
	programs: string,
	parent: string,
): Promise<Service> {
	const folder = join(parent, 'postgres');
	const data = join(folder, 'data');
	const owner = unprivilegedOwner();
	await mkdir(folder);
	if (owner) await chown(folder, owner.uid, owner.gid);
	const port = await freePort();
	const spec = (program: string, args: string): ProcessSpec => ({
		command: join(programs, program),
		args: args.split(' '),
		env: { PATH: process.env.PATH, LC_ALL: 'C' },
		logFile: join(parent, `${program}.log`),
		owner,
	});
	await supervisor.run(
		spec('initdb', `-D ${data} -U ${DATABASE.user} -A trust -E UTF8 --no-locale --no-sync`),
	);
	const settings = [
		'listen_addresses=127.0.0.1',
		'unix_socket_directories=',
		`port=${port}`,
		// Only what survives a crash of the whole machine is given up for speed.
		'fsync=off',
		'full_page_writes=off',
		'dynamic_shared_memory_type=mmap',
	];
	const start = async () => {
		const server = await supervisor.start(
			spec('postgres', `-D ${data} ${settings.map((setting) => `-c ${setting}`).join(' ')}`),
		);
		const ready = spec('pg_isready', `-h 127.0.0.1 -p ${port}`);
		await until('PostgreSQL', async () => {
			if (!server.isRunning) {
				throw new Error(`PostgreSQL ended:\n${lastLines(join(parent, 'postgres.log'))}`);
			}
			return await supervisor.run(ready).then(
				() => true,
				() => undefined,
			);
		});
		return server;
	};
	let server = await start();
	return {
		port,
		start: async () => {
			if (!server.isRunning) server = await start();
		},
		// It would wait for its clients on SIGTERM.
		stop: async () => await server.stop('SIGINT'),
	};
}

/** PostgreSQL refuses to run as root: `nobody` runs it then. */
function unprivilegedOwner(): ProcessOwner | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const idOf = (kind: string) => Number(execFileSync('id', [kind, 'nobody'], { encoding: 'utf8' }));
	return { uid: idOf('-u'), gid: idOf('-g') };
}
