import { spawn } from 'node:child_process';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { ExampleRun } from './exampleWorkflow.cts';
import { InvocationError, readInvocation } from './invocation.cts';
import { Picture, type Screen } from './picture.cts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.cts';

const projectFolder = path.join(__dirname, '../..');

/** Runs the demo as `npm run demo` does, without a terminal. */
async function demo(args: string[], environment: Record<string, string> = {}) {
	const child = spawn(process.execPath, ['--require', 'tsx/cjs', 'test/demo/demo.cts', ...args], {
		cwd: projectFolder,
		env: { PATH: process.env.PATH, ...environment },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	child.stdout.on('data', (text: Buffer) => (output += text));
	child.stderr.on('data', (text: Buffer) => (output += text));
	const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
	return { exitCode, output };
}

describe('the demo, called the wrong way, says what to change', () => {
	const SYMBL_BASE_URL = 'http://127.0.0.1:9';
	const SYMBL_ACCESS_TOKEN = 't0ken';

	it.each([
		['a Base URL alone', ['1'], { SYMBL_BASE_URL }, /^SYMBL_BASE_URL is set, but no account/],
		['a token alone', ['1'], { SYMBL_ACCESS_TOKEN }, /^SYMBL_BASE_URL is not set/],
		[
			'no secret',
			['1'],
			{ SYMBL_BASE_URL, SYMBL_APP_ID: 'app' },
			/^SYMBL_APP_ID is set, but SYMBL_APP_SECRET is not/,
		],
		[
			'no App ID',
			['1'],
			{ SYMBL_BASE_URL, SYMBL_APP_SECRET: 's3cret' },
			/^SYMBL_APP_SECRET is set, but SYMBL_APP_ID is not/,
		],
		[
			'two accounts',
			['1'],
			{ SYMBL_BASE_URL, SYMBL_ACCESS_TOKEN, SYMBL_APP_ID: 'app' },
			/clear which account is meant/,
		],
		['no IDs', ['--yes'], { SYMBL_BASE_URL, SYMBL_ACCESS_TOKEN }, /no ID/],
		['no account', ['1', '--yes'], {}, /^There are IDs, but no account/],
		['an unknown option', ['--force'], {}, /^Unknown option '--force'/],
	])('%s', (_, args, environment: Record<string, string>, sentence) => {
		const call = () => readInvocation(args, environment);
		expect(call).toThrow(InvocationError);
		expect(call).toThrow(sentence);
		expect(call).not.toThrow(/t0ken|s3cret/);
	});

	it('ends with 2 and without a stack', async () => {
		const { exitCode, output } = await demo(['1'], { SYMBL_ACCESS_TOKEN });
		expect(output).toMatch(/^SYMBL_BASE_URL is not set\. .*\n$/);
		expect(exitCode).toBe(2);
	});
});

describe('the demo on an account', () => {
	let sandbox: Sandbox;
	let account: Record<string, string>;

	beforeEach(async () => {
		sandbox = await startSandbox({ conversations: 3 });
		account = {
			SYMBL_BASE_URL: sandbox.url,
			SYMBL_APP_ID: sandbox.app.appId,
			SYMBL_APP_SECRET: sandbox.app.appSecret,
		};
	});
	afterEach(async () => await sandbox.stop());

	const secretsIn = (output: string) =>
		[sandbox.app.appSecret, ...sandbox.tokens].filter((secret) => output.includes(secret));

	it('deletes what is named, and nothing else', async () => {
		const [first = '', second = '', third] = sandbox.conversations.keys();
		const { exitCode, output } = await demo(['--yes', first, second, 'unknown'], account);
		expect(output).toContain('Deleted or Not Found: 3');
		expect([...sandbox.conversations.keys()]).toEqual([third]);
		expect(secretsIn(output)).toEqual([]);
		expect(exitCode).toBe(0);
	});

	it('takes an access token, and ends with 1 if something needs a look', async () => {
		const [first = ''] = sandbox.conversations.keys();
		const { exitCode, output } = await demo(['--yes', first, 'not an id'], {
			SYMBL_BASE_URL: sandbox.url,
			SYMBL_ACCESS_TOKEN: sandbox.issueToken(),
		});
		expect(output).toContain('Needs a Look: 1');
		expect(sandbox.deletedIds).toEqual([first]);
		expect(secretsIn(output)).toEqual([]);
		expect(exitCode).toBe(1);
	});

	it('only looks with --dry-run', async () => {
		const [first = ''] = sandbox.conversations.keys();
		const { exitCode, output } = await demo(['--dry-run', first], account);
		expect(output).toMatch(new RegExp(`would be deleted +${first}`));
		expect(sandbox.requests({ method: 'DELETE' })).toEqual([]);
		expect(sandbox.conversations.size).toBe(3);
		expect(exitCode).toBe(0);
	});

	it('sends nothing where it cannot ask', async () => {
		const { exitCode } = await demo([...sandbox.conversations.keys()], account);
		expect(sandbox.log).toEqual([]);
		expect(exitCode).toBe(2);
	});
});

describe('the demo without an account', () => {
	it.each([[[]], [['--dry-run']]])('is as it should be: %j', async (args: string[]) => {
		const { exitCode, output } = await demo(args);
		expect(output).toContain('All is as it should be.');
		expect(exitCode).toBe(0);
	});

	it('is plain where it is no terminal, and warns of nothing', async () => {
		const { output } = await demo([]);
		expect(output).not.toContain('\u001b');
		expect(output).not.toMatch(/warning|deprecat|gulp/i);
	});
});

describe('the picture', () => {
	const run: ExampleRun = {
		results: [
			{
				item: 0,
				branch: 'Needs a Look',
				outcome: 'unknown',
				accepted: true,
				message: 'The connection broke before Symbl answered. It may be gone',
				advice: 'Check the network.',
			},
		],
	};
	const drawn = (screen: Omit<Screen, 'write'>) => {
		let text = '';
		const write = (part: unknown) => (text += String(part)) !== '';
		const picture = new Picture({ ...screen, write });
		picture.items(run, { url: '', dryRun: false, idOf: () => '801' });
		return text;
	};

	it('has colours on a terminal that shows them, and the same words without', () => {
		const coloured = drawn({ isTTY: true, hasColors: () => true });
		expect(coloured).toContain('\u001b[31m? nobody knows');
		expect(stripVTControlCharacters(coloured)).toBe(drawn({}));
		expect(drawn({ isTTY: true, hasColors: () => false })).toBe(drawn({}));
	});

	it('breaks lines where the terminal ends', () => {
		const lines = drawn({ isTTY: true, columns: 70 }).split('\n');
		expect(lines.length).toBeGreaterThan(drawn({ columns: 200 }).split('\n').length);
		expect(lines.filter(({ length }) => length > 70)).toEqual([]);
	});
});
