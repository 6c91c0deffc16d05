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

/** Shown in a node that an AI agent may have delete for good. Only a tool has a description type. */
export const toolHint: NodeHint = {
	message:
		"An AI agent can delete conversations for good with this. Add n8n's human review step to this tool, so that somebody approves each call, or turn on 'Dry Run'.",
	type: 'danger',
	location: 'ndv',
	whenToDisplay: 'always',
	displayCondition:
		'={{ $parameter["descriptionType"] !== undefined && $parameter["resource"] === "conversation" && $parameter["operation"] === "delete" && $parameter["dryRun"] !== true }}',
};

/** @returns the account of a run that was to delete more than one conversation, for the output panel. */
export function hintsOf(tally: Tally): NodeExecutionHint[] {
	if (tally.size < 2) return [];
	return [{ message: tally.summary, location: 'outputPane' }];
}
