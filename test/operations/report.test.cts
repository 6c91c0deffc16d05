import { createHash } from 'node:crypto';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { accessToken, openSandbox } from '../contract/accounts.cts';
import { loadPackage, runSymbl } from '../engine/engine.cts';
import { isObject } from '../sandbox/jsonFields.cts';
import { ago } from './conversations.cts';

const AT = '2026-11-24T10:00:00.000Z';
const LATER = '2026-11-24T10:00:07.000Z';
const PLAN = 'ab'.repeat(32);

const deleted = (conversationId: string, more: IDataObject = {}) => ({
	conversationId,
	deleted: true,
	outcome: 'deleted',
	message: 'successfully deleted the conversation',
	deletedAt: AT,
	...more,
});

const failed = (conversationId: string | null, outcome = 'failed', more: IDataObject = {}) => ({
	error: `Conversation ${conversationId}: Symbl could not do it (HTTP 500)`,
	details: { conversationId, deleted: null, outcome, httpCode: '500', description: 'Try again' },
	...more,
});

/** Runs Create Report on items, against a server that must not be called. */
async function createReport(
	items: IDataObject[],
	parameters: INodeParameters = {},
	settings: Partial<INode> = {},
) {
	const sandbox = await openSandbox();
	const execution = await runSymbl({
		items,
		credential: accessToken(sandbox),
		parameters: { operation: 'createReport', format: 'json', ...parameters },
		settings,
	});
	expect(sandbox.log).toEqual([]);
	expect(execution.credentialReads).toBe(0);
	const [item] = execution.outputs[0] ?? [];
	const binary = Object.values(item?.binary ?? {})[0];
	const file = Buffer.from(binary?.data ?? '', 'base64').toString('utf8');
	return { execution, item, json: item?.json ?? {}, binary, file };
}

const listIn = (json: IDataObject, outcome: string) =>
	isObject(json.ids) ? json.ids[outcome] : undefined;

it('makes one item of all that came in, linked to all of it', async () => {
	const items = [deleted('2', { deletedAt: LATER }), deleted('1'), failed('3'), { other: true }];
	const { execution, item, json, binary } = await createReport(items);
	expect(execution.error).toBeUndefined();
	expect(execution.outputs.flat()).toHaveLength(1);
	expect(item?.pairedItem).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }, { item: 3 }]);
	expect(json).toMatchObject({
		title: 'Deletion Report',
		items: 4,
		conversations: 3,
		counts: {
			deleted: 2,
			gone: 0,
			notFound: 0,
			kept: 0,
			wouldDelete: 0,
			failed: 1,
			unknown: 0,
			noOutcome: 0,
			notRecognized: 1,
		},
		firstDeletedAt: AT,
		lastDeletedAt: LATER,
		plans: [],
		workflowId: 'test',
		workflowName: 'Test',
		executionId: 'execution-1',
		sha256: expect.stringMatching(/^[\da-f]{64}$/),
	});
	expect(json).not.toHaveProperty('rows');
	expect(listIn(json, 'deleted')).toEqual(['1', '2']);
	expect(listIn(json, 'failed')).toEqual(['3']);
	expect(binary).toMatchObject({
		mimeType: 'application/json',
		fileName: expect.stringMatching(/^deletion-report-\d{4}-\d\d-\d\dT\d{6}Z\.json$/),
	});
});

it('counts each conversation once for an outcome, however many items name it', async () => {
	const { json } = await createReport([
		deleted('1'),
		deleted('1'),
		failed('1', 'unknown'),
		failed(null),
		failed(null),
	]);
	expect(json).toMatchObject({ items: 5, conversations: 1 });
	expect(json.counts).toMatchObject({ deleted: 1, unknown: 1, failed: 2 });
});

