import { createInterface } from 'node:readline/promises';
import type { GenericValue } from 'n8n-workflow';
import { runExample, type ExampleRun, type ItemResult } from './exampleWorkflow.cts';
import { HELP, InvocationError, readInvocation, type Invocation } from './invocation.cts';
import { showProgress } from './progress.cts';
import { CONVERSATIONS, review, stage } from './scenes.cts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.cts';
import type { StoredCredential } from '../engine/credentials.cts';

const BRANCHES = ['Deleted or Not Found', 'Needs a Look'] as const;

/** The node's outcomes as a person would put them. */
const WORDS: Partial<Record<string, string>> = {
	deleted: 'deleted',
	goneAfterRetry: 'gone',
	notFound: 'not found',
	wouldDelete: 'would be deleted',
	failed: 'not deleted',
	unknown: 'nobody knows',
};

const say = (...lines: string[]) => console.log(lines.join('\n'));

/** The demo on a make-believe Symbl. @returns whether all is as it should be. */
async function play(dryRun: boolean): Promise<boolean> {
	const sandbox = await startSandbox({ seed: 7, conversations: CONVERSATIONS });
	try {
		const before = new Set(sandbox.conversations.keys());
		const scenes = stage(sandbox, dryRun);
		say(
			`A make-believe Symbl.ai runs at ${sandbox.url}. Nothing is real, nothing leaves this machine.`,
			`It holds ${before.size} conversations. ${scenes.length} IDs go into examples/delete-conversations.json${dryRun ? ', with Dry Run on' : ''}.`,
			'',
		);
		const ids = scenes.map(({ id }) => id);
		const { appId, appSecret } = sandbox.app;
		const run = await runShown(ids, dryRun, {
			type: 'symblAppApi',
			data: { appId, appSecret, baseUrl: sandbox.url, allowHttp: false, sessionToken: '' },
		});
		report(run, (item) => `${shown(ids[item])}  (${scenes[item]?.about})`);
		reportServer(sandbox, before);

		const findings = review(scenes, run.results, sandbox, before);
		if (run.stoppedBy) findings.push('The workflow was stopped');
		if (findings.length === 0) say('The workflow and the server agree. All is as it should be.');
		else say('Not as it should be:', ...findings.map((finding) => `  ${finding}`));
		return findings.length === 0;
	} finally {
		await sandbox.stop();
	}
}

/** Deletes conversations of a real account. @returns whether all of them are gone. */
async function deleteForReal(order: Extract<Invocation, { act: 'delete' }>): Promise<boolean> {
	const { ids, credential, dryRun, ask } = order;
	const account = credential.type === 'symblApi' ? 'the access token' : 'the App ID and App Secret';
	say(
		`${ids.length} ${ids.length === 1 ? 'ID' : 'IDs'} for ${credential.data.baseUrl}, with ${account} of the environment:`,
		...ids.map((id) => `  ${shown(id)}`),
		'',
	);
	if (ask && !(await isConfirmed(ids.length))) {
		say('Nothing was sent.');
		return false;
	}
	const run = await runShown(ids, dryRun, credential);
	report(run, (item) => shown(ids[item]));
	return !run.stoppedBy && run.results.every(({ branch }) => branch === 'Deleted or Not Found');
}

/** @throws {InvocationError} when there is nobody to ask. */
async function isConfirmed(count: number): Promise<boolean> {
	if (!process.stdin.isTTY) {
		throw new InvocationError(
			'There is no terminal to ask on, so nothing was sent. To delete without a question, add --yes.',
		);
	}
	const terminal = createInterface({ input: process.stdin, output: process.stdout });
	try {
		const what = count === 1 ? 'this conversation' : `these ${count} conversations`;
		const question = `This cannot be undone. To delete ${what} for good, type delete: `;
		return (await terminal.question(question)).trim().toLowerCase() === 'delete';
	} finally {
		terminal.close();
	}
}

/** Runs the example with a counter while it lasts. Ctrl+C cancels it, as n8n would. */
async function runShown(
	ids: GenericValue[],
	dryRun: boolean,
	credential: StoredCredential,
): Promise<ExampleRun> {
	const cancel = new Promise((resolve) => process.once('SIGINT', resolve));
	const endProgress = showProgress(new Set(ids).size, process.stdout);
	try {
		return await runExample(ids, credential, { dryRun, cancel });
	} finally {
		endProgress();
	}
}

/** Tells what became of each item, branch by branch. */
function report({ results, stoppedBy }: ExampleRun, nameOf: (item: number) => string): void {
	if (results.length === 0) {
		say(stoppedBy ?? 'The run was cancelled.', 'What was under way may be gone: run it again.', '');
		return;
	}
	for (const branch of BRANCHES) {
		const ofBranch = results.filter((result) => result.branch === branch);
		say(`${branch}: ${ofBranch.length}`, ...ofBranch.flatMap((r) => linesOf(r, nameOf)), '');
	}
	if (stoppedBy) say(stoppedBy, '');
}

function linesOf(
	{ item, outcome, accepted, message, advice }: ItemResult,
	nameOf: (item: number) => string,
): string[] {
	const word = accepted ? (WORDS[outcome] ?? outcome) : 'refused';
	const texts = [message, advice].filter(Boolean).map((text) => `${' '.repeat(20)}${text}`);
	return [`  ${word.padEnd(18)}${nameOf(item)}`, ...texts];
}

/** What the server saw and has now. */
function reportServer(sandbox: Sandbox, before: ReadonlySet<string>): void {
	const requests = (method: string) =>
		sandbox.requests({ method, path: /^\/v1\/conversations/ }).length;
	const tokenCalls = sandbox.requests({ path: '/oauth2/token:generate' }).length;
	const left = [...before].filter((id) => sandbox.conversations.has(id));
	say(
		`The server: ${tokenCalls} token call, ${requests('DELETE')} DELETE and ${requests('GET')} GET requests. It deleted ${sandbox.deletedIds.length}`,
		`conversations and still holds ${left.length}: ${left.join(', ')}.`,
		'',
	);
}

/** An ID on one line, odd ones in quotes. */
function shown(id: GenericValue): string {
	return typeof id === 'string' && /^[\w-]+$/.test(id) ? id : JSON.stringify(id);
}

async function main(): Promise<boolean> {
	const invocation = readInvocation(process.argv.slice(2), process.env);
	switch (invocation.act) {
		case 'help':
			say(HELP);
			return true;
		case 'play':
			return await play(invocation.dryRun);
		case 'delete':
			return await deleteForReal(invocation);
	}
}

main().then(
	(isFine) => (process.exitCode = isFine ? 0 : 1),
	(error: unknown) => {
		const isUsage = error instanceof InvocationError;
		console.error(isUsage ? error.message : error);
		process.exitCode = isUsage ? 2 : 1;
	},
);
