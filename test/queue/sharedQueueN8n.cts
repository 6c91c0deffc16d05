import { handedOver } from './handOver.cts';
import { startQueueN8n, type QueueN8n } from './queueN8n.cts';

/**
 * Starts an n8n in queue mode before the tests of a file and stops it after them.
 *
 * @param workerSettings more environment variables for both workers
 * @returns gives that n8n, while tests run
 */
export function sharedQueueN8n(workerSettings: Record<string, string> = {}): () => QueueN8n {
	let running: QueueN8n | undefined;
	beforeAll(async () => {
		running = await startQueueN8n(handedOver(), workerSettings);
	});
	afterAll(async () => {
		await running?.stop();
	});
	return () => {
		if (!running) throw new Error('n8n runs during tests only');
		return running;
	};
}
