import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
	accessToken,
	appCredentials,
	deletionsOf,
	openSandbox,
	sent,
	tokenCalls,
	TOKEN_PATH,
} from '../contract/accounts.cts';
import { errorModes } from '../contract/errorModes.cts';
import { claimsOf, contradictions, inWords } from '../faults/accounting.cts';
import type { Execution } from '../n8n/instance.cts';
import { chain, type Step } from '../n8n/workflow.cts';
import type { FaultAnswer, Sandbox } from '../sandbox/sandbox.cts';
import type { SavedCredential } from './n8nApi.cts';
import { api, instance, outputsOf } from './runs.cts';
import { oneItemEach, symbl, SYMBL, webhook } from './steps.cts';
import { readySymbl, readyWorkflow, type ReadyWorkflow } from './symblRuns.cts';
import { until } from './until.cts';

type OnError = (typeof errorModes)[number];

const ID = '8866329603473401';

const RETRY_ON_FAIL = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

/** What stands before every deletion of a conversation, and what may be claimed of it then. */
interface Row {
	liar: string;
	claim: 'gone/null' | 'failed/false' | 'unknown/null';
	/** How many DELETEs leave in the first try of a run, and how many in the next if there is one. */
	tries: [first: number, next: number];
	/** `host`: it answers whatever is sent. `once`: it answers one DELETE, of what was never there. */
	at?: 'host' | 'once';
}

const ROWS: Row[] = [
	{ liar: 'ingress 503, then its default backend', claim: 'unknown/null', tries: [2, 1] },
	{ liar: 'cut, then 200 invalid API key', claim: 'unknown/null', tries: [2, 1] },
	{ liar: '502 nginx before acting', claim: 'gone/null', tries: [2, 0], at: 'once' },
	{ liar: 'cut after acting', claim: 'gone/null', tries: [2, 0] },
	{ liar: '404 Kong', claim: 'failed/false', tries: [1, 1] },
	{ liar: '404 nginx', claim: 'failed/false', tries: [1, 1] },
	{ liar: '404 FastAPI', claim: 'failed/false', tries: [1, 1] },
	{ liar: '404 Kong', claim: 'unknown/null', tries: [1, 1], at: 'host' },
	{ liar: '404 nginx', claim: 'unknown/null', tries: [1, 1], at: 'host' },
	{ liar: '404 FastAPI', claim: 'unknown/null', tries: [1, 1], at: 'host' },
	{ liar: '200 deletion failed', claim: 'failed/false', tries: [1, 1] },
	{ liar: '200 deleted false', claim: 'failed/false', tries: [1, 1] },
	{ liar: '200 errors', claim: 'failed/false', tries: [1, 1] },
	{ liar: '200 statusCode 500', claim: 'failed/false', tries: [1, 1] },
	{ liar: '207 multi-status', claim: 'failed/false', tries: [1, 1] },
	{ liar: '202 with a job', claim: 'unknown/null', tries: [1, 1] },
	{ liar: '200 n8n webhook', claim: 'unknown/null', tries: [1, 1] },
	{ liar: '200 deleted with a skipped bookmark', claim: 'gone/null', tries: [1, 0] },
	{ liar: 'nested 5 000 deep, but carried out', claim: 'gone/null', tries: [1, 0] },
	{ liar: 'nested 5 000 deep', claim: 'failed/false', tries: [1, 1] },
];

const title = ({ liar, claim, at }: Row) => `${liar}${at ? ` (${at})` : ''}: ${claim}`;

/** So that there is something to retry in the list of executions, whatever became of the items. */
const FAILING: Step = {
	name: 'Fail',
	type: 'n8n-nodes-base.stopAndError',
	typeVersion: 1,
	parameters: { errorMessage: 'A later node fails' },
};

type Fields = Record<string, unknown>;

/** A workflow whose execution always fails: in the Symbl node, or else after it. */
async function failingWorkflow(
	credential: SavedCredential,
	ids: string[],
	parameters: Fields,
	settings: Fields,
): Promise<ReadyWorkflow> {
	const { path, step } = webhook();
	const { nodes, connections } = chain([
		step,
		oneItemEach,
		symbl(credential, parameters, settings),
		FAILING,
	]);
	const toFailing = [{ node: FAILING.name, type: 'main', index: 0 }];
	const draft = {
		nodes,
		connections: { ...connections, [SYMBL]: { main: [toFailing, toFailing] } },
	};
	return await readyWorkflow(api, draft, path, itemsOf(ids));
}

const itemsOf = (ids: string[]) => ids.map((conversationId) => ({ conversationId }));

