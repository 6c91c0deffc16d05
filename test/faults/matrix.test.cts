import { createServer } from 'node:net';
import type { INode, INodeParameters } from 'n8n-workflow';
import { runSymbl, type Execution } from '../engine/engine.cts';
import { startSandbox, type FaultAnswer, type Sandbox } from '../sandbox/sandbox.cts';
import { claimsOf, contradictions, inWords } from './accounting.cts';

const IDS = ['5000000000000001', '5000000000000002', '5000000000000003', '5000000000000004'];
const TARGET = '5000000000000002';
const SUCCESS = { message: 'successfully deleted the conversation' };

/** The liar of the catalogue that says the same in the name of Symbl. */
const LIAR: Record<string, string | undefined> = { 'notFound/false': '200 unknown ID' };

type Said = 'deleted/true' | 'gone/null' | 'notFound/false' | 'failed/false' | 'unknown/null';

interface Fault {
	answer: FaultAnswer;
	/** What is to be said of the conversation while the server answers like this. */
	claim: Said;
	/** Whether a repetition within the run helps, once the server answers as it should. */
	transient?: true;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const HTML = '<html><h1>Welcome</h1></html>';

const final = (claim: Said, answer: FaultAnswer): Fault => ({ answer, claim });
const passing = (claim: Said, answer: FaultAnswer): Fault => ({ answer, claim, transient: true });

/** A server that answers like this, after deleting or without. */
const FAULTS: Record<string, Fault> = {
	'HTTP 400': final('failed/false', { status: 400, body: { message: 'bad' } }),
	'HTTP 401': final('failed/false', { status: 401, body: { message: 'Token validation failed' } }),
	'HTTP 403': final('failed/false', { status: 403, body: { message: 'forbidden' } }),
	'HTTP 404': final('failed/false', {
		status: 404,
		body: { message: 'invalid or does not exist' },
	}),
	'HTTP 405': final('failed/false', { status: 405, body: { message: 'no' } }),
	'HTTP 408': passing('unknown/null', { status: 408, body: '' }),
	'HTTP 408, deleted': passing('gone/null', { act: true, status: 408, body: '' }),
	'HTTP 409': final('failed/false', { status: 409, body: { message: 'conflict' } }),
	'HTTP 418': final('failed/false', { status: 418, body: 'teapot' }),
	'HTTP 429': passing('failed/false', { status: 429, body: { message: 'slow down' } }),
	'HTTP 429, Retry-After 0': passing('failed/false', {
		status: 429,
		headers: { 'retry-after': '0' },
		body: '',
	}),
	'HTTP 429, Retry-After 1 h': final('failed/false', {
		status: 429,
		headers: { 'retry-after': '3600' },
		body: '',
	}),
	'HTTP 500': passing('unknown/null', { status: 500, body: { message: 'Something went wrong!' } }),
	'HTTP 500, deleted': passing('gone/null', { act: true, status: 500, body: { message: 'Oh' } }),
	'HTTP 502': passing('unknown/null', { status: 502, body: HTML }),
	'HTTP 502, deleted': passing('gone/null', { act: true, status: 502, body: HTML }),
	'HTTP 503': passing('unknown/null', { status: 503, body: '' }),
	'HTTP 504, deleted': passing('gone/null', { act: true, status: 504, body: '' }),
	'cut before': passing('unknown/null', { cut: true }),
	'cut after': passing('gone/null', { act: true, cut: true }),
	'cut in the answer': passing('gone/null', { act: true, cutHalfway: true }),
	'no answer': passing('unknown/null', { never: true }),
	'no answer, deleted': passing('gone/null', { act: true, never: true }),
	'HTML with 200': final('failed/false', { status: 200, body: HTML }),
	'HTML with 200, deleted': final('gone/null', { act: true, status: 200, body: HTML }),
	'empty 200, deleted': final('deleted/true', { act: true, status: 200, body: '' }),
	'204, deleted': final('deleted/true', { act: true, status: 204, body: '' }),
	'a bare string': final('failed/false', { status: 200, headers: JSON_TYPE, body: '"ok"' }),
	'a list': final('failed/false', { status: 200, headers: JSON_TYPE, body: '[]' }),
	'200 "does not exist"': final('notFound/false', {
		status: 200,
		body: { message: 'The conversationId is either invalid or does not exist.' },
	}),
	redirect: final('failed/false', { status: 302, headers: { location: '/elsewhere' }, body: '' }),
	'slow trickle': final('deleted/true', {
		act: true,
		status: 200,
		body: SUCCESS,
		trickle: { chunkMs: 1 },
	}),
	'late answer': final('deleted/true', { act: true, delayMs: 120 }),
};

/** What goes wrong outside a single answer. */
const SITUATIONS: Record<
	string,
	{ baseUrl?: () => Promise<string>; parameters?: INodeParameters }
> = {
	'refused connection': { baseUrl: async () => `http://127.0.0.1:${await closedPort()}` },
	'an expression that throws': { parameters: throwing({}) },
	'an expression that throws, Batching': {
		parameters: throwing({ batching: { batch: { batchSize: 1, batchInterval: 20 } } }),
	},
};

const MODES = {
	stop: {},
	continue: { onError: 'continueRegularOutput' },
	'error output': { onError: 'continueErrorOutput' },
} satisfies Record<string, Partial<INode>>;

const RETRY_ON_FAIL: Partial<INode> = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

interface Cell {
	column: string;
	settings: Partial<INode>;
	times?: number;
}

/** Every combination of error mode, Retry On Fail, and whether the fault goes away. */
const CELLS: Cell[] = Object.entries(MODES).flatMap(([mode, settings]) =>
	[false, true].flatMap((retry) =>
		[1, undefined].map((times) => ({
			column: `${mode}${retry ? ', retry' : ''}, ${times ? 'once' : 'always'}`,
			settings: { ...settings, ...(retry ? RETRY_ON_FAIL : {}) },
			times,
		})),
	),
);

const table: string[] = [];
const row = (cells: string[]) =>
	cells
		.map((cell) => cell.padEnd(27))
		.join(' ')
		.trimEnd();

afterAll(() => {
	const letters =
		'D deleted, g gone, n not found, f failed, u unknown, - not attempted, . not named; then the DELETEs sent';
	const columns = CELLS.map(({ column }, i) => `  ${i + 1} ${column}`).join('\n');
	const head = row(['', ...CELLS.map((_, i) => `${i + 1}`)]);
	process.stdout.write(
		`\nThe fault matrix (${letters}):\n${columns}\n${head}\n${table.join('\n')}\n\n`,
	);
});

describe.each(Object.entries(FAULTS))('%s', (name, { answer, claim, transient }) => {
	test('is accounted for in every error mode, with and without Retry On Fail', async () => {
		const cells = await Promise.all(
			CELLS.map(async ({ settings, times, column }) => {
				const sandbox = await startSandbox({ conversations: IDS.map(conversation) });
				const match = { method: 'DELETE', conversationId: TARGET };
				sandbox.play({ name: LIAR[claim], match, times, answer });
				const execution = await runDeletion(sandbox, settings, isSilent(answer) ? SHORT : {});
				const wrong = contradictions(execution, sandbox, IDS);
				const claims = claimsOf(execution);
				wrong.push(...IDS.filter((id) => !claims.has(id)).map((id) => `${id} is not named`));
				// n8n runs a node again when it threw, or when its first item is an error item.
				const runsAgain = settings.retryOnFail && settings.onError === undefined;
				const isDoneLater = times && (transient || runsAgain) && !answer.act;
				const expected = isDoneLater ? 'deleted/true' : claim;
				const said = inWords(claims.get(TARGET));
				if (said !== expected) wrong.push(`${TARGET} is named ${said}, not ${expected}`);
				await sandbox.stop();
				const cell = shown(execution, sandbox);
				return { wrong: wrong.map((it) => `${column}: ${it} (${cell})`), cell };
			}),
		);
		table.push(row([name, ...cells.map(({ cell }) => cell)]));
		expect(cells.flatMap(({ wrong }) => wrong)).toEqual([]);
	});
});

describe.each(Object.entries(SITUATIONS))('%s', (name, { baseUrl, parameters }) => {
	test('is accounted for, and nothing is deleted', async () => {
		const cells = await Promise.all(
			CELLS.filter(({ times }) => !times).map(async ({ settings, column }) => {
				const sandbox = await startSandbox({ conversations: IDS.map(conversation) });
				const execution = await runDeletion(sandbox, settings, parameters, await baseUrl?.());
				const wrong = contradictions(execution, sandbox, IDS).map((it) => `${column}: ${it}`);
				if (settings.onError === undefined) {
					if (sandbox.requests({ method: 'DELETE' }).length > 0) wrong.push(`${column}: sent`);
					if (!execution.error) wrong.push(`${column}: no error`);
				}
				// Longer than the longest Batching: what was started unseen would arrive by now.
				await new Promise((resolve) => setTimeout(resolve, 200));
				wrong.push(...contradictions(execution, sandbox, IDS));
				await sandbox.stop();
				return { wrong, shown: shown(execution, sandbox) };
			}),
		);
		table.push(row([name, ...cells.flatMap(({ shown: text }) => ['', text])]));
		expect(cells.flatMap(({ wrong }) => wrong)).toEqual([]);
	});
});

/** Where the server never answers, so that only the time there is ends it. */
const isSilent = ({ never }: FaultAnswer) => never === true;
const SHORT: INodeParameters = { requestOptions: { timeout: 4_000 } };

async function runDeletion(
	sandbox: Sandbox,
	settings: Partial<INode>,
	parameters: INodeParameters = {},
	baseUrl = sandbox.url,
): Promise<Execution> {
	return await runSymbl({
		items: IDS.map((conversationId) => ({ conversationId })),
		credential: {
			type: 'symblApi',
			data: { accessToken: sandbox.issueToken(), baseUrl, allowHttp: true },
		},
		parameters: {
			options: { maxRetries: 1, maxConcurrency: 2 },
			...parameters,
		},
		settings,
	});
}

function conversation(id: string) {
	const now = new Date().toISOString();
	return { id, type: 'meeting', name: id, startTime: now, endTime: now, members: [], metadata: {} };
}

/** The third of four items cannot be prepared. */
function throwing(requestOptions: INodeParameters): INodeParameters {
	const value = "={{ $itemIndex === 2 ? $('nowhere').first() : $json.conversationId }}";
	return { conversationId: { __rl: true, mode: 'id', value }, requestOptions };
}

function shown(execution: Execution, sandbox: Sandbox): string {
	const letters: Record<string, string> = { deleted: 'D', notFound: 'n', notAttempted: '-' };
	const claims = claimsOf(execution);
	const word = IDS.map((id) => {
		const outcome = claims.get(id)?.outcome ?? '.';
		return letters[outcome] ?? outcome.charAt(0);
	}).join('');
	return `${word} ${sandbox.requests({ method: 'DELETE' }).length}`;
}

async function closedPort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (address === null || typeof address === 'string') throw new Error('No port');
	return address.port;
}
