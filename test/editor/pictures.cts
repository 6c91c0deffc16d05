import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

declare global {
	/** Where to keep the pictures of a walk; without it, none are taken. */
	var picturesFolder: string | undefined;
}

/** Around what is shown, in pixels. */
const MARGIN = 12;

/**
 * Keeps two pictures of a part of the page, `<name>-light.png` and `<name>-dark.png`: the smallest
 * rectangle that holds all that is to be shown. Takes none where no folder is set for them.
 *
 * @throws Error that says what to install where pngquant is not there
 */
export async function keepPicture(page: Page, name: string, ...shown: Locator[]): Promise<void> {
	const folder = globalThis.picturesFolder;
	if (folder === undefined) return;
	await mkdir(folder, { recursive: true });
	for (const theme of ['light', 'dark'] as const) {
		await inTheme(page, theme, async () => {
			const picture = await page.screenshot({
				clip: await rectangle(page, shown),
				animations: 'disabled',
				style: '.el-notification { visibility: hidden }',
			});
			await writeFile(join(folder, `${name}-${theme}.png`), withPalette(picture));
		});
	}
}

/** Does something while n8n is in a theme, which it takes from the system, and goes back to light. */
export async function inTheme<Result>(
	page: Page,
	theme: 'light' | 'dark',
	act: () => Promise<Result>,
): Promise<Result> {
	await page.emulateMedia({ colorScheme: theme });
	// Icons are other images then.
	await page.waitForFunction(() => Array.from(document.images).every(({ complete }) => complete));
	return await act().finally(() => page.emulateMedia({ colorScheme: 'light' }));
}

async function rectangle(page: Page, shown: Locator[]) {
	const boxes = await Promise.all(shown.map((locator) => locator.boundingBox()));
	const present = boxes.filter((box) => box !== null);
	const { width, height } = page.viewportSize() ?? { width: Infinity, height: Infinity };
	const left = Math.max(0, Math.min(...present.map(({ x }) => x)) - MARGIN);
	const top = Math.max(0, Math.min(...present.map(({ y }) => y)) - MARGIN);
	const right = Math.min(width, Math.max(...present.map((box) => box.x + box.width)) + MARGIN);
	const bottom = Math.min(height, Math.max(...present.map((box) => box.y + box.height)) + MARGIN);
	return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A picture of a screen has few colours: with a palette it is a fraction of its size. */
function withPalette(picture: Buffer): Buffer {
	try {
		return execFileSync('pngquant', ['--strip', '--speed=1', '-'], { input: picture });
	} catch (error) {
		throw new Error('pngquant is needed for pictures (on Debian: apt-get install pngquant).', {
			cause: error,
		});
	}
}