/** What the last run of a node reports. */
const reportOf = (execution: Execution, node = SYMBL) => ({
	outputs: outputsOf(execution, node),
	error: execution.runData[node]?.at(-1)?.error,
});

/** What is said of conversations, how often each was to be deleted, and what the server contradicts. */
function told(execution: Execution, sandbox: Sandbox, ids = [ID], node = SYMBL) {
	const report = reportOf(execution, node);
	const claims = claimsOf(report);
	return {
		claims: ids.map((id) => inWords(claims.get(id))),
		sent: ids.map((id) => deletionsOf(sandbox, id).length),
		contradictions: contradictions(report, sandbox, ids),
	};
}

/** What is to be told of conversations that all fare alike. */
const alike = (claim: string, deletions: number, ids = [ID]) => ({
	claims: ids.map(() => claim),
	sent: ids.map(() => deletions),
	contradictions: [],
});

async function withLiar({ liar, at }: Row): Promise<Sandbox> {
	const sandbox = await openSandbox({ conversations: 2 });
	if (at !== 'once') sandbox.add({ id: ID });
	sandbox.playLiar(liar, {
		match: at === 'host' ? {} : { method: 'DELETE', conversationId: ID },
		times: at === 'once' ? 1 : undefined,
	});
	return sandbox;
}

interface Prepared {
	credential: SavedCredential;
	workflow: ReadyWorkflow;
}

const prepared = new Map<string, Prepared>();

/** A workflow for one sandbox after another: to save and activate one takes longer than to run it. */
async function workflowFor(sandbox: Sandbox, settings: Fields): Promise<ReadyWorkflow> {
	const key = JSON.stringify(settings);
	const { data, type } = accessToken(sandbox);
	const known = prepared.get(key);
	if (known) {
		await api.changeCredential(known.credential, data);
		return known.workflow;
	}
	const credential = await api.saveCredential({ type, data });
	const parameters = { options: { ifNotFound: 'output', maxRetries: 1 } };
	const workflow = await failingWorkflow(credential, [ID], parameters, settings);
	prepared.set(key, { credential, workflow });
	return workflow;
}

async function expectWithRetryOnFail(row: Row, onError: OnError): Promise<void> {
	const sandbox = await withLiar(row);
	const settings = { onError, ...RETRY_ON_FAIL };
	const workflow = await workflowFor(sandbox, settings);
	const execution = await api.endedExecution((await workflow.start()).executionId);
	const [first, next] = row.tries;
	expect([onError, told(execution, sandbox)]).toEqual([onError, alike(row.claim, first + next)]);
}

async function expectWithRetryFromTheList(row: Row, onError: OnError): Promise<void> {
	const sandbox = await withLiar(row);
	const workflow = await workflowFor(sandbox, { onError });
	const [first, next] = row.tries;
	const started = await workflow.start();
	const failed = await api.endedExecution(started.executionId);
	expect([onError, told(failed, sandbox)]).toEqual([onError, alike(row.claim, first)]);

	// n8n runs again what failed: the node where it stops on errors, else the one after it.
	const isRunAgain = onError === 'stopWorkflow' && next > 0;
	const retried = await api.startRetry(started);
	const failedAgain = await api.endedExecution(retried.executionId);
	const total = isRunAgain ? first + next : first;
	expect([onError, told(failedAgain, sandbox)]).toEqual([onError, alike(row.claim, total)]);
	if (!isRunAgain) return;

	sandbox.clearFaults();
	const last = await api.retry(retried);
	expect(told(last, sandbox)).toEqual(alike('deleted/true', total + 1));
}

test.each(ROWS.map((row) => [title(row), row] as const))('%s', async (_, row) => {
	await Promise.all(
		errorModes.flatMap((onError) => [
			expectWithRetryOnFail(row, onError),
			expectWithRetryFromTheList(row, onError),
		]),
	);
});

test('what never ends, ends with the time there is, and is not claimed', async () => {
	const endless = ['101 switching protocols', 'endless trickle', 'never an answer'];
	const ids = endless.map((_, index) => String(811 + index));
	const parameters = { options: { maxRetries: 0 }, requestOptions: { timeout: 3_000 } };
	await Promise.all(
		errorModes.map(async (onError) => {
			const sandbox = await openSandbox({ conversations: 2 });
			for (const [index, id] of ids.entries()) {
				sandbox.add({ id });
				sandbox.playLiar(endless[index] ?? '', { match: { method: 'DELETE', conversationId: id } });
			}
			const settings = { onError, ...RETRY_ON_FAIL };
			const credential = await api.saveCredential(accessToken(sandbox));
			const workflow = await failingWorkflow(credential, ids, parameters, settings);
			const started = await workflow.start();
			const failed = await api.endedExecution(started.executionId);
			expect([onError, told(failed, sandbox, ids)]).toEqual([
				onError,
				alike('unknown/null', 2, ids),
			]);
			if (onError !== 'stopWorkflow') return;
			sandbox.clearFaults();
			const retried = await api.retry(started);
			expect(told(retried, sandbox, ids)).toEqual(alike('deleted/true', 3, ids));
		}),
	);
});

