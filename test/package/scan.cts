import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Runs the rules that n8n holds community packages to over a folder, comments that switch rules off
 * ignored. Prints what they find. Exit code 1 if they find something.
 *
 * Usage: scan.cts <folder> [pattern ...]; without patterns, those for a package's source.
 */
async function scan(folder: string, patterns: string[]): Promise<boolean> {
	const file = createRequire(__filename).resolve('@n8n/scan-community-package/scanner/scanner.mjs');
	const scanner: unknown = await import(pathToFileURL(file).href);
	if (!isScanner(scanner)) throw new Error('The scanner exports something else than it did');
	const wanted = patterns.length > 0 ? patterns : scanner.SOURCE_FILE_PATTERNS;
	const { passed, message, details } = await scanner.analyzePackage(folder, wanted);
	// It also passes, with a message, where it found no files.
	if (passed && message === undefined) return true;
	console.log([message, details].filter(Boolean).join('\n'));
	return false;
}

interface Scanner {
	SOURCE_FILE_PATTERNS: string[];
	analyzePackage(
		folder: string,
		patterns: string[],
	): Promise<{ passed: boolean; message?: string; details?: string }>;
}

function isScanner(value: unknown): value is Scanner {
	return (
		typeof value === 'object' &&
		value !== null &&
		'analyzePackage' in value &&
		typeof value.analyzePackage === 'function' &&
		'SOURCE_FILE_PATTERNS' in value &&
		Array.isArray(value.SOURCE_FILE_PATTERNS)
	);
}

const [folder = '.', ...patterns] = process.argv.slice(2);
scan(folder, patterns).then(
	(isClean) => (process.exitCode = isClean ? 0 : 1),
	(error: unknown) => {
		console.error(error);
		process.exitCode = 2;
	},
);
