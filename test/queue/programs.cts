import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The servers that n8n needs in queue mode, as Debian's packages bring them. */
export interface Programs {
	/** Path of `redis-server`. */
	readonly redisServer: string;
	/** Folder with PostgreSQL's programs. */
	readonly postgres: string;
}

const DEBIAN_POSTGRES = '/usr/lib/postgresql';
const POSTGRES_PROGRAMS = ['initdb', 'postgres', 'pg_isready'];

/** @throws Error that says what to install, where one is missing */
export function findPrograms(): Programs {
	const searchPath = (process.env.PATH ?? '').split(delimiter);
	const redis = searchPath.find((folder) => existsSync(join(folder, 'redis-server')));
	const postgres = [...debianPostgres(), ...searchPath].find((folder) =>
		POSTGRES_PROGRAMS.every((program) => existsSync(join(folder, program))),
	);
	if (redis === undefined || postgres === undefined) {
		const missing = [
			...(redis === undefined ? ['redis-server'] : []),
			...(postgres === undefined ? ['postgresql'] : []),
		].join(' ');
		throw new Error(
			`The tests in queue mode need the programs of Redis and PostgreSQL: apt-get install ${missing}`,
		);
	}
	return { redisServer: join(redis, 'redis-server'), postgres };
}

/** Debian keeps the programs of each version in a folder of their own. @returns the newest first */
function debianPostgres(): string[] {
	if (!existsSync(DEBIAN_POSTGRES)) return [];
	return readdirSync(DEBIAN_POSTGRES)
		.sort((one, other) => Number(other) - Number(one))
		.map((version) => join(DEBIAN_POSTGRES, version, 'bin'));
}
