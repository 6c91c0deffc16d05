const engine = require('../../jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = {
	...engine,
	rootDir: '../..',
	testMatch: ['<rootDir>/test/e2e/**/*.test.cts'],
	testPathIgnorePatterns: ['/node_modules/'],
	testTimeout: 180_000,
};
