import { existsSync } from 'node:fs';
import { chromium, selectors, type Browser } from 'playwright-core';

/** Where Debian's package puts it. */
const DEBIAN_CHROMIUM = '/usr/bin/chromium';

/**
 * Starts a headless Chromium: `$CHROMIUM_PATH`, or the one that Debian installs.
 *
 * @throws Error that says what to install where there is none
 */
export async function startBrowser(): Promise<Browser> {
	const executablePath = process.env.CHROMIUM_PATH ?? DEBIAN_CHROMIUM;
	if (!existsSync(executablePath)) {
		throw new Error(
			`There is no Chromium at ${executablePath}. Install it (on Debian: apt-get install chromium), or say where it is in CHROMIUM_PATH.`,
		);
	}
	selectors.setTestIdAttribute('data-test-id');
	return await chromium.launch({
		executablePath,
		args: [
			// Chromium's own sandbox does not start as root, as in most containers.
			'--no-sandbox',
			'--disable-gpu',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
}
