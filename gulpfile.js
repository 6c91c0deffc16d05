const { rm } = require('node:fs/promises');
const { promisify } = require('node:util');
const execFile = promisify(require('node:child_process').execFile);
const { dest, parallel, series, src } = require('gulp');

/** Removes the last build, so that nothing deleted from the source lives on in the package. */
const clean = () => rm('dist', { recursive: true, force: true });

const compile = async () => {
	await execFile(process.execPath, [require.resolve('typescript/bin/tsc')]).catch((error) => {
		throw new Error(error.stdout || error.message);
	});
};

/** Copies what `tsc` does not: icons, codex files and output schemas, byte for byte. */
const copyStatic = () =>
	src(['icons/**/*.svg', 'nodes/**/*.json', 'nodes/**/*.svg'], { base: '.', encoding: false }).pipe(
		dest('dist'),
	);

exports.build = series(clean, parallel(compile, copyStatic));
exports.default = exports.build;
