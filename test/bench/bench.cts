import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { installN8n, NEWEST_N8N, type N8nInstall } from '../n8n/install.cts';
import { createInstance, packPackage, type N8nInstance } from '../n8n/instance.cts';
import * as contenders from './contenders.cts';
import type { Contender } from './contenders.cts';
import { growPackage } from './growPackage.cts';
import { measure, type Measurement, type Setting } from './measure.cts';
import { plot } from './plot.cts';
import { listTable, tables, verdictTable, type Line } from './report.cts';
import { startBenchSandbox, type BenchSandbox } from './sandbox.cts';
import { verdicts } from './targets.cts';
import { measureUpload, type Upload } from './upload.cts';

const PROJECT = join(__dirname, '..', '..');
const REPORT_FILE = join(PROJECT, 'docs', 'benchmarks.md');
const IMAGES = 'images';
const HEARTBEAT_MS = 10_000;
/** Runs of so many items take minutes each, so only the node and its reference make them. */
const LARGE = 40_000;
/** What is repeated in every round; larger runs, and those that mostly wait, are made once. */
const REPEATED = { items: 10_000, waitedMs: 100_000 };
/** What one idle desktop does at most, in processes that want to run. */
const BUSY_LOAD = 0.5;

const USAGE = `npm run bench -- [options]

  --items 1000,10000       how many conversations to delete; large runs are made once
  --latency 0,50           how long the server takes for each, in ms
  --rounds 3               how often; the medians are reported
  --list 0,5000,25000      how many conversations to list; alone, nothing is deleted
  --upload 200             send a file of so many MiB; alone, nothing is deleted
  --operations 90          also measure the node with so many operations in its description
  --only symbl,http        only these: symbl, symbl90, symbl20, http, httpBare, plain
  --n8n ${NEWEST_N8N}            the version of n8n
  --quick                  1000 items, no latency, one round

The report is printed, and written to docs/ unless sizes, latencies, lists or contenders were chosen.
`;

const LISTS_EXPLAINED =
	'Get Many over so many conversations, read 100 at a time. **Count Only** puts out one item and keeps no conversation, only the IDs, so that none counts twice. **Return All** puts out an item for each. Peak memory holds what n8n itself takes: see the lists of no conversations.';

const UPLOADS_EXPLAINED =
	'Process Audio with a file of random bytes that n8n has in its file system. **Arrived whole**: the server got its length beforehand, and the bytes with the same SHA-256. Memory is the resident memory of the whole process.';

interface Plan {
	items: number[];
	latencies: number[];
	/** Sizes of the lists. */
	lists: number[];
	/** Sizes of files to send, in MiB. */
	uploads: number[];
	rounds: number;
	operations: number[];
	/** Keys of the contenders to measure; all of them without. */
	only?: string[];
	n8nVersion: string;
	/** Whether the report goes to docs/, as that of all sizes, latencies, lists and contenders does. */
	keep: boolean;
}

