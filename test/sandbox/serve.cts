import { parseArgs } from 'node:util';
import { choicesFrom } from './choiceFields.cts';
import { startSandbox, type LoggedRequest, type Sandbox } from './sandbox.cts';

function wholeNumber(name: string, text: string): number {
	if (!/^\d+$/.test(text)) throw new Error(`--${name} must be a whole number, not "${text}"`);
	return Number(text);
}

function welcome(sandbox: Sandbox, accessToken: string): string {
	const examples = [...sandbox.conversations.values()].slice(0, 3);
	return [
		'A make-believe Symbl.ai is running on this machine. No account is needed, nothing is real.',
		'',
		`  Base URL      ${sandbox.url}`,
		`  App ID        ${sandbox.app.appId}`,
		`  App Secret    ${sandbox.app.appSecret}`,
		`  Access token  ${accessToken}`,
		'',
		`It has ${sandbox.conversations.size} conversations, for example`,
		...examples.map(({ id, name }) => `  ${id}  ${name}`),
		'',
		'In n8n, running on this machine too:',
		'  1. Add a Symbl.ai node: Delete conversation. Connect to Symbl App Credentials.',
		'  2. Paste App ID and App Secret, put the Base URL in place of what is there, and save.',
		'  3. Choose a Conversation, turn on Dry Run, and execute the step: it only looks.',
		'  4. Turn Dry Run off, and execute the step: now it deletes.',
		'',
		'Every request is shown below. Ctrl+C stops the sandbox and forgets everything.',
		'',
	].join('\n');
}

function line({ at, method, path, status, cut }: LoggedRequest): string {
	const outcome = [status, cut && 'connection cut'].filter(Boolean).join(', ') || 'not answered';
	return `${new Date(at).toLocaleTimeString('en-GB')}  ${method} ${path}  ${outcome}`;
}

const PORT_TAKEN =
	'The port is taken: a sandbox may be running in another terminal. Stop it with Ctrl+C there, or choose another port: npm run sandbox -- --port 4020';

const isTaken = (error: unknown): boolean =>
	error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

/**
 * Serves a sandbox from the command line. `--choices` takes the choices of the API as JSON, for
 * example `{"generation":"old"}`.
 */
async function serve(): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '4010' },
			seed: { type: 'string', default: '7' },
			conversations: { type: 'string', default: '50' },
			choices: { type: 'string', default: '{}' },
			json: { type: 'boolean', default: false },
		},
	});
	const sandbox = await startSandbox({
		...choicesFrom(JSON.parse(values.choices)),
		port: wholeNumber('port', values.port),
		seed: wholeNumber('seed', values.seed),
		conversations: wholeNumber('conversations', values.conversations),
		onEnd: values.json ? undefined : (request) => console.log(line(request)),
	});
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => sandbox.stop());
	const accessToken = sandbox.issueToken();
	if (values.json) {
		const { url, labsUrl, app, conversations } = sandbox;
		console.log(
			JSON.stringify({
				url,
				labsUrl,
				...app,
				accessToken,
				conversationIds: [...conversations.keys()],
			}),
		);
	} else {
		console.log(welcome(sandbox, accessToken));
	}
}

serve().catch((error: unknown) => {
	console.error(isTaken(error) ? PORT_TAKEN : error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
