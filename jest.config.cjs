/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	reporters: ['default', '<rootDir>/test/progressReporter.cjs'],
	testMatch: ['<rootDir>/test/**/*.test.cts'],
	testPathIgnorePatterns: [
		'/node_modules/',
		'<rootDir>/test/e2e/',
		'<rootDir>/test/editor/',
		'<rootDir>/test/queue/',
	],
	moduleFileExtensions: ['cts', 'ts', 'js', 'cjs', 'json', 'node'],
	transform: { '\\.cts$': ['ts-jest', { tsconfig: '<rootDir>/test/tsconfig.json' }] },
	testTimeout: 60_000,
};