describe('what it reads', () => {
	const outcomeOf = async (item: IDataObject) => {
		const { json } = await createReport([item]);
		const counts = isObject(json.counts) ? Object.entries(json.counts) : [];
		return counts.filter(([, count]) => count === 1).map(([outcome]) => outcome);
	};

	it.each<[string, IDataObject, string]>([
		['a deletion', deleted('1'), 'deleted'],
		['one of a numeric ID', { ...deleted('1'), conversationId: 5815170693595136 }, 'deleted'],
		['an error item', failed('1'), 'failed'],
		[
			'an error item beside fields that came in',
			failed('1', 'unknown', { ...deleted('1') }),
			'unknown',
		],
		['a row of a table', { ...deleted('1'), deleted: 'true', id: 7, createdAt: AT }, 'deleted'],
		[
			'an error in a row of a table',
			{ ...failed('1'), details: JSON.stringify(failed('1').details) },
			'failed',
		],
		['no outcome', { conversationId: '1', deleted: true }, 'noOutcome'],
		[
			'a row of a table whose turn has not come',
			{ conversationId: '1', outcome: null, deleted: null, id: 7, startedAt: null },
			'noOutcome',
		],
		['an empty outcome', { conversationId: '1', outcome: '' }, 'noOutcome'],
		['a conversation', { conversationId: '1', name: 'Weekly', metadata: {} }, 'noOutcome'],
		['a row without an ID', { id: 7, outcome: null }, 'notRecognized'],
		['an outcome that is none', { ...deleted('1'), outcome: 'constructor' }, 'notRecognized'],
		['no ID', { ...deleted('1'), conversationId: null }, 'notRecognized'],
		['an error of another node', { error: 'x', details: {} }, 'notRecognized'],
	])('%s', async (_, item, outcome) => {
		expect(await outcomeOf(item)).toEqual([outcome]);
	});

	it('does not take what came in for the fate of an error item', async () => {
		const { json, file } = await createReport([failed('1', 'unknown', deleted('1'))]);
		expect(json).toMatchObject({ firstDeletedAt: null, lastDeletedAt: null });
		expect(JSON.parse(file).rows[0]).toMatchObject({ deleted: null, deletedAt: null });
	});

	it('takes no time for that of a deletion where the outcome is another one', async () => {
		const { json } = await createReport([
			{ conversationId: '1', deletedAt: AT },
			{ conversationId: '2', outcome: 'gone', deleted: null, deletedAt: AT },
			{ deletedAt: AT },
			deleted('3', { deletedAt: LATER }),
		]);
		expect(json).toMatchObject({ firstDeletedAt: LATER, lastDeletedAt: LATER });
		expect(json.counts).toMatchObject({ deleted: 1, gone: 1, noOutcome: 1, notRecognized: 1 });
	});

	it('names what has no outcome, and claims nothing of it', async () => {
		const left = { conversationId: '2', cleanup: '7', startedAt: null, triedBefore: null };
		const { json, file } = await createReport([deleted('1'), left], { format: 'html' });
		expect(json).toMatchObject({ conversations: 2, counts: { deleted: 1, noOutcome: 1 } });
		expect(listIn(json, 'noOutcome')).toEqual(['2']);
		const [, section = ''] = file.split('<h2>No outcome <span>1</span></h2>');
		expect(section).toMatch(/^[^]*not have been tried yet[^]*<code>2<\/code>/);
		expect(section).not.toContain('<code>1</code>');
	});

	it('says so where there was nothing to delete', async () => {
		const { json } = await createReport([{}]);
		expect(json).toMatchObject({ items: 0, conversations: 0, firstDeletedAt: null });
	});
});

describe('the hash', () => {
	const hashOf = async (...items: IDataObject[]) => (await createReport(items)).json.sha256;

	it('can be worked out again from the file, as the file says', async () => {
		const items = [deleted('20', { verifiedAt: LATER }), deleted('3'), failed('1'), deleted('3')];
		const { json, file } = await createReport(items);
		const { rows, hashRecipe } = JSON.parse(file);
		expect(hashRecipe).toMatch(/conversationId, outcome, deleted, deletedAt, verifiedAt/);
		const lines = rows.map((row: IDataObject) =>
			JSON.stringify([row.conversationId, row.outcome, row.deleted, row.deletedAt, row.verifiedAt]),
		);
		const list = [...new Set(lines)].sort().join('\n');
		expect(createHash('sha256').update(list).digest('hex')).toBe(json.sha256);
	});

	it('does not hang on the order, and changes with every fact', async () => {
		const [one, two] = [deleted('1'), deleted('2')];
		const hash = await hashOf(one, two);
		expect(await hashOf(two, one)).toBe(hash);
		for (const changed of [
			deleted('3'),
			deleted('2', { deletedAt: LATER }),
			deleted('2', { verifiedAt: LATER }),
			deleted('2', { outcome: 'gone', deleted: null }),
		]) {
			expect(await hashOf(one, changed)).not.toBe(hash);
		}
		expect(await hashOf(one)).not.toBe(hash);
	});
});

