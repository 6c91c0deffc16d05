import { createInterface } from 'node:readline/promises';
import type { GenericValue } from 'n8n-workflow';
import { runExample, type ExampleRun } from './exampleWorkflow.cts';
import { HELP, InvocationError, readInvocation, type Invocation } from './invocation.cts';
import { Picture, type Caption } from './picture.cts';
import { showProgress } from './progress.cts';
import { CONVERSATIONS, review, stage } from './scenes.cts';
import { startSandbox } from '../sandbox/sandbox.cts';
import type { StoredCredential } from '../engine/credentials.cts';

const picture = new Picture(process.stdout);
const say = (...lines: string[]) => picture.lines(...lines);

/** The demo on a make-believe Symbl. @returns whether all is as it should be. */
async function play(dryRun: boolean): Promise<boolean> {
	const sandbox = await startSandbox({ seed: 7, conversations: CONVERSATIONS });
	try {
		const before = new Set(sandbox.conversations.keys());
		const scenes = stage(sandbox, dryRun);
		const ids = scenes.map(({ id }) => id);
		const { appId, appSecret } = sandbox.app;
		const run = await runShown(ids, dryRun, {
			type: 'symblAppApi',
			data: { appId, appSecret, baseUrl: sandbox.url, allowHttp: false, sessionToken: '' },
		});
		report(run, {
			url: `a make-believe Symbl.ai on this machine (${sandbox.url}): nothing is real`,
			dryRun,
			idOf: (item) => shown(ids[item]),
			aboutOf: (item) => scenes[item]?.about,
		});
		const requests = (method: string) =>
			sandbox.requests({ method, path: /^\/v1\/conversations/ }).length;
		picture.server({
			tokenCalls: sandbox.requests({ path: '/oauth2/token:generate' }).length,
			deletes: requests('DELETE'),
			gets: requests('GET'),
			conversations: [...before].map((id) => ({ id, isThere: sandbox.conversations.has(id) })),
		});

		const findings = review(scenes, run.results, sandbox, before);
		if (run.stoppedBy) findings.push('The workflow was stopped');
		const isFine = findings.length === 0;
		picture.verdict(
			isFine
				? 'The workflow and the server agree. All is as it should be.'
				: `Not as it should be:\n${findings.map((finding) => `    ${finding}`).join('\n')}`,
			isFine,
		);
		say('', `  It ran examples/delete-conversations.json on n8n's engine. README.md says more.`);
		return isFine;
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
	report(run, { url: String(credential.data.baseUrl), dryRun, idOf: (item) => shown(ids[item]) });
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

/** Shows what became of each item. */
function report(run: ExampleRun, caption: Caption): void {
	const { results, stoppedBy } = run;
	if (results.length === 0) {
		say(stoppedBy ?? 'The run was cancelled.', 'What was under way may be gone: run it again.', '');
		return;
	}
	picture.flow(run, caption);
	picture.items(run, caption);
	if (stoppedBy) say(stoppedBy, '');
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
