import { createHash, randomFillSync } from 'node:crypto';
import { open, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { N8nInstall } from '../n8n/install.cts';
import { createInstance } from '../n8n/instance.cts';
import { chain } from '../n8n/workflow.cts';
import { isList, isObject } from '../sandbox/jsonFields.cts';
import { startSandbox } from '../sandbox/sandbox.cts';
import { METER } from './measure.cts';

const MIB = 2 ** 20;
const CREDENTIAL = { id: 'upload-credential', name: 'Symbl' };
const NODE = 'Process Audio';

/** What it cost to send one file through n8n. */
export interface Upload {
	sizeMiB: number;
	nodeMs: number;
	/** By how much the resident memory of the process grew above what it was when the node began. */
	growthMiB: number;
	/** Resident memory when the node began. */
	beforeMiB: number;
	/** Whether what arrived is what was sent, with its length announced. */
	isWhole: boolean;
	error?: string;
}

/**
 * Sends a file of random bytes, which n8n has in its file system, with Process Audio, in a fresh n8n
 * process.
 *
 * @throws Error if the process tells nothing of the node
 */
export async function measureUpload(
	install: N8nInstall,
	tarball: string,
	sizeMiB: number,
): Promise<Upload> {
	const folder = await mkdtemp(join(tmpdir(), 'upload-'));
	const sandbox = await startSandbox({ jobStepMs: 0 });
	const instance = await createInstance(install, tarball, {
		N8N_RESTRICT_FILE_ACCESS_TO: folder,
		N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
	});
	try {
		const file = join(folder, 'call.mp3');
		const sha256 = await writeRandom(file, sizeMiB);
		const data = { accessToken: sandbox.issueToken(), baseUrl: sandbox.url, allowHttp: false };
		await instance.importCredentials([{ ...CREDENTIAL, type: 'symblApi', data }]);
		await instance.importWorkflows([{ id: 'upload', name: 'Upload', ...workflow(file) }]);
		const { runData, error } = await instance.execute('upload', METER);
		const [run] = runData[NODE] ?? [];
		if (!run) throw new Error(`The node did not run: ${error?.message}`);
		const received = sandbox.jobs[0]?.file;
		const bytes = sizeMiB * MIB;
		return {
			sizeMiB,
			nodeMs: run.executionTime,
			...(await memoryWithin(instance.userFolder, run.startTime, run.executionTime)),
			isWhole:
				received?.sha256 === sha256 &&
				received.length === bytes &&
				received.contentLength === bytes,
			error: run.error?.message,
		};
	} finally {
		await sandbox.stop();
		instance.remove();
		await rm(folder, { recursive: true, force: true });
	}
}

/** @returns the SHA-256 of what was written, in lower-case hex */
async function writeRandom(file: string, sizeMiB: number): Promise<string> {
	const hash = createHash('sha256');
	const chunk = Buffer.alloc(MIB);
	const target = await open(file, 'w');
	for (let written = 0; written < sizeMiB; written += 1) {
		hash.update(randomFillSync(chunk));
		await target.write(chunk);
	}
	await target.close();
	return hash.digest('hex');
}

const workflow = (fileSelector: string) =>
	chain([
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
		{
			name: 'File',
			type: 'n8n-nodes-base.readWriteFile',
			typeVersion: 1,
			parameters: { fileSelector, options: {} },
		},
		// So that what reading the file took is not counted.
		{ name: 'Pause', type: 'n8n-nodes-base.wait', typeVersion: 1.1, parameters: { amount: 2 } },
		{
			name: NODE,
			type: 'n8n-nodes-symbl.symbl',
			typeVersion: 1,
			parameters: {
				authentication: 'accessToken',
				resource: 'processing',
				operation: 'processAudio',
				source: 'file',
				waitFor: 'nothing',
			},
			credentials: { symblApi: CREDENTIAL },
		},
	]);

async function memoryWithin(userFolder: string, start: number, duration: number) {
	const saved: unknown = JSON.parse(await readFile(join(userFolder, 'samples.json'), 'utf8'));
	const samples = (isList(saved) ? saved : []).filter(isObject).map(({ at, rssKiB }) => ({
		at: Number(at),
		rssKiB: Number(rssKiB),
	}));
	const before = samples.filter(({ at }) => at <= start).at(-1);
	const within = samples.filter(({ at }) => at > start && at <= start + duration);
	if (!before || within.length === 0) throw new Error('The meter wrote no samples of the node');
	const beforeMiB = before.rssKiB / 1_024;
	const most = Math.max(...within.map(({ rssKiB }) => rssKiB)) / 1_024;
	return { beforeMiB, growthMiB: most - beforeMiB };
}
