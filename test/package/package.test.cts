import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, cp, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const projectFolder = path.join(__dirname, '../..');

/** All that goes into a build or a package. */
const SOURCE = [
	...['nodes', 'credentials', 'icons'],
	...['package.json', 'tsconfig.json', 'gulpfile.js', 'README.md', 'LICENSE.md'],
];

/** A tarball to look at in place of one that is built here: the one that is about to be published. */
const { PACKAGE_TARBALL } = process.env;

/** In bytes. */
const LARGEST_PACKAGE = 110_000;

interface Manifest {
	dependencies?: object;
	optionalDependencies?: object;
	bundledDependencies?: unknown;
	peerDependencies?: object;
	scripts: Record<string, string>;
	n8n: { nodes: string[]; credentials: string[] };
}

interface Packed {
	tarball: string;
	size: number;
	shasum: string;
	files: string[];
}

let workFolder: string;
let first: Packed;
let second: Packed;
let installed: string;

beforeAll(async () => {
	workFolder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-symbl-package-'));
	first = await (PACKAGE_TARBALL ? pack(PACKAGE_TARBALL, workFolder) : buildAndPack('first'));
	second = await buildAndPack('second');
	installed = await install(first.tarball);
}, 180_000);

afterAll(async () => await rm(workFolder, { recursive: true, force: true }));

/** A copy of the source, so that a build disturbs nobody who uses the one at hand. */
async function copySource(name: string): Promise<string> {
	const folder = path.join(workFolder, name);
	for (const entry of SOURCE) {
		await cp(path.join(projectFolder, entry), path.join(folder, entry), { recursive: true });
	}
	await symlink(path.join(projectFolder, 'node_modules'), path.join(folder, 'node_modules'));
	return folder;
}

async function buildAndPack(name: string): Promise<Packed> {
	const folder = await copySource(name);
	const gulp = path.join(projectFolder, 'node_modules/gulp/bin/gulp.js');
	await run(process.execPath, [gulp, 'build'], { cwd: folder });
	return await pack('.', folder);
}

/** Packs a folder, or takes a tarball as it is, and puts it into `folder`. */
async function pack(source: string, folder: string): Promise<Packed> {
	const { stdout } = await npm(['pack', '--json', source], folder);
	const output: unknown = JSON.parse(stdout);
	const [packed]: unknown[] = Array.isArray(output) ? output : [];
	if (!isPacked(packed)) throw new Error(`npm pack said: ${stdout}`);
	return {
		tarball: path.join(folder, packed.filename),
		size: packed.size,
		shasum: packed.shasum,
		files: packed.files.map((file) => file.path),
	};
}

function isPacked(value: unknown): value is {
	filename: string;
	size: number;
	shasum: string;
	files: Array<{ path: string }>;
} {
	return (
		typeof value === 'object' &&
		value !== null &&
		'filename' in value &&
		'size' in value &&
		'shasum' in value &&
		'files' in value &&
		Array.isArray(value.files)
	);
}

/** Installs the package as n8n does, without the peer that n8n brings along. */
async function install(tarball: string): Promise<string> {
	const target = path.join(workFolder, 'install');
	const options = ['--offline', '--legacy-peer-deps', '--no-audit', '--no-fund', '--no-save'];
	await npm(['install', ...options, '--prefix', target, tarball], workFolder);
	const folder = path.join(workFolder, 'installed');
	// Out of node_modules, where the linter would not look.
	await rename(path.join(target, 'node_modules/n8n-nodes-symbl'), folder);
	return folder;
}

async function npm(args: string[], cwd: string) {
	return await run('npm', args, { cwd, shell: process.platform === 'win32' });
}

async function manifest(folder: string): Promise<Manifest> {
	return JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
}

