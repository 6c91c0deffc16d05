import type { NodeExecutionHint, NodeHint } from 'n8n-workflow';
import type { Tally } from '../run/tally';

/** Shown before a run that may delete any number of conversations. */
export const noLimitHint: NodeHint = {
	message: "'Max Deletions' is 0: this node deletes every conversation that comes in.",
	type: 'danger',
	location: 'outputPane',
	whenToDisplay: 'beforeExecution',
	displayCondition:
		'={{ $parameter["resource"] === "conversation" && $parameter["operation"] === "delete" && $parameter["options"]["maxDeletions"] === 0 && $parameter["dryRun"] !== true }}',
};

/** @returns the account of a run that was to delete more than one conversation, for the output panel. */
export function hintsOf(tally: Tally): NodeExecutionHint[] {
	if (tally.size < 2) return [];
	return [{ message: tally.summary, location: 'outputPane' }];
}
