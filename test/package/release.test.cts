import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';

const run = promisify(execFile);
const projectFolder = path.join(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(projectFolder, file), 'utf8');

interface Step {
	name?: string;
	uses?: string;
	run?: string;
	with?: Record<string, unknown>;
}

interface Job {
	needs?: string;
	permissions?: Record<string, string>;
	environment?: string;
	'timeout-minutes'?: number;
	steps: Step[];
}

interface Workflow {
	permissions: Record<string, string>;
	concurrency: { group: string };
	jobs: Record<string, Job>;
}

const workflowFiles = readdirSync(path.join(projectFolder, '.github/workflows')).map(
	(name) => `.github/workflows/${name}`,
);
const workflow = (file: string): Workflow => parse(read(file));

describe.each(workflowFiles)('%s', (file) => {
	const jobs = Object.values(workflow(file).jobs);
	const steps = jobs.flatMap((job) => job.steps);

	it('pins every action to a commit, and says which version that is', () => {
		const uses = read(file).match(/uses:.*/g) ?? [];
		expect(uses).toHaveLength(steps.filter((step) => step.uses).length);
		const pinned = /^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
		expect(uses.filter((line) => !pinned.test(line))).toEqual([]);
	});

	it('may do little, and not for long', () => {
		const { permissions, concurrency } = workflow(file);
		expect([{}, { contents: 'read' }]).toContainEqual(permissions);
		expect(concurrency.group).toBeTruthy();
		expect(jobs.filter((job) => !job['timeout-minutes'])).toEqual([]);
		const checkouts = steps.filter((step) => step.uses?.startsWith('actions/checkout@'));
		expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
	});

	it('puts nothing that others can choose into a script', () => {
		expect(steps.filter((step) => step.run?.includes('${{'))).toEqual([]);
	});
});

describe('every night', () => {
	const jobs = Object.values(workflow('.github/workflows/nightly.yml').jobs);
	const commands = jobs.flatMap((job) => job.steps.map((step) => step.run ?? ''));

	it.each(['test:e2e', 'test:versions'])('older versions of n8n get npm run %s', (script) => {
		expect(commands.filter((command) => command.startsWith(`npm run ${script}`))).toHaveLength(1);
	});
});

describe('publishing', () => {
	const file = '.github/workflows/publish.yml';
	const { test, publish } = workflow(file).jobs;
	const commands = (job?: Job) => job?.steps.map((step) => step.run ?? step.uses ?? '') ?? [];
	const position = (command: RegExp) => commands(test).findIndex((text) => command.test(text));

	it('comes after the tests, and takes the tarball that they saw', () => {
		expect(publish?.needs).toBe('test');
		const order = [/^npm ci$/, /^npm run build$/, /^npm pack /, /PACKAGE_TARBALL.*\n.*\.ci\/run$/m];
		const positions = [...order, /upload-artifact@/].map(position);
		expect(positions).not.toContain(-1);
		expect(positions).toEqual([...positions].sort((a, b) => a - b));
		expect(commands(publish)).toEqual([
			expect.stringContaining('/download-artifact@'),
			expect.stringContaining('/setup-node@'),
			'npm publish "./n8n-nodes-symbl-${GITHUB_REF_NAME#v}.tgz" --provenance --access public',
		]);
	});

	it('is the only thing that may', () => {
		expect(publish?.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
		expect(publish?.environment).toBe('npm');
		const others = workflowFiles.flatMap((name) => Object.values(workflow(name).jobs));
		expect(others.filter((job) => job.permissions?.['id-token'])).toEqual([publish]);
		expect(workflowFiles.map(read).join('\n')).not.toMatch(/secrets\.|continue-on-error/);
	});

	describe('is refused', () => {
		const check = test?.steps.find((step) => step.name === 'Tag, package and changelog agree');
		const repository = { url: 'git+https://github.com/someone/symbl.git' };
		const changelog = '## [Unreleased]\n\n## [1.2.3] - 2026-01-31\n';
		let folder: string;

		beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-symbl-tag-'))));
		afterAll(async () => await rm(folder, { recursive: true, force: true }));

		/** Runs the step as GitHub does. @returns what it prints. */
		async function checkTag(tag: string, sections: string, name: string): Promise<string> {
			const manifest = JSON.stringify({ version: '1.2.3', repository });
			await writeFile(path.join(folder, 'package.json'), manifest);
			await writeFile(path.join(folder, 'CHANGELOG.md'), sections);
			await writeFile(path.join(folder, 'step'), check?.run ?? 'exit 1');
			const github = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: name };
			const env = { PATH: process.env.PATH, GITHUB_REF_NAME: tag, ...github };
			const { stdout } = await run('bash', ['-e', 'step'], { cwd: folder, env });
			return stdout;
		}

		it('not when all is well', async () => {
			expect(await checkTag('v1.2.3', changelog, 'someone/symbl')).toBe('');
		});

		it.each([
			['for another tag', 'v1.2.4', changelog, 'someone/symbl', /but package.json says 1\.2\.3/],
			['without a section', 'v1.2.3', '## [1.2.33] - 2026-01-31', 'someone/symbl', /no section/],
			['from a fork', 'v1.2.3', changelog, 'fork/symbl', /names another repository/],
		])('%s', async (_, tag, sections, name, stdout) => {
			await expect(checkTag(tag, sections, name)).rejects.toMatchObject({
				code: 1,
				stdout: expect.stringMatching(stdout),
			});
		});
	});
});
