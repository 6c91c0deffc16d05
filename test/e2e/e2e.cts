import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installN8n, NEWEST_N8N } from '../n8n/install.cts';
import { createInstance, type N8nInstance } from '../n8n/instance.cts';
import { startServer, type N8nServer } from '../n8n/server.cts';
import { buildAndPack, log, runJest, startTestRun, timed } from '../n8n/testRun.cts';
import { handOver } from './sharedN8n.cts';

const USAGE = `npm run test:e2e -- [options] [test files]

Builds and packs the package, installs it into a full n8n and tests it there, against a local
stand-in for the Symbl.ai API. The first time it installs n8n, which takes minutes and about 3 GB.

  --n8n ${NEWEST_N8N}       the version of n8n
  -t, --testNamePattern  which tests to run, as Jest takes it
`;

/** @returns the exit code of Jest */
async function endToEnd(n8nVersion: string, jestArguments: readonly string[]): Promise<number> {
	const folder = await mkdtemp(join(tmpdir(), 'e2e-'));
	let instance: N8nInstance | undefined;
	let server: N8nServer | undefined;
	try {
		const install = await timed(`n8n ${n8nVersion}`, () => installN8n(n8nVersion, log));
		const tarball = await buildAndPack(folder);
		const created = await timed('installing it', () => createInstance(install, tarball));
		instance = created;
		const started = await timed('starting the server', () => startServer(created));
		server = started;
		const config = join(__dirname, 'jest.config.cjs');
		return await runJest(config, jestArguments, handOver(created, started));
	} finally {
		await server?.stop();
		instance?.remove();
		await rm(folder, { recursive: true, force: true });
	}
}

void startTestRun(USAGE, endToEnd);
