/**
 * The versions of the node, oldest first. n8n drops parameters that it does not find in the installed
 * node, and says nothing. A parameter that holds something back therefore raises the version, and is
 * shown from that version on: a node that lacks the version refuses the whole workflow.
 */
export const VERSIONS = [1];
