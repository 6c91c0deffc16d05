import type { QueueParts } from './queueN8n.cts';

const VARIABLE = 'SYMBL_QUEUE_N8N';

/** @returns environment variables with which the tests find these parts */
export function handOver(parts: QueueParts): NodeJS.ProcessEnv {
	return { [VARIABLE]: JSON.stringify(parts) };
}

/**
 * @returns what an n8n in queue mode is made of
 * @throws Error where nobody has handed it over
 */
export function handedOver(): QueueParts {
	const parts: unknown = JSON.parse(process.env[VARIABLE] ?? 'null');
	if (!isParts(parts)) throw new Error('Start these tests with `npm run test:queue`');
	return parts;
}

function isParts(value: unknown): value is QueueParts {
	return typeof value === 'object' && value !== null && 'tarball' in value;
}
