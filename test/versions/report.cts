import type { Engine } from './engines.cts';
import type { Outcome } from './runTests.cts';

/** Of more, only the number is told. */
const SHOWN_PROBLEMS = 20;

/** An engine and what came of the tests on it. */
export interface TestedEngine {
	engine: Engine;
	/** Version of the Node that ran the tests. */
	node: string;
	/** What it took, installation included. */
	seconds: number;
	outcome: Outcome;
}

/** @returns what is told as soon as an engine is through: the counts, and what failed */
export function line({ engine, seconds, outcome }: TestedEngine): string {
	const { passed, failed, known, problems } = outcome;
	const shown = problems.slice(0, SHOWN_PROBLEMS).map((problem) => `\n    ${problem}`);
	const rest = problems.length - shown.length;
	if (rest > 0) shown.push(`\n    and ${rest} more`);
	const counts = `n8n ${engine.n8n}: ${passed} passed, ${failed} failed, ${known} of them as known, in ${seconds} s`;
	return [counts, ...shown].join('');
}

/** @returns the table of all engines, in Markdown */
export function table(tested: readonly TestedEngine[]): string {
	const rows = tested.map(({ engine, node, outcome, seconds }) => [
		engine.n8n,
		`n8n-core ${engine.core}, n8n-workflow ${engine.workflow}`,
		node,
		String(outcome.passed),
		outcome.known > 0 ? `${outcome.failed} (${outcome.known} known)` : String(outcome.failed),
		`${seconds} s`,
		outcome.problems.length === 0 ? 'yes' : 'NO',
	]);
	const header = ['n8n', 'engine', 'Node', 'passed', 'failed', 'time', 'all well'];
	const widths = header.map((title, column) =>
		Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
	);
	const format = (cells: readonly string[]) =>
		`| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
	return [header, widths.map((width) => '-'.repeat(width)), ...rows].map(format).join('\n');
}
