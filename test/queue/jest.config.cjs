const engine = require('../../jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = {
	...engine,
	rootDir: '../..',
	testMatch: ['<rootDir>/test/queue/**/*.test.cts'],
	testPathIgnorePatterns: ['/node_modules/'],
	testTimeout: 600_000,
};
