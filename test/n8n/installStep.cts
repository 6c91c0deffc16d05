import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { OnProgress } from './installOnce.cts';

const HEARTBEAT_MS = 10_000;

/** A command that takes its time. */
export interface InstallStep {
	/** As the progress names it. */
	name: string;
	command: string;
	args: string[];
	cwd: string;
	env?: NodeJS.ProcessEnv;
}

/**
 * Runs a step, and puts what it prints into a file.
 *
 * @param onProgress called when the step begins and ends, and every 10 s in between
 * @throws Error when it fails; the message names the step and ends with the last lines of the log
 */
export async function runInstallStep(
	step: InstallStep,
	logFile: string,
	onProgress: OnProgress,
): Promise<void> {
	const started = Date.now();
	const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
	onProgress(`${step.name} ...`);
	const heartbeat = setInterval(() => onProgress(`${step.name} ... ${elapsed()}`), HEARTBEAT_MS);
	const log = openSync(logFile, 'w');
	try {
		const exitCode = await new Promise<number | null>((resolve, reject) => {
			spawn(step.command, step.args, {
				cwd: step.cwd,
				env: { ...process.env, ...step.env },
				stdio: ['ignore', log, log],
			})
				.on('error', reject)
				.on('exit', resolve);
		});
		if (exitCode !== 0) {
			const lastLines = (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-20);
			throw new Error(`${step.name}: exit code ${exitCode}\n${lastLines.join('\n')}`);
		}
		onProgress(`${step.name}: done in ${elapsed()}`);
	} finally {
		clearInterval(heartbeat);
		closeSync(log);
	}
}