function readPlan(): Plan | undefined {
	const { values } = parseArgs({
		options: {
			items: { type: 'string' },
			latency: { type: 'string' },
			list: { type: 'string' },
			upload: { type: 'string' },
			rounds: { type: 'string' },
			operations: { type: 'string' },
			only: { type: 'string' },
			n8n: { type: 'string', default: NEWEST_N8N },
			quick: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return undefined;
	const { quick } = values;
	const isChosen = Boolean(
		values.items ?? values.latency ?? values.list ?? values.upload ?? values.only,
	);
	const sizes = quick ? '1000' : '1000,10000,40000,100000';
	const lists = values.list ?? (quick || isChosen ? undefined : '0,5000,25000');
	const uploads = values.upload ?? (quick || isChosen ? undefined : '200');
	const [rounds = 0] = numbers('rounds', values.rounds ?? (quick ? '1' : '3'));
	return {
		items:
			(values.list ?? values.upload) && !values.items
				? []
				: numbers('items', values.items ?? sizes),
		latencies: numbers('latency', values.latency ?? (quick ? '0' : '0,50')),
		lists: lists === undefined ? [] : numbers('list', lists),
		uploads: uploads === undefined ? [] : numbers('upload', uploads),
		rounds,
		operations: values.operations === undefined ? [] : numbers('operations', values.operations),
		only: values.only?.split(','),
		n8nVersion: values.n8n,
		keep: !quick && !isChosen,
	};
}

function numbers(option: string, text: string): number[] {
	if (!/^\d+(,\d+)*$/.test(text)) throw new Error(`--${option} takes whole numbers, not "${text}"`);
	return text.split(',').map(Number);
}

function contendersOf(plan: Plan, latencyMs: number, items: number): Contender[] {
	const { GUARDED, SYMBL, SYMBL_20_OPEN, grownSymbl } = contenders;
	const { REFERENCE, HTTP_WITHOUT_CREDENTIAL, PLAIN_CLIENT } = contenders;
	// Waiting hides what the node itself costs, so there its settings matter instead.
	const variants = latencyMs > 0 ? [SYMBL_20_OPEN] : [GUARDED, ...plan.operations.map(grownSymbl)];
	// The reference waits for no answer before the next request, so latency does not slow it down.
	const large = latencyMs > 0 ? [SYMBL_20_OPEN] : [SYMBL, REFERENCE];
	const all = [SYMBL, ...variants, REFERENCE, HTTP_WITHOUT_CREDENTIAL, PLAIN_CLIENT];
	return (items >= LARGE ? large : all).filter(({ key }) => plan.only?.includes(key) ?? true);
}

function settingsOf(plan: Plan): Setting[] {
	const deletions = plan.latencies.flatMap((latencyMs) =>
		plan.items.flatMap((items) =>
			contendersOf(plan, latencyMs, items).map((contender) => ({ contender, items, latencyMs })),
		),
	);
	const lists = plan.lists.flatMap((items) =>
		contenders.LISTS.map((contender) => ({ contender, items, latencyMs: 0 })),
	);
	return [...deletions, ...lists];
}

async function prepareN8n(
	install: N8nInstall,
	tarball: string,
	settings: readonly Setting[],
	{ access }: BenchSandbox,
): Promise<N8nInstance> {
	log('preparing an n8n: database, credential, workflows');
	const instance = await createInstance(install, tarball);
	await instance.importCredentials([contenders.benchCredential(access)]);
	const workflows = settings.flatMap(({ contender, items }) => {
		const node = contender.node?.(access);
		return node ? contenders.benchWorkflow(contender, node, items) : [];
	});
	// A workflow is the same at every latency.
	const distinct = new Map(workflows.map((workflow) => [workflow.id, workflow]));
	await instance.importWorkflows([...distinct.values()]);
	return instance;
}

/** @returns the load of the machine, once the preparations no longer add to it or a minute has gone by */
async function settledLoad(): Promise<number> {
	for (let waitedMs = 0; ; waitedMs += HEARTBEAT_MS) {
		const [load = 0] = loadavg();
		if (load <= BUSY_LOAD) return load;
		if (waitedMs >= 60_000) {
			log(`this machine is busy (load ${load.toFixed(1)}): figures will be off`);
			return load;
		}
		log(`waiting for the machine to settle: load ${load.toFixed(1)}`);
		await setTimeout(HEARTBEAT_MS);
	}
}

async function runAll(
	plan: Plan,
	settings: readonly Setting[],
	sandbox: BenchSandbox,
	instanceOf: (contender: Contender) => N8nInstance,
): Promise<Line[]> {
	const lines: Line[] = settings.map((setting) => ({ ...setting, rounds: [] }));
	const rounds = Array.from({ length: plan.rounds }, () => lines.filter(isRepeated));
	const runs = [...rounds.flat(), ...lines.filter((line) => !isRepeated(line))];
	for (const [index, line] of runs.entries()) {
		const { contender, items, latencyMs } = line;
		const what =
			`[${index + 1}/${runs.length}] round ${line.rounds.length + 1}, ${items} items, ` +
			`${latencyMs} ms latency, ${contender.name}`;
		const started = Date.now();
		const heartbeat = setInterval(
			() => log(`${what} ... ${Math.round((Date.now() - started) / 1_000)} s`),
			HEARTBEAT_MS,
		);
		const measurement = await measure(line, sandbox, instanceOf(contender))
			.catch((error: unknown) => log(`${what}: not measured: ${String(error)}`))
			.finally(() => clearInterval(heartbeat));
		if (!measurement) continue;
		line.rounds.push(measurement);
		log(`${what}: ${summary(measurement)}`);
	}
	return lines.filter(({ rounds }) => rounds.length > 0);
}

function isRepeated({ contender, items, latencyMs }: Setting): boolean {
	const isSmall = items <= REPEATED.items && items * latencyMs <= REPEATED.waitedMs;
	return isSmall || contender.lists === true;
}

function summary({ nodeMs, deleted, mostOpen, longestBlockMs, error }: Measurement): string {
	const figures = `${nodeMs} ms, ${deleted} deleted, at most ${mostOpen} open, block ${longestBlockMs} ms`;
	return error === undefined ? figures : `${figures}, ended by: ${error}`;
}

function uploadSummary({ sizeMiB, nodeMs, growthMiB, beforeMiB, isWhole, error }: Upload): string {
	const arrived = isWhole ? 'arrived whole' : 'did not arrive whole';
	const figures = `${sizeMiB} MiB ${arrived} in ${nodeMs} ms, memory grew by ${growthMiB.toFixed(1)} MiB from ${beforeMiB.toFixed(0)} MiB`;
	return error === undefined ? figures : `${figures}, ended by: ${error}`;
}

function report(
	plan: Plan,
	lines: readonly Line[],
	uploads: readonly Upload[],
	nodeVersion: string,
	load: number,
): string {
	const [cpu] = cpus();
	const found = verdicts(lines);
	const lists = lines.filter(({ contender }) => contender.lists);
	const deletions = lines.filter(({ contender }) => !contender.lists);
	return [
		'# Benchmarks',
		`Deleting and listing conversations on a full n8n, against a local stand-in for the Symbl.ai API in a process of its own. Every figure is the median of ${plan.rounds} ${plan.rounds === 1 ? 'run' : 'runs'}, each in a fresh n8n process; the contenders took turns within each round. Of more than ${REPEATED.items} items, or where the server took more than ${REPEATED.waitedMs / 1_000} s for all of them together, there is one run. With latency, the HTTP Request node takes part with fewer than ${LARGE} items: it waits for no answer before it sends the next request, so latency does not slow it down.`,
		[
			`- measured on ${new Date().toISOString().slice(0, 10)} with n8n ${plan.n8nVersion} on Node ${nodeVersion}`,
			`- machine: ${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}; the server runs on the same cores; load before the first run: ${load.toFixed(1)}`,
			`- to repeat: \`npm run build && npm run bench${plan.operations.length > 0 ? ` -- --operations ${plan.operations.join()}` : ''}\` (see \`npm run bench -- --help\`)`,
		].join('\n'),
		"**Node time** is what n8n reports as the execution time of the measured node. **To HTTP Request** compares it with n8n's HTTP Request node with the same credential in the same round. **CPU** is the processor time of the whole n8n process while the node ran, which other programs on the machine change less than the node time, **peak memory** the largest resident memory until the node ended (n8n itself takes most of it), **longest block** the longest time in which n8n could serve nothing else. **Most open**, **requests** and **deleted** were counted by the server.",
		'With the default settings the node keeps 5 requests open, the HTTP Request node waits for no answer before it starts the next. Max Deletions is 0.',
		...(found.length > 0 ? ['## Targets', verdictTable(found)] : []),
		...(deletions.length > 0 ? ['## Figures', tables(deletions, contenders.REFERENCE)] : []),
		...plots(deletions).map(({ title, file }) => `### ${title}\n\n![${title}](${IMAGES}/${file})`),
		...(lists.length > 0 ? ['## Lists', LISTS_EXPLAINED, listTable(lists)] : []),
		...(uploads.length > 0
			? ['## Processing a file', UPLOADS_EXPLAINED, uploads.map(uploadSummary).join('\n\n')]
			: []),
		'',
	].join('\n\n');
}

/** A plot for each latency that was measured with several sizes. */
function plots(lines: readonly Line[]): Array<{ title: string; file: string; svg: string }> {
	return [...new Set(lines.map(({ latencyMs }) => latencyMs))].flatMap((latencyMs) => {
		const svg = plot(lines.filter((line) => line.latencyMs === latencyMs && !line.contender.lists));
		const title = `How cost grows, ${latencyMs} ms latency`;
		return svg ? [{ title, file: `benchmark-${latencyMs}ms.svg`, svg }] : [];
	});
}

async function bench(plan: Plan): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'bench-'));
	const tarball = await packPackage(PROJECT, folder);
	const sandbox = await startBenchSandbox();
	const instances: N8nInstance[] = [];
	try {
		const n8n = await installN8n(plan.n8nVersion, log);
		const settings = settingsOf(plan);
		const prepared = new Map<number | undefined, N8nInstance>();
		for (const operations of new Set(settings.map(({ contender }) => contender.operations))) {
			const guests = settings.filter(({ contender }) => contender.operations === operations);
			const instance = await prepareN8n(n8n, tarball, guests, sandbox);
			instances.push(instance);
			if (operations !== undefined) await growPackage(instance.packageFolder, operations);
			prepared.set(operations, instance);
		}
		const instanceOf = ({ operations }: Contender): N8nInstance => {
			const instance = prepared.get(operations);
			if (!instance) throw new Error(`No n8n was prepared for ${operations} operations`);
			return instance;
		};
		const load = await settledLoad();
		const lines = await runAll(plan, settings, sandbox, instanceOf);
		const uploads: Upload[] = [];
		for (const size of plan.uploads) {
			const upload = await measureUpload(n8n, tarball, size);
			log(uploadSummary(upload));
			uploads.push(upload);
		}
		const text = report(plan, lines, uploads, n8n.nodeVersion, load);
		console.log(`\n${text}`);
		if (plan.keep) {
			const images = join(dirname(REPORT_FILE), IMAGES);
			await mkdir(images, { recursive: true });
			for (const { file, svg } of plots(lines)) await writeFile(join(images, file), svg);
			await writeFile(REPORT_FILE, text);
			log(`written to ${REPORT_FILE}`);
		}
	} finally {
		sandbox.stop();
		for (const instance of instances) instance.remove();
		await rm(folder, { recursive: true, force: true });
	}
}

function log(text: string) {
	console.log(`${new Date().toISOString().slice(11, 19)}  ${text}`);
}

async function main() {
	const plan = readPlan();
	if (plan) await bench(plan);
	else console.log(USAGE);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
