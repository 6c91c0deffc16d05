import type { Report } from './report';
import type { Row } from './row';

const COLUMNS: Array<keyof Row> = [
	'conversationId',
	'outcome',
	'deleted',
	'deletedAt',
	'verifiedAt',
	'remark',
	'name',
	'startTime',
	'endTime',
	'plan',
];

/** What a spreadsheet may take for a formula (OWASP, "CSV Injection"). */
const FORMULA = /^[\s"';,]*[=+\-@＝＋－＠]|^[\t\r\n]/;

/** @returns the rows of a report as RFC 4180 has it, with a mark that tells spreadsheets it is UTF-8. */
export function csvOf({ rows }: Report): string {
	const lines = [COLUMNS, ...rows.map((row) => COLUMNS.map((column) => row[column]))];
	return `\uFEFF${lines.map((cells) => cells.map(cellOf).join(',')).join('\r\n')}\r\n`;
}

function cellOf(value: string | boolean | null): string {
	const text = value === null ? '' : String(value);
	return `"${FORMULA.test(text) ? "'" : ''}${text.replaceAll('"', '""')}"`;
}