/** @returns what n8n's scanner reports, '' for nothing. */
async function scan(folder: string, ...patterns: string[]): Promise<string> {
	const script = path.join(__dirname, 'scan.cts');
	const command = ['--require', 'tsx/cjs', script, folder, ...patterns];
	// The scanner leaves a folder behind where temporary files go. Its rules take every file for a
	// test of their own where NODE_ENV says so, as it does in Jest.
	const env = { ...process.env, TMPDIR: workFolder, NODE_ENV: '' };
	const options = { cwd: projectFolder, env };
	try {
		const { stdout, stderr } = await run(process.execPath, command, options);
		return stdout + stderr;
	} catch (error) {
		if (typeof error === 'object' && error !== null && 'stdout' in error) {
			return `${error.stdout}${'stderr' in error ? error.stderr : ''}`;
		}
		throw error;
	}
}

describe('what npm would publish', () => {
	it('has the build, and the documents that npm always adds, and nothing else', () => {
		const beyond = first.files.filter((file) => !file.startsWith('dist/')).sort();
		expect(beyond).toEqual(['LICENSE.md', 'README.md', 'package.json']);
	});

	it('has no tests, source maps, sources or build information', () => {
		const kinds = new Set(first.files.map((file) => path.basename(file).replace(/^[^.]*/, '')));
		const expected = ['.credentials.js', '.dark.svg', '.js', '.json', '.md', '.node.js'];
		expected.push('.node.json', '.operation.js', '.svg');
		expect([...kinds].filter((kind) => !expected.includes(kind))).toEqual([]);
		expect(first.files.filter((file) => /test|sandbox|bench|tsbuildinfo/i.test(file))).toEqual([]);
	});

	it(`is smaller than ${LARGEST_PACKAGE} bytes`, () => {
		expect(first.size).toBeGreaterThan(0);
		expect(first.size).toBeLessThan(LARGEST_PACKAGE);
	});

	it('is the same, byte for byte, when it is built again', () => {
		expect(second.shasum).toBe(first.shasum);
	});

	it('has every file that n8n is told to load', async () => {
		const { n8n } = await manifest(installed);
		const files = [...n8n.nodes, ...n8n.credentials];
		expect(files).not.toEqual([]);
		expect(files.filter((file) => !existsSync(path.join(installed, file)))).toEqual([]);
		const codex = n8n.nodes.map((file) => file.replace(/\.js$/, '.json'));
		expect(codex.filter((file) => !existsSync(path.join(installed, file)))).toEqual([]);
	});

	it('brings no dependency along, and runs nothing when it is installed', async () => {
		const { peerDependencies, scripts, ...rest } = await manifest(installed);
		expect(peerDependencies).toEqual({ 'n8n-workflow': '*' });
		expect(
			Object.keys(rest).filter((key) => /^(optional|bundled?)?dependencies$/i.test(key)),
		).toEqual([]);
		const onInstall = /^(pre|post)?(install|prepare|uninstall)$/;
		expect(Object.keys(scripts).filter((name) => onInstall.test(name))).toEqual([]);
	});

	it('requires nothing but itself, n8n-workflow and what it is told to', async () => {
		const required = new Set<string>();
		for (const file of first.files.filter((name) => name.endsWith('.js'))) {
			const code = await readFile(path.join(installed, file), 'utf8');
			for (const [, name = ''] of code.matchAll(/require\("([^"]+)"\)/g)) required.add(name);
		}
		const elsewhere = [...required].filter((name) => !name.startsWith('.'));
		expect(elsewhere.sort()).toEqual(['n8n-workflow', 'node:crypto']);
	});
});

describe("the rules of n8n's scanner", () => {
	it('find nothing in the source', async () => {
		expect(await scan(projectFolder)).toBe('');
	});

	it('find nothing in the package', async () => {
		expect(await scan(installed, '**/*.js', 'package.json')).toBe('');
	});

	it('would find what breaks them, even where a comment switches them off', async () => {
		const folder = await copySource('broken');
		const file = path.join(folder, 'nodes/Symbl/transport/request.ts');
		await appendFile(file, '\n/* eslint-disable */\nexport const home = process.env.HOME;\n');
		expect(await scan(folder)).toMatch(/request\.ts[\s\S]*process/);
	});

	it('would notice that there is nothing to look at', async () => {
		expect(await scan(installed, 'nothing/**')).toMatch('No files found');
	});
});
