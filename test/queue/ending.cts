import { setTimeout as wait } from 'node:timers/promises';
import type { N8nApi, Started } from '../e2e/n8nApi.cts';
import { until } from '../e2e/until.cts';

const PATIENCE_MS = 400_000;
const PERIOD_MS = 200;

/** How an execution has ended. */
export interface Ending {
	status: unknown;
	/** When n8n first said so, in ms since 1970. */
	at: number;
}

/**
 * Waits until n8n says that an execution has ended. It asks for the status alone, since the data of
 * a large execution takes the main process long to read.
 */
export async function endingOf(api: N8nApi, started: Started): Promise<Ending> {
	return await until(
		`the end of execution ${started.executionId}`,
		async () => {
			await wait(PERIOD_MS);
			const executions = await api.executions(started.workflowId);
			const status = executions.find(({ id }) => id === started.executionId)?.status;
			return status === 'new' || status === 'running' ? undefined : { status, at: Date.now() };
		},
		PATIENCE_MS,
	);
}
