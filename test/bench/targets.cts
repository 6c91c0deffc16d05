import { REFERENCE, SYMBL, SYMBL_DEFAULTS } from './contenders.cts';
import type { Measurement } from './measure.cts';
import { medianOf, ratio, type Line, type Verdict } from './report.cts';

const SIZES = [1_000, 10_000];
const TIME_RATIO = 0.6;
const FLATNESS = 0.15;
const LONGEST_BLOCK_MS = 2_000;
const MEMORY_RATIO = 1.1;

const nodeMs = (measurement: Measurement) => measurement.nodeMs;
const peakRssMiB = (measurement: Measurement) => measurement.peakRssMiB;
const longestBlockMs = (measurement: Measurement) => measurement.longestBlockMs;

/** Holds the figures at zero latency against what the node promises; sizes not measured are left out. */
export function verdicts(lines: readonly Line[]): Verdict[] {
	const find = (key: string, items: number) =>
		lines.find(
			(line) => line.contender.key === key && line.items === items && line.latencyMs === 0,
		);
	const symblLines = lines.filter(
		({ contender, latencyMs }) => contender.key.startsWith('symbl') && latencyMs === 0,
	);

	const time = symblLines.flatMap((line) => {
		const reference = find(REFERENCE.key, line.items);
		if (!reference || !SIZES.includes(line.items)) return [];
		const found = ratio(line, reference, nodeMs);
		return {
			claim: `${line.contender.name}, ${line.items} items: at most ${TIME_RATIO} of the HTTP Request node's time`,
			found: found.toFixed(2),
			holds: found <= TIME_RATIO,
		};
	});

	const [small = 0, large = 0] = SIZES;
	const flat = [SYMBL, SYMBL_DEFAULTS].flatMap((contender) => {
		const few = find(contender.key, small);
		const many = find(contender.key, large);
		if (!few || !many) return [];
		const found = medianOf(many, nodeMs) / large / (medianOf(few, nodeMs) / small) - 1;
		return {
			claim: `${contender.name}: time per item grows by at most ${percent(FLATNESS)} from ${small} to ${large} items`,
			found: percent(found),
			holds: found <= FLATNESS,
		};
	});

	const most = find(SYMBL.key, large);
	const reference = find(REFERENCE.key, large);
	if (!most || !reference) return [...time, ...flat];
	const block = medianOf(most, longestBlockMs);
	const memory = ratio(most, reference, peakRssMiB);
	return [
		...time,
		...flat,
		{
			claim: `${SYMBL.name}, ${large} items: the event loop is blocked for at most ${LONGEST_BLOCK_MS} ms`,
			found: `${Math.round(block)} ms`,
			holds: block <= LONGEST_BLOCK_MS,
		},
		{
			claim: `${SYMBL.name}, ${large} items: peak memory at most ${MEMORY_RATIO} of the HTTP Request node's`,
			found: memory.toFixed(2),
			holds: memory <= MEMORY_RATIO,
		},
	];
}

function percent(share: number): string {
	return `${Math.round(share * 100)} %`;
}