describe('plans', () => {
	it('are those that the items and the option name, each once', async () => {
		const items = [deleted('1', { plan: PLAN }), deleted('2', { plan: PLAN })];
		const options = { plan: ` ${'CD'.repeat(32)} ` };
		expect((await createReport(items)).json.plans).toEqual([PLAN]);
		expect((await createReport(items, { options })).json.plans).toEqual([PLAN, 'cd'.repeat(32)]);
	});
});

describe('names', () => {
	const items = [
		deleted('1', { conversation: { name: 'Call with Priya', startTime: ago(99) } }),
		{
			...deleted('2'),
			outcome: 'kept',
			deleted: false,
			reason: 'its metadata “client” is “Tom O’Brien”',
			conversation: { name: '佐藤 健' },
			members: [{ name: 'Li Na', email: 'li@example.com' }],
		},
	];
	const NAMES = /Priya|O’Brien|佐藤/;

	it.each(['html', 'csv', 'json'])('are in no %s unless asked for', async (format) => {
		const { file, json } = await createReport(items, { format });
		expect(file + JSON.stringify(json)).not.toMatch(NAMES);
		expect(file).toMatch(/its metadata “client” is one to keep/);
		const asked = await createReport(items, { format, options: { includeNames: true } });
		expect(asked.file).toMatch(/Priya[^]*O’Brien/);
		expect(asked.file).not.toMatch(/Li Na|li@example/);
	});
});

describe('HTML', () => {
	const EVIL = `<script>alert("1")</script><img src=x onerror='x'>&amp;`;

	it('is a whole page by itself, with all escaped and nothing that runs or loads', async () => {
		const { file, binary } = await createReport(
			[
				deleted(EVIL, {
					deletedAt: EVIL,
					verifiedAt: EVIL,
					plan: EVIL,
					conversation: { name: EVIL, startTime: EVIL },
				}),
				{ ...deleted('2'), outcome: 'kept', reason: EVIL },
				failed('3', 'failed', { error: EVIL }),
			],
			{ format: 'html', options: { includeNames: true, title: EVIL, plan: EVIL } },
		);
		expect(binary?.mimeType).toBe('text/html');
		expect(file).toMatch(/^<!DOCTYPE html>[^]*<\/html>\n$/);
		expect(file).not.toMatch(/<script|<img|javascript:|https?:\/\/|@import|url\(/i);
		expect(file).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&lt;img src=x');
		expect(file).toContain('onerror=&#39;x&#39;&gt;&amp;amp;');
		const tags = new Set([...file.matchAll(/<\/?([a-z]\w*)/g)].map(([, tag]) => tag));
		expect([...tags].sort()).toEqual(
			['b', 'body', 'br', 'code', 'dd', 'dl', 'dt', 'h1', 'h2', 'head', 'html', 'li', 'meta']
				.concat(['p', 'section', 'span', 'style', 'table', 'tbody', 'td', 'th', 'thead'])
				.concat(['title', 'tr', 'ul'])
				.filter((tag) => tag !== 'br' || file.includes('<br>')),
		);
	});

	it('says what it shows and what it does not, and how to check the hash', async () => {
		const { file, json } = await createReport([deleted('1')], { format: 'html' });
		expect(file).toMatch(/What it was not given is not in it/);
		expect(file).toMatch(/no evidence but the word of Symbl/);
		expect(file).toMatch(/only if it is kept apart/);
		expect(file).toMatch(/SHA-256 over one line/);
		expect(file).toContain(String(json.sha256));
		expect(json.limits).toHaveLength(4);
	});
});

describe('CSV', () => {
	it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '"=1', '\r=1', '＝1', '-ID_1'])(
		'%j is text for a spreadsheet',
		async (text) => {
			const { file } = await createReport([deleted(text)], { format: 'csv' });
			expect(file).toContain(`"'${text.replaceAll('"', '""')}"`);
		},
	);

	it('is UTF-8 with a mark, quoted, one row for each item', async () => {
		const conversation = { name: 'Renewal, "Contoso"\n🚀 佐藤' };
		const { file, binary } = await createReport(
			[deleted('4866329603473408', { conversation }), failed('2')],
			{ format: 'csv', options: { includeNames: true } },
		);
		expect(binary?.mimeType).toBe('text/csv');
		expect(file).toMatch(/^\uFEFF"conversationId","outcome","deleted",/);
		expect(file.split('\r\n')).toEqual([
			expect.any(String),
			`"4866329603473408","deleted","true","${AT}","","","Renewal, ""Contoso""\n🚀 佐藤","","",""`,
			expect.stringMatching(/^"2","failed","","","","Conversation 2: Symbl could not do it/),
			'',
		]);
	});
});

