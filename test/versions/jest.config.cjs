const { join } = require('node:path');
const engine = require('../../jest.config.cjs');

const engineFolder = process.env.N8N_ENGINE_FOLDER;
if (!engineFolder) throw new Error('N8N_ENGINE_FOLDER names no engine: see npm run test:versions');

/** Packages of some engines that are ES modules only, which Jest cannot require before Node 24. */
const esModules = 'p-retry|is-network-error';

/** @type {import('jest').Config} */
module.exports = {
	...engine,
	rootDir: '../..',
	testMatch: ['contract', 'faults', 'operations'].map(
		(folder) => `<rootDir>/test/${folder}/**/*.test.cts`,
	),
	transform: {
		...engine.transform,
		[`/node_modules/(?:${esModules})/.*\\.js$`]: [
			'ts-jest',
			{ tsconfig: { allowJs: true, module: 'commonjs', target: 'es2022' }, diagnostics: false },
		],
	},
	transformIgnorePatterns: [`/node_modules/(?!(?:${esModules})/)`],
	// For the built node as for the tests: an error of another n8n-workflow is not recognised.
	moduleNameMapper: {
		'^n8n-(core|workflow)$': join(engineFolder, 'node_modules', 'n8n-$1'),
	},
};
