import { medianOf, type Line } from './report.cts';
import type { Measurement } from './measure.cts';

const WIDTH = 720;
const PANEL = 260;
const MARGIN = { top: 36, right: 32, bottom: 40, left: 64 };
const COLORS = ['#4f46e5', '#d97706', '#059669', '#dc2626', '#0891b2', '#6b7280'];

/** One panel of the plot: a figure per item, or of a whole run, over the number of items. */
interface Panel {
	title: string;
	value(line: Line): number;
}

const figure = (of: (measurement: Measurement) => number) => (line: Line) => medianOf(line, of);

const PANELS: readonly Panel[] = [
	{
		title: 'node time per item, in ms',
		value: (line) => figure(({ nodeMs }) => nodeMs)(line) / line.items,
	},
	{ title: 'peak memory, in MiB', value: figure(({ peakRssMiB }) => peakRssMiB) },
	{
		title: 'longest block of the event loop, in ms',
		value: figure(({ longestBlockMs }) => longestBlockMs),
	},
];

/**
 * Draws how cost grows with the number of items, one curve for each contender.
 *
 * @param lines of one latency; those of one contender become a curve
 * @returns an SVG, empty where there are not two sizes to draw a curve through
 */
export function plot(lines: readonly Line[]): string {
	const sizes = [...new Set(lines.map(({ items }) => items))].sort((a, b) => a - b);
	if (sizes.length < 2) return '';
	const names = [...new Set(lines.map(({ contender }) => contender.name))];
	const height = PANELS.length * PANEL + names.length * 20 + 12;
	const panels = PANELS.map(
		(panel, index) =>
			`<g transform="translate(0 ${index * PANEL})">${drawPanel(panel, lines, sizes, names)}</g>`,
	);
	const legend = names.map((name, index) => {
		const y = PANELS.length * PANEL + index * 20 + 10;
		return `<rect x="${MARGIN.left}" y="${y}" width="12" height="12" fill="${color(index)}"/><text x="${MARGIN.left + 20}" y="${y + 10}">${escape(name)}</text>`;
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="12" fill="#333"><rect width="100%" height="100%" fill="#fff"/>${panels.join('')}${legend.join('')}</svg>\n`;
}

function drawPanel(
	{ title, value }: Panel,
	lines: readonly Line[],
	sizes: readonly number[],
	names: readonly string[],
): string {
	const most = Math.max(...lines.map(value)) * 1.05;
	const inner = {
		width: WIDTH - MARGIN.left - MARGIN.right,
		height: PANEL - MARGIN.top - MARGIN.bottom,
	};
	const [first = 1] = sizes;
	const last = sizes.at(-1) ?? first;
	// Sizes grow by factors, so their logarithms are spread evenly.
	const x = (items: number) =>
		MARGIN.left + (Math.log(items / first) / Math.log(last / first)) * inner.width;
	const y = (amount: number) => MARGIN.top + inner.height * (1 - amount / most);
	const grid = [0, 0.5, 1].map((share) => {
		const amount = most * share;
		return `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y(amount)}" y2="${y(amount)}" stroke="#ddd"/><text x="${MARGIN.left - 6}" y="${y(amount) + 4}" text-anchor="end">${label(amount)}</text>`;
	});
	const ticks = sizes.map(
		(items) =>
			`<text x="${x(items)}" y="${PANEL - MARGIN.bottom + 18}" text-anchor="middle">${label(items)}</text>`,
	);
	const curves = names.map((name, index) => {
		const points = lines
			.filter(({ contender }) => contender.name === name)
			.sort((one, other) => one.items - other.items)
			.map((line) => `${x(line.items).toFixed(1)},${y(value(line)).toFixed(1)}`);
		return `<polyline points="${points.join(' ')}" fill="none" stroke="${color(index)}" stroke-width="2"/>`;
	});
	return `<text x="${MARGIN.left}" y="20" font-weight="bold">${escape(title)}</text>${grid.join('')}${ticks.join('')}${curves.join('')}`;
}

const color = (index: number): string => COLORS[index % COLORS.length] ?? '#000';

const label = (amount: number): string =>
	amount >= 10
		? Math.round(amount).toLocaleString('en-US').replaceAll(',', ' ')
		: amount.toFixed(1);

const escape = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
