import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import type { Browser } from 'playwright-core';
import { accessToken, openSandbox } from '../contract/accounts.cts';
import { runSymbl } from '../engine/engine.cts';
import { startBrowser } from './browser.cts';
import { withPalette } from './pictures.cts';

const minute = (n: number) => new Date(Date.UTC(2026, 10, 24, 3, n, 7)).toISOString();
const PLAN = '3f0c8a6d5be14f7290a1c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3e4f50617';

const said = (conversationId: string, outcome: string, more: IDataObject = {}) => ({
	conversationId,
	deleted: false,
	outcome,
	conversation: {
		startTime: new Date(Date.UTC(2026, 5, Number(conversationId) % 28)).toISOString(),
	},
	...more,
});

/** What Delete may put out, one of each kind and more. */
const ITEMS: IDataObject[] = [
	...['4866329603473408', '5815170693595136', '6749556955938816'].map((id, n) =>
		said(id, 'deleted', {
			deleted: true,
			deletedAt: minute(n),
			verifiedAt: minute(n),
			plan: PLAN,
		}),
	),
	said('4503599627370496', 'gone', { deleted: null }),
	said('5629499534213120', 'notFound'),
	said('6192449487634432', 'kept', { reason: 'it has the metadata key “legalHold”' }),
	{
		error: 'Conversation 4785074604081152: this Symbl account is not allowed to do this (HTTP 403)',
		details: { conversationId: '4785074604081152', deleted: false, outcome: 'failed' },
	},
	{
		error:
			'Conversation 5066549580791808: Symbl did not answer in time (ETIMEDOUT). It was still there when asked',
		details: { conversationId: '5066549580791808', deleted: null, outcome: 'unknown' },
	},
];

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(async () => await browser.close());

async function report(items: IDataObject[]): Promise<string> {
	const sandbox = await openSandbox();
	const { outputs } = await runSymbl({
		items,
		credential: accessToken(sandbox),
		parameters: { operation: 'createReport' },
	});
	return Buffer.from(outputs[0]?.[0]?.binary?.data?.data ?? '', 'base64').toString('utf8');
}

test('a report of every outcome reads well in a browser', async () => {
	const page = await browser.newPage({ viewport: { width: 900, height: 1200 } });
	const problems: string[] = [];
	page.on('console', (message) => problems.push(message.text()));
	page.on('request', (request) => problems.push(request.url()));
	await page.setContent(await report(ITEMS));
	expect(await page.title()).toBe('Deletion Report');
	const headings = await page.locator('h2').allInnerTexts();
	expect(headings).toEqual([
		...['Deleted 3', 'Gone 1', 'Not found 1', 'Kept 1', 'Not deleted 1', 'Unknown 1'],
		'What this report shows, and what it does not',
	]);
	const widths = await page.evaluate(() => [
		document.documentElement.scrollWidth,
		document.documentElement.clientWidth,
	]);
	expect(widths[0]).toBe(widths[1]);
	expect(problems.filter((text) => text !== 'about:blank')).toEqual([]);
	if (globalThis.picturesFolder !== undefined) {
		const picture = await page.screenshot({ fullPage: true });
		await writeFile(join(globalThis.picturesFolder, 'report.png'), withPalette(picture));
	}
	await page.close();
});

test('a report of many goes over pages of paper, with all that it holds', async () => {
	const page = await browser.newPage();
	const many = Array.from({ length: 200 }, (_, n) =>
		said(String(4_000_000_000_000_000 + n), 'deleted', {
			deleted: true,
			deletedAt: minute(n % 60),
		}),
	);
	await page.setContent(await report([...many, ...ITEMS]));
	const paper = await page.pdf({ preferCSSPageSize: true });
	const pages = paper.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
	expect(pages.length).toBeGreaterThan(3);
	expect(pages.length).toBeLessThan(12);
	if (process.env.KEEP_PDF) await writeFile(process.env.KEEP_PDF, paper);
	await page.close();
});
