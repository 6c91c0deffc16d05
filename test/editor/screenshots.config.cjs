/** @type {import('jest').Config} */
module.exports = { ...require('./jest.config.cjs'), globals: { picturesFolder: 'docs/images' } };
