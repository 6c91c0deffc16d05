import { startSandbox } from '../sandbox/sandbox.cts';
import { FIRST_ID, type Counts, type Order } from './sandbox.cts';

/** Runs a sandbox for the process that forked this one, and counts what each measured run does. */
async function serve(): Promise<void> {
	let ended = 0;
	let mostOpen = 0;
	const sandbox = await startSandbox({
		onEnd: () => {
			// As many as ever are open at once just before one of them ends.
			mostOpen = Math.max(mostOpen, sandbox.log.length - ended);
			ended += 1;
		},
	});
	const { url, app } = sandbox;

	process.on('message', (order: Order) => {
		if (order.name === 'count') {
			const counts: Counts = {
				requests: sandbox.log.length,
				deleted: sandbox.deletedIds.length,
				mostOpen,
			};
			process.send?.(counts);
			return;
		}
		sandbox.log.length = 0;
		sandbox.deletedIds.length = 0;
		sandbox.conversations.clear();
		sandbox.clearFaults();
		ended = 0;
		mostOpen = 0;
		for (let index = 0; index < order.items; index += 1) {
			sandbox.add({ id: String(FIRST_ID + index) });
		}
		if (order.latencyMs > 0) {
			sandbox.play({
				match: { method: 'DELETE' },
				answer: { act: true, delayMs: order.latencyMs },
			});
		}
		process.send?.({});
	});
	process.once('disconnect', () => process.exit());
	process.send?.({ url, ...app, accessToken: sandbox.issueToken() });
}

void serve();
