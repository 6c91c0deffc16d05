import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const projectFolder = path.join(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(projectFolder, file), 'utf8');
const readme = read('README.md').replace(/\s+/g, ' ');

/** As GitHub makes an anchor of a heading. */
const anchors = [...read('README.md').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
	heading
		.toLowerCase()
		.replace(/[^\w\- ]/g, '')
		.replaceAll(' ', '-'),
);

describe('the README', () => {
	it('leads somewhere with each of its links', () => {
		const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
		const local = links.filter((link) => !link.startsWith('https://'));
		expect(
			local.filter((link) =>
				link.startsWith('#')
					? !anchors.includes(link.slice(1))
					: !existsSync(path.join(projectFolder, link)),
			),
		).toEqual([]);
	});

	it('has the places that the credentials and the node link to', () => {
		const linking = [
			'credentials/SymblApi.credentials.ts',
			'credentials/SymblAppApi.credentials.ts',
		];
		const linked = [...linking, 'nodes/Symbl/Symbl.node.json'].flatMap((file) =>
			[...read(file).matchAll(/https:[^'"]+#([\w-]+)/g)].map(([, anchor = '']) => anchor),
		);
		expect(linked).toHaveLength(4);
		expect(linked.filter((anchor) => anchor !== 'readme' && !anchors.includes(anchor))).toEqual([]);
	});

	it('names each command that there is, and no other', () => {
		const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));
		const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
		expect(named.filter((name) => !(name in scripts))).toEqual([]);
		// These are steps of npm test.
		const shown = Object.keys(scripts).filter(
			(n) => !/^(test|lint|format:check|typecheck)$/.test(n),
		);
		expect(shown.filter((name) => !named.includes(name))).toEqual([]);
	});

	it('tells what to do about everything that the node may say', () => {
		const texts = [
			...read('nodes/Symbl/transport/failures.ts').matchAll(/^\t\tmessage: '(.+)',$/gm),
		];
		const fragments = texts.flatMap(([, text = '']) =>
			text
				.split(/\{\w+\}/)
				.map((fragment) => fragment.replace(/^[:)\s]+|(\(HTTP|[:(\s])+$/g, ''))
				.filter((fragment) => fragment.length > 3),
		);
		expect(fragments.length).toBeGreaterThan(15);
		expect(fragments.filter((fragment) => !readme.includes(fragment))).toEqual([]);
	});

	it('names each option and each outcome', async () => {
		const operation = read('nodes/Symbl/resources/conversation/delete.operation.ts');
		const outcomes = [...operation.matchAll(/detailsOf\(id, '(\w+)'/g)].map(
			([, name = '']) => name,
		);
		const run = [...read('nodes/Symbl/run/settings.ts').matchAll(/displayName: '([^']+)'/g)];
		const item = [...operation.matchAll(/displayName: '((?:Dry|If)[^']+)'/g)];
		const options = [...run, ...item].map(([, name = '']) => `| **${name}**`);
		expect(options).toHaveLength(5);
		const wanted = [...outcomes, 'deleted', 'goneAfterRetry', 'failed', 'unknown'];
		const missing = wanted.map((outcome) => `| \`${outcome}\``).concat(options);
		expect(missing.filter((text) => !readme.includes(text))).toEqual([]);
	});
});
