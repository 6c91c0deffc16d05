import { readFileSync } from 'node:fs';
import path from 'node:path';

const projectFolder = path.join(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(projectFolder, file), 'utf8');
const readme = read('README.md').replace(/\s+/g, ' ');

describe('the README', () => {
	it('names each command that there is', () => {
		const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));
		const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
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
