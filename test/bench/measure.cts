import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from '../n8n/child.cts';
import type { N8nInstance } from '../n8n/instance.cts';
import { MEASURED_NODE, workflowId, type Contender } from './contenders.cts';
import { FIRST_ID, type BenchSandbox, type Counts } from './sandbox.cts';

/** Who deletes or lists how many conversations, on a server that takes how long for each deletion. */
export interface Setting {
	contender: Contender;
	items: number;
	latencyMs: number;
}

/** What one run of one contender cost, from the start of the measured node to its end. */
export interface Measurement extends Counts {
	nodeMs: number;
	/** Processor time, user and system, of the whole process. */
	cpuMs: number;
	/** Largest resident memory of the process so far, its start included. */
	peakRssMiB: number;
	/** The longest time in which the event loop served nothing else. */
	longestBlockMs: number;
	/** What ended the run early, if something did. */
	error?: string;
}

interface Span {
	/** Milliseconds since 1970. */
	startTime: number;
	/** Milliseconds. */
	executionTime: number;
	error?: { message: string };
}

interface Sample {
	at: number;
	cpuMs: number;
	peakRssKiB: number;
}

/** Arguments for Node with which a process writes down what it costs. */
export const METER = ['--require', join(__dirname, 'meter.cts')];

/**
 * Runs a contender once, in a fresh process.
 *
 * @throws Error if the process tells nothing of the measured node
 */
export async function measure(
	{ contender, items, latencyMs }: Setting,
	sandbox: BenchSandbox,
	instance: N8nInstance,
): Promise<Measurement> {
	await sandbox.prepare(items, latencyMs);
	const span = contender.node
		? await runWorkflow(instance, workflowId(contender, items))
		: await runPlainClient(instance, sandbox, items);
	const samplesFile = join(instance.userFolder, 'samples.json');
	const samples: unknown = JSON.parse(await readFile(samplesFile, 'utf8'));
	if (!isSamples(samples)) throw new Error('The meter wrote no samples');
	return {
		nodeMs: span.executionTime,
		...costWithin(span, samples),
		...(await sandbox.count()),
		error: span.error?.message,
	};
}

async function runWorkflow(instance: N8nInstance, id: string): Promise<Span> {
	const { runData, error } = await instance.execute(id, METER);
	const [run] = runData[MEASURED_NODE] ?? [];
	if (!run) throw new Error(`The measured node did not run: ${error?.message}`);
	return run;
}

async function runPlainClient(
	instance: N8nInstance,
	{ access }: BenchSandbox,
	items: number,
): Promise<Span> {
	const outputFile = join(instance.userFolder, 'plain-client.log');
	const output = openSync(outputFile, 'w');
	const args = [access.url, access.accessToken, String(FIRST_ID), String(items)];
	const child = startChild(
		instance.install.node,
		[...METER, join(__dirname, 'plainClient.cts'), ...args],
		await instance.environment(),
		output,
	);
	await once(child, 'exit');
	closeSync(output);
	const printed = await readFile(outputFile, 'utf8');
	const span: unknown = JSON.parse(printed);
	if (!isSpan(span)) throw new Error(`The plain client told nothing: ${printed}`);
	return span;
}

function costWithin({ startTime, executionTime }: Span, samples: readonly Sample[]) {
	const endTime = startTime + executionTime;
	const before = samples.filter(({ at }) => at <= startTime).at(-1) ?? samples[0];
	const after = samples.find(({ at }) => at >= endTime) ?? samples.at(-1);
	const gaps = samples.map(({ at }, index) => {
		const previous = samples[index - 1]?.at ?? at;
		return Math.min(at, endTime) - Math.max(previous, startTime);
	});
	return {
		cpuMs: (after?.cpuMs ?? 0) - (before?.cpuMs ?? 0),
		peakRssMiB: (after?.peakRssKiB ?? 0) / 1_024,
		longestBlockMs: gaps.reduce((longest, gap) => Math.max(longest, gap), 0),
	};
}

function isSpan(value: unknown): value is Span {
	return typeof value === 'object' && value !== null && 'executionTime' in value;
}

function isSamples(value: unknown): value is Sample[] {
	return Array.isArray(value);
}
