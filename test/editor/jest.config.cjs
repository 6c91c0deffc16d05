const base = require('../../jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = {
	...base,
	rootDir: '../..',
	testMatch: ['<rootDir>/test/editor/**/*.test.cts'],
	testPathIgnorePatterns: ['/node_modules/'],
};
