import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { installN8n, NEWEST_N8N } from '../n8n/install.cts';
import { createInstance, packPackage } from '../n8n/instance.cts';
import { startServer } from '../n8n/server.cts';
import { startSandbox, type ConversationRecord, type Sandbox } from '../sandbox/sandbox.cts';
import { startBrowser } from './browser.cts';

const PROJECT = join(__dirname, '..', '..');
const ACTION_TIMEOUT_MS = 30_000;

/** Newest first, as Symbl lists them. */
const CONVERSATIONS = [
	['Renewal: Contoso', '2026-03-12'],
	['Weekly: Priya and Tom', '2026-03-10'],
	['Discovery call: Northwind', '2026-03-05'],
	['Weekly: Priya and Tom', '2026-03-03'],
	['Support call: router keeps rebooting', '2026-02-26'],
	['Interview: Senior Data Engineer', '2026-02-19'],
	['Quarterly review', '2026-01-15'],
] as const;

/** A full n8n with the packed node, a make-believe Symbl, and a browser that shows n8n. */
export interface Stage {
	readonly sandbox: Sandbox;
	/** Where n8n is. */
	readonly url: string;
	/** In light theme unless told otherwise. */
	readonly page: Page;
	/** What Symbl was sent since this was last asked, each as "GET /v1/conversations 200". */
	sent(): string[];
	close(): Promise<void>;
}

/** Builds the stage from the package as it is built now. */
export async function openStage(): Promise<Stage> {
	const exits: Array<() => unknown> = [];
	const close = async () => {
		for (const exit of exits.reverse()) await exit();
	};
	try {
		const browser = await startBrowser();
		exits.push(() => browser.close());

		const install = await installN8n(NEWEST_N8N, (line) => process.stderr.write(`${line}\n`));
		const packed = await mkdtemp(join(tmpdir(), 'n8n-nodes-symbl-packed-'));
		exits.push(() => rm(packed, { recursive: true, force: true }));
		// Tests on the engine silence n8n in this process, which would hide why a server does not start.
		const settings = { N8N_LOG_LEVEL: 'info' };
		const instance = await createInstance(install, await packPackage(PROJECT, packed), settings);
		exits.push(() => instance.remove());
		const server = await startServer(instance);
		exits.push(() => server.stop());

		const sandbox = await startSandbox({ seed: 7, conversations: CONVERSATIONS.map(conversation) });
		exits.push(() => sandbox.stop());

		const page = await browser.newPage({
			viewport: { width: 1620, height: 640 },
			colorScheme: 'light',
			locale: 'en-US',
		});
		page.setDefaultTimeout(ACTION_TIMEOUT_MS);
		return {
			sandbox,
			url: server.url,
			page,
			sent: () =>
				sandbox.log.splice(0).map(({ method, path, status }) => `${method} ${path} ${status}`),
			close,
		};
	} catch (error) {
		await close();
		throw error;
	}
}

function conversation(
	[name, day]: (typeof CONVERSATIONS)[number],
	index: number,
): ConversationRecord {
	return {
		id: String(4_866_329_603_473_408 + index),
		type: 'meeting',
		name,
		startTime: `${day}T09:00:00.000Z`,
		endTime: `${day}T09:30:00.000Z`,
		members: [],
	};
}
