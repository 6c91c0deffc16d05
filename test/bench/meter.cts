// Loaded into the measured process before anything else (`--require`), by a Node that only strips
// types: so no `import` here.

/** The state of the measured process at one turn of its event loop. */
interface Sample {
	/** Milliseconds since 1970. */
	at: number;
	/** Milliseconds of processor time, user and system, since the process began. */
	cpuMs: number;
	/** Largest resident memory since the process began. */
	peakRssKiB: number;
	/** Resident memory at that moment. */
	rssKiB: number;
}

const TICK_MS = 5;
const samples: Sample[] = [];

function sample() {
	const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
	samples.push({
		at: Date.now(),
		cpuMs: (userCPUTime + systemCPUTime) / 1_000,
		peakRssKiB: maxRSS,
		rssKiB: process.memoryUsage.rss() / 1_024,
	});
}

sample();
setInterval(sample, TICK_MS).unref();
process.on('exit', () => {
	sample();
	const file = `${process.env.N8N_USER_FOLDER}/samples.json`;
	process.getBuiltinModule('node:fs').writeFileSync(file, JSON.stringify(samples));
});
