import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config({
	files: ['test/**/*.cts'],
	extends: [js.configs.recommended, tseslint.configs.recommended],
	linterOptions: { reportUnusedDisableDirectives: 'error' },
});
