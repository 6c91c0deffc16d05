import { handedOver } from './handOver.cts';
import { startQueueN8n, type QueueN8n } from './queueN8n.cts';

let running: QueueN8n | undefined;

beforeAll(async () => {
	running = await startQueueN8n(handedOver());
});

afterAll(async () => {
	await running?.stop();
});

/** @returns the n8n in queue mode that the tests of a file share, while they run */
export function queueN8n(): QueueN8n {
	if (!running) throw new Error('n8n runs during tests only');
	return running;
}