test('a host that is out of reach behind an open connection may have got the request', async () => {
	const sandbox = await openSandbox({ conversations: 2 });
	const credential = await api.saveCredential(accessToken(sandbox));
	sandbox.play({ answer: { act: true, reset: true } });
	// n8n begins at the top, and ends with the node that stops on errors.
	const nodes = [...errorModes].reverse().map((onError, index) => ({
		...symbl(
			credential,
			{
				conversationId: { __rl: true, mode: 'id', value: sandbox.add({ id: `82${index}` }).id },
				options: { maxRetries: 0 },
			},
			{ onError, ...RETRY_ON_FAIL },
		),
		name: onError,
		id: onError,
		position: [220, index * 200],
	}));
	const start = {
		name: 'Start',
		id: 'start',
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		parameters: {},
		position: [0, 0],
	};
	const toAll = nodes.map(({ name }) => ({ node: name, type: 'main', index: 0 }));
	const workflowId = await api.saveWorkflow({
		nodes: [start, ...nodes],
		connections: { Start: { main: [toAll] } },
	});
	const preload = ['--require', join(__dirname, 'unreachable.cjs')];
	const execution = await instance.execute(workflowId, preload);
	expect(sandbox.deletedIds).toEqual(['820', '821', '822']);
	for (const [index, { name }] of nodes.entries()) {
		const id = `82${index}`;
		const report = reportOf(execution, name);
		expect([name, inWords(claimsOf(report).get(id))]).toEqual([name, 'unknown/null']);
		expect(JSON.stringify(report)).toContain('EHOSTUNREACH');
		expect(deletionsOf(sandbox, id)).toHaveLength(2);
	}
});

describe('a try that cannot read the credential still names what was deleted', () => {
	const [REFUSED, ...DELETED] = ['831', '832', '833'];
	const ids = [REFUSED, ...DELETED];

	/** Starts a run, and makes its credential useless once one item is refused and the others are deleted. */
	async function start(settings: Record<string, unknown>) {
		const sandbox = await openSandbox({ conversations: 2 });
		for (const id of ids) sandbox.add({ id });
		const answer = { status: 403, body: '', delayMs: 500 };
		sandbox.play({ match: { conversationId: REFUSED }, answer });
		const { data, type } = accessToken(sandbox);
		const credential = await api.saveCredential({ type, data });
		const workflow = await readySymbl(api, {
			credential,
			items: itemsOf(ids),
			parameters: { options: { maxRetries: 0 } },
			settings,
		});
		const started = await workflow.start();
		await until('the refusal', () => deletionsOf(sandbox, REFUSED)[0]?.endedAt);
		await api.changeCredential(credential, { ...data, baseUrl: 'no address' });
		return { sandbox, started };
	}

	function expectNamed(execution: Execution, sandbox: Sandbox, isStopped: boolean): void {
		const report = reportOf(execution);
		const claims = claimsOf(report);
		expect(DELETED.map((id) => inWords(claims.get(id)))).toEqual(['deleted/true', 'deleted/true']);
		expect(contradictions(report, sandbox, ids)).toEqual([]);
		expect(ids.map((id) => deletionsOf(sandbox, id).length)).toEqual([1, 1, 1]);
		if (isStopped) expect(execution.error?.message).toContain('Deleted: 2');
		else expect(execution.status).toBe('success');
	}

	test('with Retry On Fail', async () => {
		const retryOnFail = { ...RETRY_ON_FAIL, waitBetweenTries: 5_000 };
		await Promise.all(
			errorModes.map(async (onError) => {
				const { sandbox, started } = await start({ onError, ...retryOnFail });
				const execution = await api.endedExecution(started.executionId);
				expectNamed(execution, sandbox, onError === 'stopWorkflow');
			}),
		);
	});

	test('with Retry in the list of executions', async () => {
		const { sandbox, started } = await start({ onError: 'stopWorkflow' });
		await api.endedExecution(started.executionId);
		expectNamed(await api.retry(started), sandbox, true);
	});
});

