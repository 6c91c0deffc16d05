import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NEWEST_N8N } from './install.cts';
import { packPackage } from './instance.cts';

const PROJECT = join(__dirname, '..', '..');

/** Builds and packs the package, into the given folder. @returns the path of the tarball */
export async function buildAndPack(folder: string): Promise<string> {
	await timed('building the package', () => run('npm', ['run', 'build', '--silent']));
	return await timed('packing it', () => packPackage(PROJECT, folder));
}

/**
 * Runs Jest, one test file after the other.
 *
 * @param config path of its configuration
 * @param env environment variables besides those of this process
 * @returns its exit code
 */
export async function runJest(
	config: string,
	jestArguments: readonly string[],
	env: NodeJS.ProcessEnv,
): Promise<number> {
	const jest = join(PROJECT, 'node_modules', 'jest', 'bin', 'jest.js');
	const args = [jest, `--config=${config}`, '--runInBand', '--verbose', ...jestArguments];
	return await timed('testing', () => run(process.execPath, args, env));
}

async function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
	const child = spawn(command, args, {
		cwd: PROJECT,
		env: { ...process.env, ...env },
		stdio: 'inherit',
	});
	const endChild = () => child.kill();
	process.once('exit', endChild);
	return await new Promise<number>((resolve, reject) => {
		child.on('error', reject).on('exit', (exitCode) => resolve(exitCode ?? 1));
	}).finally(() => process.off('exit', endChild));
}

/** Does one step of a test run, and says how long it took. */
export async function timed<T>(step: string, work: () => Promise<T>): Promise<T> {
	const started = Date.now();
	log(`${step} ...`);
	const result = await work();
	log(`${step}: ${((Date.now() - started) / 1_000).toFixed(1)} s`);
	return result;
}

/** Prints a line with the time of day. */
export function log(text: string): void {
	console.log(`${new Date().toISOString().slice(11, 19)}  ${text}`);
}

/**
 * Reads the command line of a test run, does it, and ends this process with its exit code.
 *
 * @param usage what `--help` prints
 * @param testRun the run, with the version of n8n and the arguments for Jest. @returns its exit code
 */
export async function startTestRun(
	usage: string,
	testRun: (n8nVersion: string, jestArguments: readonly string[]) => Promise<number>,
): Promise<void> {
	try {
		const { values, positionals } = parseArgs({
			allowPositionals: true,
			options: {
				n8n: { type: 'string', default: NEWEST_N8N },
				testNamePattern: { type: 'string', short: 't', default: '' },
				help: { type: 'boolean', default: false },
			},
		});
		if (values.help) {
			console.log(usage);
			return;
		}
		const names = `--testNamePattern=${values.testNamePattern}`;
		process.exitCode = await testRun(values.n8n, [names, ...positionals]);
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	}
}
