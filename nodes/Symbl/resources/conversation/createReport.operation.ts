import { csvOf } from './report/csv';
import { htmlOf } from './report/html';
import { HASH_RECIPE, LIMITS, reportOf, type Report } from './report/report';
import { rowOf } from './report/row';
import type { AllItems, RunOperation } from '../../operation/operation';
import type { OutputItem } from '../../run/task';
import { refusal, type Failure } from '../../transport/failures';

interface Format {
	extension: string;
	mimeType: string;
	write(report: Report): string;
}

const FORMATS: Record<string, Format> = {
	csv: { extension: 'csv', mimeType: 'text/csv', write: csvOf },
	html: { extension: 'html', mimeType: 'text/html', write: htmlOf },
	json: {
		extension: 'json',
		mimeType: 'application/json',
		write: (report) =>
			JSON.stringify({ ...report, hashRecipe: HASH_RECIPE, limits: LIMITS }, undefined, '\t'),
	},
};

const DEFAULT_TITLE = 'Deletion Report';

export const createReportOperation: RunOperation = {
	option: {
		name: 'Create Report',
		value: 'createReport',
		action: 'Create report of deletions',
		description:
			'Make one report, as a file, of all that Delete put out. Nothing is sent to Symbl.',
	},
	executeAll,
	fields: [
		{
			displayName:
				'All items of one run become one report. To report both outputs of Delete, or several nodes, put a Merge node in between.',
			name: 'reportNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Format',
			name: 'format',
			type: 'options',
			options: [
				{ name: 'CSV', value: 'csv', description: 'One row for each item, for spreadsheets' },
				{ name: 'HTML', value: 'html', description: 'A page that prints well' },
				{ name: 'JSON', value: 'json', description: 'All of it, for other programs' },
			],
			default: 'html',
		},
	],
	options: [
		{
			displayName: 'Include Names',
			name: 'includeNames',
			type: 'boolean',
			default: true,
			description:
				'Whether the report holds the names of conversations and the metadata values for which they were kept: they may name people',
		},
		{
			displayName: 'Plan',
			name: 'plan',
			type: 'string',
			default: '',
			placeholder: "e.g. {{ $('Dry Run').first().json.plan }}",
			description: 'The plan that was approved, to be named in the report',
		},
		{
			displayName: 'Put Output File in Field',
			name: 'outputField',
			type: 'string',
			default: 'data',
			hint: 'The name of the output binary field to put the file in',
		},
		{
			displayName: 'Title',
			name: 'title',
			type: 'string',
			default: DEFAULT_TITLE,
			description: 'What stands at the top of the report',
		},
	],
};

async function executeAll(all: AllItems): Promise<OutputItem | Failure> {
	const name = String(all.parameter('format', 'html'));
	const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
	if (!format) return bad(`'Format' must be csv, html or json, but it is ${JSON.stringify(name)}`);
	const includeNames = all.option('includeNames') ?? false;
	if (typeof includeNames !== 'boolean') {
		return bad(`'Include Names' must be true or false, but it is ${JSON.stringify(includeNames)}`);
	}
	const createdAt = new Date().toISOString();
	const { id = null, name: workflowName = null } = all.workflow;
	const origin = { workflowId: id, workflowName, executionId: all.executionId };
	const rows = all.items
		.filter(({ json }) => Object.keys(json).length > 0)
		.map(({ json }) => rowOf(json, includeNames));
	const title = String(all.option('title') || DEFAULT_TITLE);
	const report = reportOf(title, createdAt, origin, rows);
	const plan = all.option('plan');
	if (typeof plan === 'string' && plan.trim()) {
		report.plans = [...new Set([...report.plans, plan.trim().toLowerCase()])].sort();
	}

	const fileName = `deletion-report-${createdAt.slice(0, 19).replaceAll(':', '')}Z.${format.extension}`;
	const file = Buffer.from(format.write(report), 'utf8');
	const data = await all.helpers.prepareBinaryData(file, fileName, format.mimeType);
	const summary = Object.entries(report).filter(([key]) => key !== 'rows');
	const field = String(all.option('outputField') || 'data');
	return {
		json: { ...Object.fromEntries(summary), limits: LIMITS, fileName },
		binary: { [field]: data },
	};
}

const bad = (message: string): Failure => refusal(message, 'Check the settings of the node.');
