import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const POLL_MS = 10_000;

/** Takes one line of progress, without a line end. */
export type OnProgress = (line: string) => void;

/**
 * Fills a folder of the user's cache (`$XDG_CACHE_HOME` or `~/.cache`) unless that is done already.
 * Several processes may ask at once: one fills it, the others wait for it.
 *
 * @param name of the folder, such as `n8n-2.41.1`
 * @param fill installs into the folder, which may hold the remains of an attempt that was cut short
 * @param onProgress called while another process fills it, about every 10 s
 * @returns the path of the folder
 * @throws what `fill` throws; the next to ask begins again
 */
export async function installOnce(
	name: string,
	fill: (folder: string) => Promise<void>,
	onProgress: OnProgress,
): Promise<string> {
	const folder = join(cacheFolder(), name);
	const complete = join(folder, '.complete');
	const claims = join(folder, 'installing');
	while (!existsSync(complete)) {
		const rivals = await claim(claims);
		if (rivals.length > 0) {
			onProgress(`${name}: waiting for process ${rivals.join(', ')}, which installs it`);
			await wait(POLL_MS * (0.5 + Math.random()));
			continue;
		}
		try {
			// A marker that the last installer wrote while this one made its claim.
			if (!existsSync(complete)) await fill(folder);
			await writeFile(complete, '');
		} finally {
			await rm(join(claims, String(process.pid)), { force: true });
		}
	}
	return folder;
}

function cacheFolder(): string {
	return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'n8n-nodes-symbl');
}

/**
 * Puts up this process's claim and takes it back if another living process has one too: of two
 * that see each other both step back, so that two never hold it. A claim needs no clean-up after
 * a crash, because the dead do not count.
 *
 * @returns the process ids of the rivals; none means that the claim stands
 */
async function claim(claims: string): Promise<number[]> {
	await mkdir(claims, { recursive: true });
	const mine = join(claims, String(process.pid));
	await writeFile(mine, '');
	const rivals = (await readdir(claims))
		.map(Number)
		.filter((pid) => pid !== process.pid && isAlive(pid));
	if (rivals.length > 0) await rm(mine);
	return rivals;
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}
