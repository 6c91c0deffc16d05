import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { shownNames } from './names.cts';

const projectFolder = path.join(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(projectFolder, file), 'utf8');
const list = (folder: string, ending: string) =>
	readdirSync(path.join(projectFolder, folder))
		.filter((name) => name.endsWith(ending))
		.map((name) => path.posix.join(folder, name));

const documents = [...list('', '.md'), ...list('docs', '.md')];

/** Those that are for people in the editor. */
const USER_DOCUMENTS = new Set(
	[
		...['credentials', 'delete', 'finding', 'archiving', 'auditing', 'processing'],
		...['running-at-scale', 'ai-tool', 'account', 'troubleshooting', 'examples', 'verification'],
	]
		.map((name) => `docs/${name}.md`)
		.concat('README.md'),
);

/** What n8n calls its own parts. */
const N8N_NAMES = new Set([
	...['Add human review step', 'AI Agent', 'Create new credential', 'Execute step', 'HTTP Request'],
	...['Connect to Symbl App Credentials', 'Continue', 'Continue (using error output)', 'From List'],
	...[
		'Ignore SSL Issues',
		'Actions',
		'Import',
		'From file',
		'Add first step…',
		'⋯',
		'By ID',
		'Loop Over Items',
		'More details',
	],
	...['On Error', 'Predefined Credential Type', 'Request Options', 'Retry', 'Retry On Fail'],
	...[
		'Save',
		'Schedule Trigger',
		'Fetch Test Event',
		'Merge',
		'Settings',
		'Stop',
		'Stop Workflow',
		'Timeout',
		'Install',
	],
]);

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

/** What a document links to, and the pictures that it shows, but for other sites. */
function linksIn(file: string): string[] {
	const links = read(file).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g);
	return [...links]
		.map(([, link, picture]) => link ?? picture ?? '')
		.filter((link) => !/^(https|mailto):/.test(link));
}

/** The file that a link leads to, from the root of the project. */
function targetOf(from: string, link: string): string {
	const [target = ''] = link.split('#');
	return target ? path.posix.join(path.posix.dirname(from), target) : from;
}

describe.each(documents)('%s', (file) => {
	it('links to what exists, and shows pictures that do', () => {
		expect(linksIn(file).filter((link) => !leadsSomewhere(file, link))).toEqual([]);
	});

	it('says what its pictures show', () => {
		const pictures = read(file).match(/<img [^>]*>|!\[[^\]]*\]\(/g) ?? [];
		expect(pictures.filter((picture) => !/ alt="[^"]{10,}"|!\[.{10,}\]/.test(picture))).toEqual([]);
	});

	it('speaks of no parameter, option or operation that the editor does not show', async () => {
		if (!USER_DOCUMENTS.has(file)) return;
		const { all, operations } = await shownNames();
		const text = read(file).replace(/\s+/g, ' ');
		const bold = [...text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, name = '']) => name);
		const unknown = bold.filter((name) => {
			const [resource = '', operation = ''] = name.split(' > ');
			if (operations.has(resource) && operation) {
				return !operations.get(resource)?.includes(operation);
			}
			// What has more words than a name, or is lower case, is said with emphasis.
			const isName = /^[A-Z]/.test(name) && name.split(' ').length <= 4 && !/[.:,]$/.test(name);
			return isName && !all.has(name) && !operations.has(name) && !N8N_NAMES.has(name);
		});
		expect(unknown).toEqual([]);
	});
});

it('the README is short, and no page of the docs is long', () => {
	const size = (file: string) => Buffer.byteLength(read(file));
	expect(size('README.md')).toBeLessThan(9_000);
	expect(list('docs', '.md').filter((file) => size(file) > 12 * 1024)).toEqual([]);
});

it('every page is one click from the README', () => {
	const linked = new Set(linksIn('README.md').map((link) => targetOf('README.md', link)));
	const pages = documents.filter((file) => file !== 'README.md');
	expect(pages.filter((file) => !linked.has(file))).toEqual([]);
});

it('every picture is shown somewhere, and those of the editor in light and dark', () => {
	const shown = new Set(documents.flatMap((file) => linksIn(file).map((l) => targetOf(file, l))));
	const pictures = ['.png', '.svg'].flatMap((ending) => list('docs/images', ending));
	expect(pictures.filter((file) => !shown.has(file))).toEqual([]);
	const themes = pictures.filter((file) => /-(light|dark)\.png$/.test(file));
	const other = (file: string) =>
		file.replace(
			/-(light|dark)\.png$/,
			(_, theme) => `-${theme === 'dark' ? 'light' : 'dark'}.png`,
		);
	expect(themes.filter((file) => !themes.includes(other(file)))).toEqual([]);
});

function leadsSomewhere(from: string, link: string): boolean {
	const [, anchor] = link.split('#');
	const file = targetOf(from, link);
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

it('the credentials and the nodes link to places in the documents', () => {
	const codex = list('nodes/Symbl', '.node.json');
	const texts = [...list('credentials', '.credentials.ts'), ...codex].map(read).join('\n');
	const project = 'https://github.com/n8n-nodes-symbl/n8n-nodes-symbl';
	const links = [...texts.matchAll(/https:\/\/github[^'"]+/g)].map(([link]) => link);
	expect(links.length).toBeGreaterThan(3);
	const wrong = links.filter((link) => {
		if (link === `${project}#readme`) return false;
		const file = link.replace(`${project}/blob/main/`, '');
		return !leadsSomewhere('README.md', file);
	});
	expect(wrong).toEqual([]);
});

it.each(['delete call recordings', 'gdpr', 'retention', 'transcript', 'erase', 'symbl'])(
	'whoever searches for %s in n8n finds the node',
	(search) => {
		const { alias }: { alias: string[] } = JSON.parse(read('nodes/Symbl/Symbl.node.json'));
		const names = ['Symbl.ai', ...alias].map((name) => name.toLowerCase());
		expect(names.some((name) => name.includes(search))).toBe(true);
	},
);

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
