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

/** How many hints of items are shown. */
const MAX_SHOWN = 5;

/**
 * @param ofItems what the items' user should know.
 * @returns that, and the account of a run that was to delete more than one conversation, for the
 * output panel.
 */
export function hintsOf(tally: Tally, ofItems: string[]): NodeExecutionHint[] {
	const account: NodeExecutionHint = { message: tally.summary, location: 'outputPane' };
	const others = ofItems.slice(0, MAX_SHOWN).map((message) => ({
		message,
		type: 'warning' as const,
		location: 'outputPane' as const,
	}));
	return tally.size < 2 ? others : [account, ...others];
}
