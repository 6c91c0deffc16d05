import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { shownNames, type ShownNames } from './names.cts';

const projectFolder = path.join(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(projectFolder, file), 'utf8');
const flat = (file: string) => read(file).replace(/\s+/g, ' ');

/** The rows of all tables of a document, each as its cells. */
const rows = (file: string) => rowsIn(read(file));

const rowsIn = (text: string) =>
	(text.match(/^\|.*\|$/gm) ?? []).map((row) =>
		row
			.slice(1, -1)
			.split('|')
			.map((cell) => cell.trim()),
	);

let names: ShownNames;
beforeAll(async () => {
	names = await shownNames();
});

/** What the first column of the tables of a document has between these marks. */
const firstCells = (file: string, mark: '**' | '`') =>
	rows(file)
		.map(([cell = '']) => cell.replace(/ \(default\)$/, ''))
		.filter((cell) => cell.startsWith(mark) && cell.endsWith(mark))
		.map((cell) => cell.slice(mark.length, -mark.length));

describe('the README', () => {
	it('says in its first screen that it cannot be undone, and what it was never run against', () => {
		const first = read('README.md').split('\n').slice(0, 30).join(' ');
		expect(first).toContain('cannot be undone');
		expect(first).toContain("never run against Symbl's live service");
		expect(first).toContain('docs/verification.md');
	});

	it('names the operations of every resource, and no others', () => {
		// A long list goes on in a row without a name.
		const table = read('README.md').replace(/,\s+\|\n\|\s+\|/g, ',');
		const shown = new Map(
			rowsIn(table)
				.filter(([resource = '']) => names.operations.has(resource))
				.map(([resource = '', operations = '']) => [resource, operations.split(/,\s+/).sort()]),
		);
		const there = [...names.operations].map(([resource, list]) => [resource, [...list].sort()]);
		expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(there));
	});
});

describe('docs/development.md', () => {
	it('names each command that there is', () => {
		const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));
		const text = read('docs/development.md');
		const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
		// These are steps of npm test.
		const shown = Object.keys(scripts).filter(
			(n) => !/^(test|lint|format:check|typecheck)$/.test(n),
		);
		expect(shown.filter((name) => !named.includes(name))).toEqual([]);
	});

	it('names the options of the sandbox that there are', () => {
		const options = read('test/sandbox/serve.cts').match(/^\t\t\t\w+(?=: \{ type: ')/gm) ?? [];
		const named = firstCells('docs/development.md', '`').filter((name) => /^--/.test(name));
		expect(named.map((name) => name.slice(2)).sort()).toEqual(
			options.map((name) => name.trim()).sort(),
		);
	});
});

describe('docs/troubleshooting.md', () => {
	it('tells what to do about everything that the node may say', () => {
		const text = flat('docs/troubleshooting.md');
		const messages = [
			...read('nodes/Symbl/transport/failures.ts').matchAll(/^\t\tmessage: '(.+)',$/gm),
		];
		const fragments = messages.flatMap(([, message = '']) =>
			message
				.split(/\{\w+\}/)
				.map((fragment) => fragment.replace(/^[:)\s]+|(\(HTTP|[:(\s])+$/g, ''))
				.filter((fragment) => fragment.length > 3),
		);
		expect(fragments.length).toBeGreaterThan(15);
		expect(fragments.filter((fragment) => !text.includes(fragment))).toEqual([]);
	});
});

describe('docs/delete.md', () => {
	it('names each outcome, and no other', () => {
		const outcomes = firstCells('docs/delete.md', '`');
		const fates = /type Fate = (.+);/.exec(read('nodes/Symbl/run/tally.ts'))?.[1] ?? '';
		// What was not attempted is told as failed.
		const there = ['wouldDelete', ...fates.replaceAll("'", '').split(' | ')].filter(
			(fate) => fate !== 'notAttempted',
		);
		expect(outcomes.sort()).toEqual(there.sort());
	});

	it('names each option of Delete', () => {
		const options = names.addable('options', 'conversation', 'delete');
		expect(options.length).toBeGreaterThan(8);
		expect(firstCells('docs/delete.md', '**')).toEqual(expect.arrayContaining(options));
	});
});

describe('docs/finding.md', () => {
	it('names each filter and option of Get Many', () => {
		const addable = ['options', 'filters'].flatMap((collection) =>
			names.addable(collection, 'conversation', 'getAll'),
		);
		const ofEveryOperation = ['Max Concurrency', 'Max Retries'];
		expect(firstCells('docs/finding.md', '**')).toEqual(
			expect.arrayContaining(addable.filter((name) => !ofEveryOperation.includes(name))),
		);
	});
});

describe('docs/credentials.md', () => {
	it('names the fields of both credentials', () => {
		expect(firstCells('docs/credentials.md', '**')).toEqual(['Base URL', 'Allow HTTP']);
		for (const name of ['App ID', 'App Secret', 'Access Token']) {
			expect(names.all).toContain(name);
			expect(read('docs/credentials.md')).toContain(`**${name}**`);
		}
	});
});

describe('docs/coverage.md', () => {
	it('has a row for each operation, and for no other', () => {
		const [requests = ''] = read('docs/coverage.md').split('\n## Not covered');
		const covered = (requests.match(/^\|.*\|$/gm) ?? [])
			.map((row) => row.split('|').map((cell) => cell.trim()))
			.map(([, resource = '', operation = '']) => `${resource} > ${operation}`)
			.filter((row) => !/^(Resource|-+) > /.test(row));
		const there = [...names.operations].flatMap(([resource, operations]) =>
			operations.map((operation) => `${resource} > ${operation}`),
		);
		expect(covered.sort()).toEqual(there.sort());
	});

	it('names tests that there are', () => {
		const named = rows('docs/coverage.md').flatMap(([, , , name = '']) =>
			name.startsWith('`') ? [name.slice(1, -1)] : [],
		);
		const there = readdirSync(path.join(projectFolder, 'test/operations'));
		expect(named.length).toBeGreaterThan(50);
		expect(named.filter((n) => n !== 'contract' && !there.includes(`${n}.test.cts`))).toEqual([]);
	});
});

describe('docs/examples.md', () => {
	it('names each example, and no other', () => {
		const named = [...read('docs/examples.md').matchAll(/examples\/([\w-]+\.json)/g)];
		expect(named.map(([, name = '']) => name).sort()).toEqual(
			readdirSync(path.join(projectFolder, 'examples')).sort(),
		);
	});
});
