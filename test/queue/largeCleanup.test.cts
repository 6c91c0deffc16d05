import { createHash } from 'node:crypto';
import { appCredentials } from '../contract/accounts.cts';
import { filledExample, MANUAL_TRIGGER } from '../e2e/exampleFiles.cts';
import { outputsOf } from '../e2e/symblRuns.cts';
import { until } from '../e2e/until.cts';
import type { Execution } from '../n8n/instance.cts';
import { idsFrom, sandboxWith } from './conversations.cts';
import { sharedQueueN8n } from './sharedQueueN8n.cts';

const queueN8n = sharedQueueN8n();

const DAY_MS = 86_400_000;
const BATCH = 100;

/** Ended long ago. */
const IDS = idsFrom(20_001, 2_000);
/** Symbl refuses to delete it. */
const REFUSED = '20250';
/** The same, in a batch whose worker is killed. */
const REFUSED_AFTER_KILL = '20555';
/** Goes away by other means before its turn, while nothing was sent for it. */
const TAKEN = '21900';
/** Too new to be deleted. */
const NEW = idsFrom(30_001, 20);

const said = (execution: Execution, node: string) =>
	outputsOf(execution, node).flatMap((items) => items.map(({ json }) => json));

/** What a report counts. */
const OUTCOMES = [
	...['deleted', 'gone', 'notFound', 'kept', 'wouldDelete', 'failed', 'unknown'],
	...['noOutcome', 'notRecognized'],
];

type Rows = ReturnType<typeof said>;

/** The hash of a report of these rows, as the report itself says how to work it out. */
function hashOf(rows: Rows): string {
	const lines = rows.map(({ conversationId, outcome, deleted, deletedAt, verifiedAt }) =>
		JSON.stringify([conversationId, outcome, deleted, deletedAt, verifiedAt]),
	);
	return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}

test('a cleanup whose worker is killed twice accounts for every conversation', async () => {
	const { api, holderOf } = queueN8n();
	const sandbox = await sandboxWith([]);
	for (const [ids, age] of [
		[IDS, 100],
		[NEW, 1],
	] as const) {
		const endTime = new Date(Date.now() - age * DAY_MS).toISOString();
		for (const id of ids) sandbox.add({ id, startTime: endTime, endTime });
	}
	for (const conversationId of [REFUSED, REFUSED_AFTER_KILL]) {
		sandbox.play({
			match: { method: 'DELETE', conversationId },
			answer: { status: 403, body: {} },
		});
	}
	sandbox.play({ match: { method: 'DELETE' }, answer: { act: true, delayMs: 10 } });

	const credential = await api.saveCredential(appCredentials(sandbox));
	const workflow = await api.saveWorkflow(
		filledExample('large-cleanup', sandbox, credential, {
			parameters: { Delete: { dryRun: false }, '500 at a Time': { batchSize: BATCH } },
		}),
	);
	const start = async () => await api.run(workflow, MANUAL_TRIGGER);
	/** Starts a run, and kills its worker when so many conversations are gone in all. */
	const startAndKill = async (deletions: number) => {
		const holder = await holderOf(await start());
		await until(`${deletions} deletions`, () =>
			sandbox.deletedIds.length >= deletions ? true : undefined,
		);
		await holder.kill('SIGKILL');
		void holder.start();
	};

	// In the middle of a batch, and when one is deleted and its outcomes are still to be saved.
	await startAndKill(5.5 * BATCH);
	await startAndKill(12 * BATCH - [REFUSED, REFUSED_AFTER_KILL].length);
	sandbox.conversations.delete(TAKEN);
	const execution = await api.endedExecution(await start());
	expect(execution).toMatchObject({ status: 'success' });

	const rows = said(execution, 'All Outcomes of This Cleanup');
	expect(rows.map(({ conversationId }) => conversationId).sort()).toEqual(IDS);
	expect([...sandbox.conversations.keys()].sort()).toEqual(
		[REFUSED, REFUSED_AFTER_KILL, ...NEW].sort(),
	);

	const outcomes = new Map(rows.map((row) => [row.conversationId, row.outcome]));
	const claimed = (outcome: string) => IDS.filter((id) => outcomes.get(id) === outcome);
	expect([...claimed('deleted'), ...claimed('gone')].sort()).toEqual(
		[...sandbox.deletedIds].sort(),
	);
	expect(claimed('gone').length).toBeGreaterThan(0);
	expect(claimed('gone').length).toBeLessThanOrEqual(2 * BATCH);
	expect(claimed('notFound')).toEqual([TAKEN]);
	expect(claimed('failed')).toEqual([REFUSED]);
	expect(claimed('unknown')).toEqual([REFUSED_AFTER_KILL]);
	for (const { outcome, deleted, deletedAt, error } of rows) {
		const isDeleted = outcome === 'deleted';
		expect(deleted).toBe(outcome === 'gone' || outcome === 'unknown' ? null : isDeleted);
		expect(deletedAt !== null).toBe(isDeleted);
		expect(error !== null).toBe(outcome === 'failed' || outcome === 'unknown');
	}

	const [report, ...others] = said(execution, 'Create Report');
	expect(others).toEqual([]);
	const ids = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, claimed(outcome)]));
	const times = rows.flatMap(({ deletedAt }) => (deletedAt === null ? [] : [String(deletedAt)]));
	expect(report).toMatchObject({
		items: IDS.length,
		conversations: IDS.length,
		ids,
		counts: Object.fromEntries(Object.entries(ids).map(([name, list]) => [name, list.length])),
		firstDeletedAt: times.sort()[0],
		lastDeletedAt: times.at(-1),
		sha256: hashOf(rows),
	});
});
