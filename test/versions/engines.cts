/** The packages that make up the engine of a version of n8n. */
export interface Engine {
	n8n: string;
	/** Version of `n8n-core`, as that version of n8n depends on it. */
	core: string;
	/** Version of `n8n-workflow`, as that version of n8n depends on it. */
	workflow: string;
	/** Why this one. */
	reason: string;
	/** Names of the tests that are known to fail with it. */
	failing?: readonly string[];
}

/**
 * A suspended execution is saved as JSON. These engines count as failed only what has an error beside its
 * json, and then drop the rest of the json, so what failed comes out of the first output, with its IDs.
 */
const FAILED_AFTER_WAITING = [
	'puts out an error item with both IDs for what was not heard of in time',
	'hands what Symbl could not process to the error output',
];

/** These engines hand on nothing for a version that a node lacks, where newer ones say so. */
const LACKING_VERSIONS = [0.5, 1.1, 2, 99].map((version) => `version ${version} is refused`);

/**
 * The engines that the node is tested with, oldest first. An `n8n-core` without its exact
 * counterpart in `n8n-workflow` is none that anybody runs.
 */
export const ENGINES: readonly Engine[] = [
	{
		n8n: '2.0.3',
		core: '2.0.2',
		workflow: '2.0.1',
		reason: 'the first of 2.x: an item counts as failed only with an error beside its json',
		failing: [...FAILED_AFTER_WAITING, ...LACKING_VERSIONS],
	},
	{
		n8n: '2.8.4',
		core: '2.8.1',
		workflow: '2.8.0',
		reason: 'the last of 2.8: an error loses its cause when it is wrapped',
		failing: [...FAILED_AFTER_WAITING, ...LACKING_VERSIONS],
	},
	{
		n8n: '2.20.12',
		core: '2.20.6',
		workflow: '2.20.3',
		reason: 'the last of 2.20: an error loses its cause when it is wrapped',
		failing: [...FAILED_AFTER_WAITING, ...LACKING_VERSIONS],
	},
	{
		n8n: '2.35.0',
		core: '2.35.0',
		workflow: '2.35.0',
		reason: 'the last that counts an item as failed only with an error beside its json',
		failing: FAILED_AFTER_WAITING,
	},
	{
		n8n: '2.35.7',
		core: '2.35.5',
		workflow: '2.35.3',
		reason: 'the first that counts an item with error and details as failed',
	},
	{
		n8n: '2.41.1',
		core: '2.41.1',
		workflow: '2.41.0',
		reason: 'the newest that installs: 2.41.3 asks for a package that the registry lacks',
	},
];