describe('settings that cannot be used', () => {
	it.each<[INodeParameters, RegExp]>([
		[{ format: '={{ "pdf" }}' }, /^'Format' must be csv, html or json/],
		[{ format: '={{ "constructor" }}' }, /^'Format' must be/],
		[{ options: { includeNames: '={{ "no" }}' } }, /^'Include Names' must be true or false/],
	])('%j', async (parameters, message) => {
		const { execution } = await createReport([deleted('1')], parameters);
		expect(execution.error?.message).toMatch(message);
		const onError = 'continueErrorOutput';
		const { execution: gone } = await createReport([deleted('1')], parameters, { onError });
		expect(gone.outputs[0]).toEqual([]);
		expect(gone.outputs[1]?.[0]?.json.error).toMatch(message);
	});
});

it('puts the file where it is told to', async () => {
	const { item } = await createReport([deleted('1')], { options: { outputField: 'report' } });
	expect(Object.keys(item?.binary ?? {})).toEqual(['report']);
});

it('reports what Delete really puts out, on both outputs', async () => {
	const sandbox = await openSandbox();
	sandbox.add({ id: '1', startTime: ago(100), metadata: {} });
	sandbox.add({ id: '2', startTime: ago(100), metadata: { legalHold: 'yes' } });
	sandbox.add({ id: '4', startTime: ago(100), metadata: {} });
	sandbox.play({
		match: { method: 'DELETE', conversationId: '4' },
		answer: { status: 403, body: {} },
	});
	const run = async (parameters: INodeParameters, ids: unknown[]) => {
		const { outputs } = await runSymbl({
			items: ids.map((conversationId) => ({ conversationId, name: 'x' }) as IDataObject),
			credential: accessToken(sandbox),
			parameters,
			settings: { onError: 'continueErrorOutput' },
		});
		return outputs.flat().map(({ json }) => json);
	};
	const options = {
		keepIf: { pair: [{ key: 'legalHold', value: '' }] },
		verify: true,
		ifNotFound: 'output',
		includeInputFields: true,
		maxRetries: 0,
	};
	const dry = await run({ dryRun: true, options }, ['1', '2', '3']);
	const [first] = dry;
	const real = await run({ options }, ['1', '2', '3', '4', '../5']);
	const { json } = await createReport(real, { options: { plan: String(first?.plan) } });
	expect(json.counts).toMatchObject({ deleted: 1, kept: 1, notFound: 1, failed: 2 });
	expect(json.ids).toMatchObject({ deleted: ['1'], kept: ['2'], notFound: ['3'], failed: ['4'] });
	expect(json.plans).toEqual([first?.plan]);
	expect((await createReport(dry)).json.counts).toMatchObject({ wouldDelete: 1, kept: 1 });
});

it('asks for no credential in the editor', async () => {
	const { credentials = [], properties } = (await loadPackage()).getByNameAndVersion(
		'n8n-nodes-symbl.symbl',
	).description;
	const authentication = properties.filter(({ name }) => name === 'authentication');
	for (const { displayOptions } of [...credentials, ...authentication]) {
		expect(displayOptions?.hide).toEqual({ operation: ['createReport'] });
	}
});
