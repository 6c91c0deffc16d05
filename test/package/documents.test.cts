import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const projectFolder = path.join(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(projectFolder, file), 'utf8');
const list = (folder: string, ending: string) =>
	readdirSync(path.join(projectFolder, folder))
		.filter((name) => name.endsWith(ending))
		.map((name) => path.posix.join(folder, name));

const documents = [...list('', '.md'), ...list('docs', '.md')];
const { version, scripts }: { version: string; scripts: Record<string, string> } = JSON.parse(
	read('package.json'),
);

it('every npm script that is named exists', () => {
	const files = [...list('.github/workflows', '.yml'), ...documents, '.ci/run'];
	const calls = [
		...files
			.map(read)
			.join('\n')
			.matchAll(/\bnpm (?:run ([\w:-]+)|test\b)/g),
	];
	const names = new Set(calls.map(([, name = 'test']) => name));
	expect(names.size).toBeGreaterThan(3);
	expect([...names].filter((name) => !(name in scripts))).toEqual([]);
});

describe.each(documents)('%s', (file) => {
	it('links to what exists', () => {
		const links = [...read(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
		const local = links.filter((link) => !/^(https|mailto):/.test(link));
		expect(local.filter((link) => !leadsSomewhere(file, link))).toEqual([]);
	});
});

function leadsSomewhere(from: string, link: string): boolean {
	const [target = '', anchor] = link.split('#');
	const file = target ? path.posix.join(path.posix.dirname(from), target) : from;
	if (!existsSync(path.join(projectFolder, file))) return false;
	return anchor === undefined || anchors(file).includes(anchor);
}

/** @returns the anchors that GitHub gives to the headings of a document. */
function anchors(file: string): string[] {
	const headings = read(file).match(/(?<=^#+ ).*/gm) ?? [];
	return headings.map((heading) =>
		heading
			.toLowerCase()
			.replace(/[^\w\- ]/g, '')
			.replaceAll(' ', '-'),
	);
}

it('the credentials and the node link to places in the README', () => {
	const files = [...list('credentials', '.credentials.ts'), 'nodes/Symbl/Symbl.node.json'];
	const texts = files.map(read).join('\n');
	const links = [...texts.matchAll(/https:[^'"]+#([\w-]+)/g)];
	expect(links).toHaveLength(4);
	const places = [...anchors('README.md'), 'readme'];
	expect(links.filter(([, anchor = '']) => !places.includes(anchor))).toEqual([]);
});

describe('the changelog', () => {
	it('keeps its form', () => {
		expect(changelogFaults(read('CHANGELOG.md'), version)).toEqual([]);
	});

	it.each([
		['no section for what is to come', '## [1.0.0] - 2026-01-31', /Unreleased/],
		['an unknown heading', '## [Unreleased]\n### Improved', /### Improved/],
		['a section without a date', '## [Unreleased]\n## [1.0.0]', /## \[1\.0\.0\]/],
		['a day that never was', '## [Unreleased]\n## [1.0.0] - 2026-02-30', /2026-02-30/],
		['another version than the package', '## [Unreleased]\n## [0.9.0] - 2026-01-31', /0\.9\.0/],
		[
			'an older version above a newer one',
			'## [Unreleased]\n## [1.0.0] - 2026-01-31\n## [1.1.0] - 2026-01-30',
			/1\.1\.0/,
		],
		[
			'a newer date below an older one',
			'## [Unreleased]\n## [1.0.0] - 2026-01-31\n## [0.9.0] - 2026-02-01',
			/2026-02-01/,
		],
	])('would not with %s', (_, sections, fault) => {
		const faults = changelogFaults(`# Changelog\n${sections}\n`, '1.0.0');
		expect(faults.join()).toMatch(fault);
	});
});

/** @returns what is not as Keep a Changelog has it, newest first, down from the package's version. */
function changelogFaults(changelog: string, current: string): string[] {
	const [title, unreleased, ...rest] = changelog.match(/^#+ .*/gm) ?? [];
	const faults: string[] = [];
	if (title !== '# Changelog') faults.push('The title is not # Changelog');
	if (unreleased !== '## [Unreleased]') faults.push('The first section is not [Unreleased]');
	let above: { version: string; date: string } | undefined;
	for (const heading of rest) {
		if (/^### (Added|Changed|Deprecated|Removed|Fixed|Security)$/.test(heading)) continue;
		const [, number = '', date = ''] = /^## \[(\d+\.\d+\.\d+)\] - (\S+)$/.exec(heading) ?? [];
		const day = new Date(date);
		const isDay = !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(date);
		const isInOrder = above
			? isNewer(above.version, number) && above.date >= date
			: number === current;
		if (!isDay || !isInOrder) faults.push(`This is not in its place or form: ${heading}`);
		above = { version: number, date };
	}
	return faults;
}

function isNewer(one: string, other: string): boolean {
	return one.localeCompare(other, 'en', { numeric: true }) > 0;
}
