/** How often a line says how far the tests are, where lines cannot be overwritten. In milliseconds. */
const LINE_EVERY = 15_000;

/**
 * Says how far the tests are: after each file which of how many it was, and in between what runs. On a
 * terminal, Jest's own reporter shows what runs.
 */
module.exports = class ProgressReporter {
	running = new Set();
	files = 0;
	tests = 0;
	failed = 0;

	onRunStart({ numTotalTestSuites }) {
		this.total = numTotalTestSuites;
		this.began = Date.now();
		if (!process.stderr.isTTY) this.timer = setInterval(() => this.say(), LINE_EVERY);
	}

	onTestFileStart({ path }) {
		this.running.add(path);
	}

	onTestCaseResult(_, { status }) {
		this.tests += 1;
		if (status === 'failed') this.failed += 1;
	}

	onTestFileResult({ path }) {
		this.running.delete(path);
		this.files += 1;
		this.say();
	}

	onRunComplete() {
		clearInterval(this.timer);
	}

	say() {
		const seconds = Math.round((Date.now() - this.began) / 1_000);
		const names = [...this.running].map((path) => path.replace(/^.*\/test\/|\.test\.cts$/g, ''));
		const now = names.length > 0 ? `, now ${names.join(' and ')}` : '';
		process.stderr.write(
			`  ${this.files} of ${this.total} files, ${this.tests} tests, ${this.failed} failed, ${seconds} s${now}\n`,
		);
	}
};
