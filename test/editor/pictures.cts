import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

declare global {
	/** Where to keep the pictures of a walk; without it, none are taken. */
	var picturesFolder: string | undefined;
}

/**
 * Keeps two pictures of a part of the page, `<name>-light.png` and `<name>-dark.png`: the smallest
 * rectangle that holds all that is to be shown. Takes none where no folder is set for them.
 *
 * @param whileRunning whether the workflow runs, so that n8n shows something that moves
 * @throws Error that says what to install where pngquant is not there
 */
export async function keepPicture(
	page: Page,
	name: string,
	shown: Locator[],
	whileRunning = false,
): Promise<void> {
	const folder = globalThis.picturesFolder;
	if (folder === undefined) return;
	await mkdir(folder, { recursive: true });
	// What is under the mouse looks otherwise.
	await page.mouse.move(0, 0);
	for (const theme of ['light', 'dark'] as const) {
		await inTheme(
			page,
			theme,
			async () => {
				const picture = await page.screenshot({
					clip: await rectangle(shown),
					animations: 'disabled',
					style: '.el-notification { visibility: hidden }',
				});
				await writeFile(join(folder, `${name}-${theme}.png`), withPalette(picture));
			},
			whileRunning,
		);
	}
}

/** Does something while n8n is in a theme, which it takes from the system, and goes back to light. */
export async function inTheme<Result>(
	page: Page,
	theme: 'light' | 'dark',
	act: () => Promise<Result>,
	whileRunning = false,
): Promise<Result> {
	await page.emulateMedia({ colorScheme: theme });
	await page.waitForFunction(
		(isRunning) =>
			// Icons are other images then.
			Array.from(document.images).every(({ complete }) => complete) &&
			(isRunning ||
				(document.querySelector('button[aria-busy=true]') === null &&
					document.getAnimations().length === 0)),
		whileRunning,
	);
	return await act().finally(() => page.emulateMedia({ colorScheme: 'light' }));
}

async function rectangle(shown: Locator[]) {
	const all = await Promise.all(shown.map((locator) => locator.boundingBox()));
	const boxes = all.filter((box) => box !== null);
	const x = Math.min(...boxes.map((box) => box.x));
	const y = Math.min(...boxes.map((box) => box.y));
	const width = Math.max(...boxes.map((box) => box.x + box.width)) - x;
	const height = Math.max(...boxes.map((box) => box.y + box.height)) - y;
	return { x, y, width, height };
}

/** A picture of a screen has few colours: with a palette it is a fraction of its size. */
export function withPalette(picture: Buffer): Buffer {
	try {
		return execFileSync('pngquant', ['--strip', '--speed=1', '-'], { input: picture });
	} catch (error) {
		throw new Error('pngquant is needed for pictures (on Debian: apt-get install pngquant).', {
			cause: error,
		});
	}
}
