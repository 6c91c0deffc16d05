import { GUARDED, REFERENCE, SYMBL } from './contenders.cts';
import type { Measurement } from './measure.cts';
import { medianOf, ratio, type Line, type Verdict } from './report.cts';

/** In shares of the HTTP Request node's, in the same round. */
const TIME_RATIO = 0.35;
const BLOCK_RATIO = 1;
const MEMORY_RATIO = 1;
/** In shares of a bare deletion's time, in the same round. */
const GUARD_RATIO = 2;
/** By how much an item may cost more than one of a thousand. */
const FLATNESS = 0.15;
const FEW = 1_000;

type Figure = (measurement: Measurement) => number;
const nodeMs: Figure = (measurement) => measurement.nodeMs;
const peakRssMiB: Figure = (measurement) => measurement.peakRssMiB;
const longestBlockMs: Figure = (measurement) => measurement.longestBlockMs;

/** Holds the figures at zero latency against what the node promises; sizes not measured are left out. */
export function verdicts(lines: readonly Line[]): Verdict[] {
	const deletions = lines.filter(
		({ contender, latencyMs, items }) => !contender.lists && latencyMs === 0 && items >= FEW,
	);
	const ours = deletions.filter(({ contender }) => contender.key.startsWith(SYMBL.key));
	const compared = (line: Line, what: string, figure: Figure, most: number): Verdict[] => {
		const reference = deletions.find(
			({ contender, items }) => contender.key === REFERENCE.key && items === line.items,
		);
		if (!reference) return [];
		const found = ratio(line, reference, figure);
		return [
			{
				claim: `${line.contender.name}, ${line.items} items: ${what} at most ${most} of the HTTP Request node's`,
				found: found.toFixed(2),
				holds: found <= most,
			},
		];
	};
	const plain = ours.filter(({ contender }) => contender.key === SYMBL.key);
	return [
		...ours.flatMap((line) => compared(line, 'node time', nodeMs, TIME_RATIO)),
		...plain
			.filter(({ items }) => items > FEW)
			.flatMap((line) => compared(line, 'longest block', longestBlockMs, BLOCK_RATIO)),
		...plain.flatMap((line) => compared(line, 'peak memory', peakRssMiB, MEMORY_RATIO)),
		...flatness(plain),
		...guards(deletions),
	];
}

function guards(lines: readonly Line[]): Verdict[] {
	return lines
		.filter(({ contender }) => contender.key === GUARDED.key)
		.flatMap((line) => {
			const bare = lines.find(
				({ contender, items }) => contender.key === SYMBL.key && items === line.items,
			);
			if (!bare) return [];
			const found = ratio(line, bare, nodeMs);
			return [
				{
					claim: `${line.contender.name}, ${line.items} items: node time at most ${GUARD_RATIO} of a bare deletion's`,
					found: found.toFixed(2),
					holds: found <= GUARD_RATIO,
				},
			];
		});
}

function flatness(lines: readonly Line[]): Verdict[] {
	const few = lines.find(({ items }) => items === FEW);
	if (!few) return [];
	const perItem = (line: Line) => medianOf(line, nodeMs) / line.items;
	return lines
		.filter(({ items }) => items > FEW)
		.map((line) => {
			const found = perItem(line) / perItem(few) - 1;
			return {
				claim: `${line.contender.name}: time per item grows by at most ${percent(FLATNESS)} from ${FEW} to ${line.items} items`,
				found: percent(found),
				holds: found <= FLATNESS,
			};
		});
}

function percent(share: number): string {
	return `${Math.round(share * 100)} %`;
}
