import type { Contender } from './contenders.cts';
import type { Measurement, Setting } from './measure.cts';

/** All rounds of one setting. */
export interface Line extends Setting {
	/** One per round, in the order of the rounds. */
	rounds: Measurement[];
}

/** A claim about the figures, and whether they bear it out. */
export interface Verdict {
	claim: string;
	found: string;
	holds: boolean;
}

const COLUMNS = [
	'contender',
	'items',
	'node time',
	'per item',
	'to HTTP Request',
	'CPU',
	'to HTTP Request',
	'peak memory',
	'longest block',
	'most open',
	'requests',
	'deleted',
];

/** The middle of the values, the mean of the middle two if there is no middle. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
	const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
	return (lower + upper) / 2;
}

/** The median of one figure over the rounds. */
export function medianOf(line: Line, figure: (measurement: Measurement) => number): number {
	return median(line.rounds.map(figure));
}

/** The median over the rounds of how one figure compares with the reference in the same round. */
export function ratio(
	line: Line,
	reference: Line,
	figure: (measurement: Measurement) => number,
): number {
	return median(
		line.rounds.map((measurement, round) => {
			const base = reference.rounds[round];
			return base ? figure(measurement) / figure(base) : NaN;
		}),
	);
}

/** One Markdown table per latency, in the order of the lines. */
export function tables(lines: readonly Line[], reference: Contender): string {
	const groups = new Map<number, Line[]>();
	for (const line of lines) {
		groups.set(line.latencyMs, [...(groups.get(line.latencyMs) ?? []), line]);
	}
	return [...groups]
		.map(([latencyMs, group]) => {
			const rows = group.map((line) => {
				const base = group.find(
					({ contender, items }) => contender === reference && items === line.items,
				);
				return cells(line, base);
			});
			return `### ${latencyMs} ms latency\n\n${table([COLUMNS, ...rows])}`;
		})
		.join('\n\n');
}

/** One Markdown table of lists, in the order of the lines. */
export function listTable(lines: readonly Line[]): string {
	const figures = (line: Line) => [
		line.contender.name,
		count(line.items),
		`${count(medianOf(line, ({ nodeMs }) => nodeMs))} ms`,
		`${count(medianOf(line, ({ cpuMs }) => cpuMs))} ms`,
		`${count(medianOf(line, ({ peakRssMiB }) => peakRssMiB))} MiB`,
		count(medianOf(line, ({ requests }) => requests)),
	];
	const header = ['list', 'conversations', 'node time', 'CPU', 'peak memory', 'requests'];
	return table([header, ...lines.map(figures)]);
}

/** The verdicts as a Markdown table. */
export function verdictTable(verdicts: readonly Verdict[]): string {
	return table([
		['target', 'measured', ''],
		...verdicts.map(({ claim, found, holds }) => [claim, found, holds ? 'met' : 'missed']),
	]);
}

function cells(line: Line, reference: Line | undefined): string[] {
	const { contender, items, rounds } = line;
	const time = medianOf(line, ({ nodeMs }) => nodeMs);
	const toReference = (figure: (measurement: Measurement) => number) => {
		const found = reference ? ratio(line, reference, figure) : NaN;
		return Number.isNaN(found) ? '' : found.toFixed(2);
	};
	const failures = rounds.flatMap(({ error }) => error ?? []);
	return [
		failures.length > 0 ? `${contender.name} (ended by: ${failures[0]})` : contender.name,
		count(items),
		`${count(time)} ms`,
		`${(time / items).toFixed(2)} ms`,
		toReference(({ nodeMs }) => nodeMs),
		`${count(medianOf(line, ({ cpuMs }) => cpuMs))} ms`,
		toReference(({ cpuMs }) => cpuMs),
		`${count(medianOf(line, ({ peakRssMiB }) => peakRssMiB))} MiB`,
		`${count(medianOf(line, ({ longestBlockMs }) => longestBlockMs))} ms`,
		count(medianOf(line, ({ mostOpen }) => mostOpen)),
		count(medianOf(line, ({ requests }) => requests)),
		count(medianOf(line, ({ deleted }) => deleted)),
	];
}

function count(value: number): string {
	return Math.round(value).toLocaleString('en-US').replaceAll(',', ' ');
}

function table([header = [], ...rows]: string[][]): string {
	const all = [header, ...rows];
	const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
	const format = (row: string[]) =>
		`| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
	const rule = widths.map((width, column) =>
		column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
	);
	return [format(header), format(rule), ...rows.map(format)].join('\n');
}
