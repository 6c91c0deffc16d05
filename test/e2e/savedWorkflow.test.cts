import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appCredentials, openSandbox } from '../contract/accounts.cts';
import type { WorkflowFile } from '../n8n/instance.cts';
import { isList, isObject, isString } from '../sandbox/jsonFields.cts';
import { instance, outputsOf } from './runs.cts';

/**
 * Workflows as older versions of n8n exported them (`n8n export:workflow`). All are the example of
 * deleting conversations, with three IDs and this credential filled in.
 */
const FOLDER = join(__dirname, 'saved');
const CREDENTIAL = { id: 'savedCredential0', name: 'Symbl' };

test.each(readdirSync(FOLDER))('%s runs here, unchanged', async (file) => {
	const workflow: unknown = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
	if (!isWorkflow(workflow)) throw new Error(`${file} is not a workflow`);
	const sandbox = await openSandbox();
	for (const id of ['851', '853']) sandbox.add({ id });
	await instance.importCredentials([{ ...CREDENTIAL, ...appCredentials(sandbox) }]);
	await instance.importWorkflows([workflow]);

	const execution = await instance.execute(workflow.id);
	expect(execution.error).toBeUndefined();
	expect(outputsOf(execution, 'Deleted or Not Found')).toMatchObject([
		[
			{ json: { conversationId: '851', outcome: 'deleted' } },
			{ json: { conversationId: '852', outcome: 'notFound' } },
		],
	]);
	expect(outputsOf(execution, 'Needs a Look')).toMatchObject([
		[{ json: { conversationId: 'not/an/id', details: { outcome: 'failed' } } }],
	]);
	expect(sandbox.deletedIds).toEqual(['851']);
});

function isWorkflow(value: unknown): value is WorkflowFile {
	return (
		isObject(value) && isString(value.id) && isList(value.nodes) && isObject(value.connections)
	);
}
