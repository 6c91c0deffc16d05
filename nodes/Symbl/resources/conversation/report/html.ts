import { HASH_RECIPE, LIMITS, type Report } from './report';
import { OUTCOMES, type Outcome, type Row } from './row';

/** How an outcome reads, and what it means. */
const WORDS: Record<Outcome, { label: string; meaning: string }> = {
	deleted: { label: 'Deleted', meaning: 'Symbl confirmed the deletion.' },
	gone: {
		label: 'Gone',
		meaning: 'Symbl does not know it now, and an attempt to delete it may be why.',
	},
	notFound: {
		label: 'Not found',
		meaning: 'Symbl did not know it, and nothing that the run did can be why.',
	},
	kept: { label: 'Kept', meaning: 'A guard held it back.' },
	wouldDelete: { label: 'Would be deleted', meaning: 'Dry Run: nothing was deleted.' },
	failed: { label: 'Not deleted', meaning: 'It was to be deleted and was not.' },
	unknown: {
		label: 'Unknown',
		meaning: 'A request left, and no answer says what became of it. Look before you rely on it.',
	},
	noOutcome: {
		label: 'No outcome',
		meaning: 'Nothing that came in says what became of it. It may not have been tried yet.',
	},
	notRecognized: {
		label: 'Not recognized',
		meaning: 'Items that came in and do not come from a Delete node.',
	},
};

const STYLE = `
@page { size: A4; margin: 18mm 16mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 190mm; padding: 8mm; color: #1a1a1a; background: #fff;
	font: 10.5pt/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans CJK JP", sans-serif; }
h1 { margin: 0 0 1mm; font-size: 20pt; line-height: 1.2; }
h2 { margin: 8mm 0 1mm; font-size: 12.5pt; break-after: avoid; }
h2 span { font-weight: 400; color: #555; }
p { margin: 0 0 2mm; }
.muted { color: #555; }
dl { display: grid; grid-template-columns: 42mm 1fr; gap: 1mm 4mm; margin: 5mm 0; padding: 4mm 0;
	border: solid #ccc; border-width: 1px 0; }
dt { color: #555; }
dd { margin: 0; overflow-wrap: anywhere; }
code { font: 9pt/1.5 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.counts { display: flex; flex-wrap: wrap; gap: 2mm; margin: 5mm 0; padding: 0; list-style: none; }
.counts li { flex: 1; min-width: 25mm; font-size: 9.5pt; white-space: nowrap; padding: 2mm 3mm; border: 1px solid #ccc; border-radius: 1.5mm; }
.counts b { display: block; font-size: 16pt; line-height: 1.2; font-variant-numeric: tabular-nums; }
.counts .none { color: #888; }
table { width: 100%; border-collapse: collapse; font-size: 9pt; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { padding: 1.2mm 2mm 1.2mm 0; border-bottom: 1px solid #ddd; text-align: left;
	vertical-align: top; overflow-wrap: anywhere; }
th { color: #555; font-weight: 600; }
th:first-child { width: 42mm; }
section.limits { margin-top: 8mm; padding: 1mm 5mm 3mm; border: 1px solid #ccc; border-radius: 1.5mm; }
section.limits h2 { margin-top: 3mm; }
section.limits ul { margin: 0; padding-left: 5mm; }
@media print { body { padding: 0; max-width: none; } }
`;

/** @returns a report as a page by itself: light, plain, without a script, all that it was given escaped. */
export function htmlOf(report: Report): string {
	const { title, createdAt, workflowName, workflowId, executionId, plans, sha256 } = report;
	const workflow = [workflowName, workflowId && `(${workflowId})`].filter(Boolean).join(' ');
	const facts: Array<[string, string]> = [
		['Created', shown(createdAt)],
		['By workflow', escape(workflow || '—')],
		['In execution', escape(executionId || '—')],
		['Items that came in', String(report.items)],
		['Conversations', String(report.conversations)],
		['First deletion', shown(report.firstDeletedAt)],
		['Last deletion', shown(report.lastDeletedAt)],
		['Plan', plans.map((plan) => `<code>${escape(plan)}</code>`).join('<br>') || '—'],
		['SHA-256 of the list', `<code>${sha256}</code>`],
	];
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escape(title)}</h1>
<p class="muted">What became of conversations in Symbl.ai that were to be deleted. Times are UTC.</p>
<ul class="counts">
${OUTCOMES.filter(isAlwaysShown(report))
	.map((outcome) => countOf(outcome, report.counts[outcome]))
	.join('\n')}
</ul>
<dl>
${facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('\n')}
</dl>
${OUTCOMES.map((outcome) => sectionOf(outcome, report)).join('')}
<section class="limits">
<h2>What this report shows, and what it does not</h2>
<ul>
${[...LIMITS, `How to check the hash: ${HASH_RECIPE}`].map((text) => `<li>${escape(text)}</li>`).join('\n')}
</ul>
</section>
</body>
</html>
`;
}

const isAlwaysShown =
	({ counts }: Report) =>
	(outcome: Outcome): boolean =>
		counts[outcome] > 0 || !['wouldDelete', 'noOutcome', 'notRecognized'].includes(outcome);

const countOf = (outcome: Outcome, count: number): string =>
	`<li${count === 0 ? ' class="none"' : ''}><b>${count}</b>${WORDS[outcome].label}</li>`;

function sectionOf(outcome: Outcome, { rows, counts }: Report): string {
	const those = rows.filter((row) => row.outcome === outcome);
	if (those.length === 0) return '';
	const { label, meaning } = WORDS[outcome];
	const columns = COLUMNS.filter(({ cell }) => those.some((row) => cell(row) !== null));
	return `<h2>${label} <span>${counts[outcome]}</span></h2>
<p class="muted">${meaning}</p>
<table>
<thead><tr>${columns.map(({ name }) => `<th scope="col">${name}</th>`).join('')}</tr></thead>
<tbody>
${those.map((row) => `<tr>${columns.map(({ cell }) => `<td>${cell(row) ?? ''}</td>`).join('')}</tr>`).join('\n')}
</tbody>
</table>
`;
}

/** The columns of a table; one without a value in any row is left out. */
const COLUMNS: Array<{ name: string; cell(row: Row): string | null }> = [
	{ name: 'Conversation', cell: ({ conversationId: id }) => id && `<code>${escape(id)}</code>` },
	{ name: 'Name', cell: ({ name }) => name && escape(name) },
	{ name: 'Started', cell: ({ startTime }) => startTime && shown(startTime) },
	{ name: 'Deleted', cell: ({ deletedAt }) => deletedAt && shown(deletedAt) },
	{ name: 'Verified', cell: ({ verifiedAt }) => verifiedAt && shown(verifiedAt) },
	{ name: 'Remark', cell: ({ remark }) => remark && escape(remark) },
];

/** A time in UTC as people read it; what is none stays as it is. */
function shown(time: string | null): string {
	if (time === null) return '—';
	const ms = Date.parse(time);
	return escape(
		Number.isNaN(ms) ? time : `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`,
	);
}

const ENTITIES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? '');
