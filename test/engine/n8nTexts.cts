import { WorkflowHasIssuesError } from 'n8n-core';
import { NodeOperationError, type INode } from 'n8n-workflow';

const node: INode = {
	id: 'any',
	name: 'Any',
	type: 'test.passThrough',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/**
 * Whether an error keeps the one that it wraps. Where it does not, as in n8n 2.0 to 2.30, n8n's
 * credentials tester finds no response in it, and applies no rule of a credential's test.
 */
const KEEPS_CAUSE = new NodeOperationError(node, new Error('Any')).cause !== undefined;

/** Whether n8n names what is wrong with a workflow, or says only that something is. */
const NAMES_ISSUES = new WorkflowHasIssuesError(
	{ Any: { execution: true } },
	{ Any: node },
).message.includes('Any');

/**
 * What the dialog of a credential says of a request that failed.
 *
 * @param wanted the text of the credential's own rule
 * @returns that, or any text at all on an engine where n8n has one of its own
 */
export const textOfRule = (wanted: RegExp): RegExp => (KEEPS_CAUSE ? wanted : /\S/);

/**
 * What n8n says of a workflow that it does not start.
 *
 * @param wanted the text of the issue
 * @returns that, or n8n's sentence about workflows with issues on an engine that names none
 */
export const textOfIssue = (wanted: RegExp): RegExp =>
	NAMES_ISSUES ? wanted : /^The workflow has issues/;
