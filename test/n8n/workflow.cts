import type { WorkflowFile } from './instance.cts';

/** A node of a workflow, without what follows from its place in it. */
export interface Step {
	name: string;
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	/** Settings such as `onError` and `retryOnFail`. */
	[setting: string]: unknown;
}

type Parts = Pick<WorkflowFile, 'nodes' | 'connections'>;

/** Steps one after the other, each on the first output of the one before. */
export function chain(steps: readonly Step[]): Parts {
	const nodes = steps.map((step, index) => ({
		...step,
		id: `node${index}`,
		position: [index * 220, 0],
	}));
	const connections = Object.fromEntries(
		steps
			.slice(1)
			.map(({ name }, index) => [
				steps[index]?.name,
				{ main: [[{ node: name, type: 'main', index: 0 }]] },
			]),
	);
	return { nodes, connections };
}
