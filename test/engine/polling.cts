import { PollContext } from 'n8n-core';
import type { IDataObject, INode, INodeParameters, WorkflowExecuteMode } from 'n8n-workflow';
import type { StoredCredential } from './credentials.cts';
import { prepare, SYMBL_TRIGGER } from './engine.cts';

/** What a test says of the trigger; all else is as a user finds it. */
export interface Poll {
	credential: StoredCredential;
	parameters?: INodeParameters;
	/** What n8n has saved of the node; changed in place. */
	staticData: IDataObject;
	mode?: WorkflowExecuteMode;
}

/**
 * Polls once, as n8n does for an active workflow, or for one that is being built.
 * @returns the JSON of what came out; undefined where the workflow does not start.
 * @throws what the poll throws
 */
export async function poll(asked: Poll): Promise<IDataObject[] | undefined> {
	const { credential, parameters, staticData, mode = 'trigger' } = asked;
	const node: INode = {
		id: 'trigger',
		name: 'Symbl.ai Trigger',
		type: SYMBL_TRIGGER,
		typeVersion: 1,
		position: [0, 0],
		parameters: {
			authentication: credential.type === 'symblApi' ? 'accessToken' : 'appCredentials',
			...parameters,
		},
		credentials: { [credential.type]: { id: 'credential-1', name: 'Symbl' } },
	};
	const run = { workflow: { nodes: [node], connections: {} }, credential };
	const { workflow, additional, types } = await prepare(run, mode);
	Object.assign(workflow.getStaticData('node', node), staticData);
	const context = new PollContext(workflow, node, additional, mode, 'activate');
	const emitted = await types.getByName(SYMBL_TRIGGER).poll?.call(context);
	// As n8n saves it: as JSON, and only what is there at the end.
	const saved = JSON.parse(JSON.stringify(workflow.getStaticData('node', node)));
	for (const name of Object.keys(staticData)) delete staticData[name];
	Object.assign(staticData, saved);
	return emitted?.flat().map(({ json }) => json);
}
