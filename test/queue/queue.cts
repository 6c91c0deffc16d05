import { rmSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installN8n, NEWEST_N8N } from '../n8n/install.cts';
import { buildAndPack, log, runJest, startTestRun, timed } from '../n8n/testRun.cts';
import { handOver } from './handOver.cts';
import { findPrograms } from './programs.cts';

const USAGE = `npm run test:queue -- [options] [test files]

Builds and packs the package and tests it in n8n's queue mode: a main process, two workers, and a
Redis and a PostgreSQL of its own, against a local stand-in for the Symbl.ai API. It needs Debian's
packages redis-server and postgresql, and touches no service of the machine. The first time it
installs n8n, which takes minutes and about 3 GB.

  --n8n ${NEWEST_N8N}       the version of n8n
  -t, --testNamePattern  which tests to run, as Jest takes it
`;

/** @returns the exit code of Jest */
async function inQueueMode(n8nVersion: string, jestArguments: readonly string[]): Promise<number> {
	const programs = findPrograms();
	const folder = await mkdtemp(join(tmpdir(), 'queue-'));
	const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
	process.once('exit', removeFolder);
	// PostgreSQL may run as another user.
	await chmod(folder, 0o711);
	const install = await timed(`n8n ${n8nVersion}`, () => installN8n(n8nVersion, log));
	const tarball = await buildAndPack(folder);
	return await runJest(join(__dirname, 'jest.config.cjs'), jestArguments, {
		...handOver({ install, tarball, programs }),
		TMPDIR: folder,
	});
}

void startTestRun(USAGE, inQueueMode);