test.each(['continueRegularOutput', 'continueErrorOutput'])(
	'a round of a loop that ends well forgets nothing of another (%s)',
	async (onError) => {
		const [FIRST, SECOND] = ['841', '842'];
		const sandbox = await openSandbox({ conversations: 2 });
		for (const id of [FIRST, SECOND]) sandbox.add({ id });
		for (const method of ['DELETE', 'GET']) {
			const match = { method, conversationId: FIRST };
			sandbox.play({ match, times: 1, answer: { act: method === 'DELETE', cut: true } });
		}
		const credential = await api.saveCredential(accessToken(sandbox));
		const { path, step } = webhook();
		const loop: Step = {
			name: 'Loop',
			type: 'n8n-nodes-base.splitInBatches',
			typeVersion: 3,
			parameters: { batchSize: 1, options: {} },
		};
		const parameters = { options: { maxRetries: 0, ifNotFound: 'output' } };
		const { nodes, connections } = chain([
			step,
			oneItemEach,
			loop,
			symbl(credential, parameters, { onError }),
		]);
		const to = (node: string) => [{ node, type: 'main', index: 0 }];
		const draft = {
			nodes,
			connections: {
				...connections,
				[loop.name]: { main: [[], to(SYMBL)] },
				[SYMBL]: { main: [to(loop.name), to(loop.name)] },
			},
		};
		const workflow = await readyWorkflow(api, draft, path, itemsOf([FIRST, SECOND, FIRST]));
		const execution = await api.endedExecution((await workflow.start()).executionId);
		const rounds = (execution.runData[SYMBL] ?? []).map(({ data }) =>
			[...claimsOf({ outputs: (data?.main ?? []).map((items) => items ?? []) })].map(
				([id, claim]) => `${id} ${inWords(claim)}`,
			),
		);
		expect(rounds).toEqual([
			[`${FIRST} unknown/null`],
			[`${SECOND} deleted/true`],
			[`${FIRST} gone/null`],
		]);
		expect(sandbox.deletedIds).toEqual([FIRST, SECOND]);
	},
);

test('a run that is stopped during a token call sends nothing after it', async () => {
	const late: FaultAnswer = { act: true, delayMs: 800 };
	const never: FaultAnswer = { never: true };
	const cases = errorModes.flatMap((onError) =>
		[late, never].map((answer) => ({ onError, answer })),
	);
	await Promise.all(
		cases.map(async ({ onError, answer }) => {
			const sandbox = await openSandbox({ conversations: 2 });
			sandbox.add({ id: ID });
			sandbox.play({ match: { path: TOKEN_PATH }, times: 1, answer });
			const workflow = await readySymbl(api, {
				credential: appCredentials(sandbox),
				items: itemsOf([ID]),
				settings: { onError, ...RETRY_ON_FAIL },
			});
			const started = await workflow.start();
			await until('a token call', () => tokenCalls(sandbox)[0]);
			await api.stop(started.executionId);
			expect((await api.endedExecution(started.executionId)).status).toBe('canceled');
			// Longer than the token takes.
			await wait(1_500);
			expect(sent(sandbox)).toEqual([`POST ${TOKEN_PATH}`]);

			const retried = await api.retry(started);
			expect([onError, told(retried, sandbox)]).toEqual([onError, alike('deleted/true', 1)]);
		}),
	);
});

test.each(errorModes)(
	'names of what every object has are IDs like any other (%s)',
	async (onError) => {
		const names = ['__proto__', 'constructor'];
		const sandbox = await openSandbox({ conversations: 2 });
		for (const id of [ID, ...names]) sandbox.add({ id });
		const answer = { status: 403, body: '', delayMs: 300 };
		sandbox.play({ match: { method: 'DELETE', conversationId: ID }, times: 2, answer });
		const ids = [ID, ...names, ...names];
		const parameters = { options: { maxRetries: 0 } };
		const settings = { onError, ...RETRY_ON_FAIL };
		const credential = await api.saveCredential(accessToken(sandbox));
		const workflow = await failingWorkflow(credential, ids, parameters, settings);
		const started = await workflow.start();
		const failed = await api.endedExecution(started.executionId);
		expect(told(failed, sandbox, names)).toMatchObject(alike('deleted/true', 1, names));
		expect(told(failed, sandbox)).toMatchObject({ claims: ['failed/false'], sent: [2] });

		const retried = told(await api.retry(started), sandbox, [ID, ...names]);
		const isRunAgain = onError === 'stopWorkflow';
		expect(retried).toEqual({
			claims: [isRunAgain ? 'deleted/true' : 'failed/false', 'deleted/true', 'deleted/true'],
			sent: [isRunAgain ? 3 : 2, 1, 1],
			contradictions: [],
		});
	},
);
