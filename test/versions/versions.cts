import { parseArgs } from 'node:util';
import { ENGINES, type Engine } from './engines.cts';
import { installEngine } from './installEngine.cts';
import { runTests, type Outcome } from './runTests.cts';
import { line, table, type TestedEngine } from './report.cts';

const USAGE = `npm run test:versions -- [options] [versions of n8n]

Builds the node and runs the contract, fault and operation tests on the engines of several versions
of n8n: ${ENGINES.map(({ n8n }) => n8n).join(', ')}. "2.8" is every one that begins so.
The first time it installs the engines, 200 to 400 MB each.

  -t, --testNamePattern  which tests to run, as Jest takes it
`;

/** @throws Error for a version that is not among the engines */
function enginesFor(wanted: readonly string[]): readonly Engine[] {
	const matches = ({ n8n }: Engine, version: string) => `${n8n}.`.startsWith(`${version}.`);
	for (const version of wanted) {
		if (!ENGINES.some((engine) => matches(engine, version))) {
			const known = ENGINES.map(({ n8n }) => n8n).join(', ');
			throw new Error(`There is no engine of n8n ${version} here. There are: ${known}`);
		}
	}
	return ENGINES.filter(
		(engine) => wanted.length === 0 || wanted.some((version) => matches(engine, version)),
	);
}

async function testEngine(engine: Engine, namePattern: string): Promise<TestedEngine> {
	const started = Date.now();
	let outcome: Outcome;
	try {
		const folder = await installEngine(engine, log);
		log(`n8n ${engine.n8n}: testing ...`);
		outcome = await runTests(folder, namePattern, engine.failing);
	} catch (error) {
		outcome = { passed: 0, failed: 0, known: 0, problems: [String(error)] };
	}
	const seconds = Math.round((Date.now() - started) / 1_000);
	return { engine, node: process.version, seconds, outcome };
}

function log(text: string) {
	console.log(`${new Date().toISOString().slice(11, 19)}  ${text}`);
}

async function main() {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			testNamePattern: { type: 'string', short: 't', default: '' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		console.log(USAGE);
		return;
	}
	const tested: TestedEngine[] = [];
	for (const engine of enginesFor(positionals)) {
		const result = await testEngine(engine, values.testNamePattern);
		tested.push(result);
		log(line(result));
	}
	console.log(`\n${table(tested)}`);
	if (tested.some(({ outcome }) => outcome.problems.length > 0)) process.exitCode = 1;
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
