import { runSymbl } from '../engine/engine.cts';
import { credentialKinds, openSandbox } from './accounts.cts';

/** So many that no machine reads them within one slice of a few milliseconds. */
const COUNT = 20_000;

/** Counts the turns that the event loop makes until it is stopped. */
function countTurns(): () => number {
	let turns = 0;
	let isCounting = true;
	const turn = () => {
		turns += 1;
		if (isCounting) setImmediate(turn);
	};
	setImmediate(turn);
	return () => {
		isCounting = false;
		return turns;
	};
}

test('reading many items gives way to whatever else n8n has to do', async () => {
	const sandbox = await openSandbox();
	const items = Array.from({ length: COUNT }, (_, index) => ({ conversationId: `${index + 1}` }));
	const run = async (maxDeletions: number) =>
		await runSymbl({
			items,
			credential: credentialKinds.accessToken(sandbox),
			parameters: { options: { maxDeletions } },
		});
	const stop = countTurns();
	const { error } = await run(COUNT - 1);
	const turns = stop();

	expect(error?.message).toContain(`${COUNT} conversations came in`);
	expect(sandbox.log).toEqual([]);
	// Without giving way there is a handful, whatever the number of items.
	expect(turns).toBeGreaterThan(15);
});
