import type { N8nInstall } from '../n8n/install.cts';
import { openInstance, type N8nInstance } from '../n8n/instance.cts';
import { connectServer, type N8nSession, type ServerAccess } from '../n8n/server.cts';

const VARIABLE = 'SYMBL_E2E_N8N';

interface Shared {
	install: N8nInstall;
	userFolder: string;
	access: ServerAccess;
}

/** @returns environment variables with which another process finds this n8n */
export function handOver(instance: N8nInstance, server: ServerAccess): NodeJS.ProcessEnv {
	const { install, userFolder } = instance;
	const { url, logFile, cookie } = server;
	const shared: Shared = { install, userFolder, access: { url, logFile, cookie } };
	return { [VARIABLE]: JSON.stringify(shared) };
}

/**
 * @returns the n8n that all end-to-end tests use, its server running
 * @throws Error where nobody has handed one over
 */
export function sharedN8n(): { instance: N8nInstance; server: N8nSession } {
	const shared: unknown = JSON.parse(process.env[VARIABLE] ?? 'null');
	if (!isShared(shared)) throw new Error('Start these tests with `npm run test:e2e`');
	const { install, userFolder, access } = shared;
	return { instance: openInstance(install, userFolder), server: connectServer(access) };
}

function isShared(value: unknown): value is Shared {
	return typeof value === 'object' && value !== null && 'access' in value;
}
