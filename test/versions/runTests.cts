import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** Many times what it takes on a slow machine. */
const TIME_LIMIT_MS = 30 * 60_000;

const PROJECT = join(__dirname, '..', '..');

/** What came of the tests on one engine. */
export interface Outcome {
	/** How many tests. */
	passed: number;
	failed: number;
	/** How many of those that failed are known to. */
	known: number;
	/** What stands against the engine, a line for each; none means that all is well. */
	problems: string[];
}

interface TestResult {
	fullName: string;
	status: string;
	failureMessages: string[];
}

/** The part of Jest's JSON report that counts. */
interface JestReport {
	numPassedTests: number;
	numFailedTests: number;
	testResults: Array<{
		name: string;
		status: 'passed' | 'failed';
		/** Why the file did not run, if it has no tests. */
		message: string;
		assertionResults: TestResult[];
	}>;
}

/**
 * Runs the tests on an engine, on the Node that runs this.
 *
 * @param engineFolder the folder whose `node_modules` hold the engine
 * @param namePattern which tests, as Jest takes it; all if it is empty
 * @param failing names of the tests that are known to fail; one that does not is a problem, too
 * @throws Error when Jest ends without a report; it ends with the last lines that Jest printed
 */
export async function runTests(
	engineFolder: string,
	namePattern: string,
	failing: readonly string[] = [],
): Promise<Outcome> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-symbl-versions-'));
	try {
		const logFile = join(folder, 'log');
		const reportFile = join(folder, 'report.json');
		await runJest(engineFolder, namePattern, reportFile, logFile);
		const report = await readReport(reportFile, logFile);
		const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
		const isKnown = ({ fullName }: TestResult) => failing.includes(fullName);
		const known = tests.filter((test) => test.status === 'failed' && isKnown(test));
		const cured = tests.filter((test) => test.status === 'passed' && isKnown(test));
		const problems = [
			...report.testResults.flatMap((file) => problemsOf(file, isKnown)),
			...cured.map(({ fullName }) => `${fullName}: it is known to fail, and passed`),
		];
		if (report.numPassedTests + report.numFailedTests === 0) problems.push('No test was run');
		return {
			passed: report.numPassedTests,
			failed: report.numFailedTests,
			known: known.length,
			problems,
		};
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function runJest(
	engineFolder: string,
	namePattern: string,
	reportFile: string,
	logFile: string,
): Promise<void> {
	const jest = join(PROJECT, 'node_modules', 'jest', 'bin', 'jest.js');
	// Older engines hold something open after the tests.
	const options = [
		'--forceExit',
		'--json',
		`--outputFile=${reportFile}`,
		`--testNamePattern=${namePattern}`,
	];
	const log = openSync(logFile, 'w');
	try {
		await new Promise<void>((resolve, reject) => {
			spawn(
				process.execPath,
				[jest, `--config=${join(__dirname, 'jest.config.cjs')}`, ...options],
				{
					cwd: PROJECT,
					env: { ...process.env, N8N_ENGINE_FOLDER: engineFolder },
					stdio: ['ignore', log, log],
					timeout: TIME_LIMIT_MS,
				},
			)
				.on('error', reject)
				.on('exit', () => resolve());
		});
	} finally {
		closeSync(log);
	}
}

async function readReport(reportFile: string, logFile: string): Promise<JestReport> {
	try {
		return JSON.parse(await readFile(reportFile, 'utf8'));
	} catch {
		const lastLines = (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-20);
		throw new Error(`Jest ended without a report\n${lastLines.join('\n')}`);
	}
}

function problemsOf(
	file: JestReport['testResults'][number],
	isKnown: (test: TestResult) => boolean,
): string[] {
	const name = relative(PROJECT, file.name);
	const failed = file.assertionResults.filter(({ status }) => status === 'failed');
	const problems = failed
		.filter((test) => !isKnown(test))
		.map(
			({ fullName, failureMessages }) =>
				`${name}: ${fullName}: ${gist(failureMessages.join('\n'))}`,
		);
	if (file.status === 'failed' && failed.length === 0)
		problems.push(`${name}: ${gist(file.message)}`);
	return problems;
}

/** What Jest says besides what was expected and what came. */
const FRAME = /^(at |● |@@|[-+] (Expected|Received) +[-+]|Error: expect\()/;

/** @returns what a person reads first of a failure */
function gist(message: string): string {
	const lines = stripVTControlCharacters(message)
		.split('\n')
		.map((text) => text.trim());
	const told = lines.filter((text) => text && !FRAME.test(text));
	return told.slice(0, 4).join(' | ').slice(0, 240);
}
