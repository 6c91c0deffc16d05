import type { INode, INodeParameters } from 'n8n-workflow';
import { accessToken, openSandbox } from '../contract/accounts.cts';
import { runWorkflow } from '../engine/engine.cts';
import type { StoredCredential } from '../engine/credentials.cts';
import { ago, conversation, jsonOf } from './conversations.cts';

/** Get Many → Delete, each node as a user sets it up. */
function retention(credential: StoredCredential, parameters: INodeParameters) {
	const symbl = (name: string, its: INodeParameters): INode => ({
		id: name,
		name,
		type: 'n8n-nodes-symbl.symbl',
		typeVersion: 1,
		position: [0, 0],
		parameters: { authentication: 'accessToken', resource: 'conversation', ...its },
		credentials: { [credential.type]: { id: 'credential-1', name: 'Symbl' } },
	});
	const conversationId = { __rl: true, mode: 'id', value: '={{ $json.conversationId }}' };
	return {
		workflow: {
			nodes: [
				symbl('Old Ones', { operation: 'getAll', returnAll: true, ...parameters }),
				symbl('Delete', { operation: 'delete', conversationId }),
			],
			connections: {
				'Old Ones': { main: [[{ node: 'Delete', type: 'main' as const, index: 0 }]] },
			},
		},
		from: 'Old Ones',
		symbl: 'Delete',
		items: [{ json: {} }],
		credential,
	};
}

it('retention in two nodes: what is older than 90 days goes, and the second run finds nothing', async () => {
	const old = Array.from({ length: 130 }, (_, n) =>
		conversation({ id: `1${n}`, startTime: ago(91 + n) }),
	);
	const young = Array.from({ length: 40 }, (_, n) =>
		conversation({ id: `2${n}`, startTime: ago(89 - n) }),
	);
	const sandbox = await openSandbox({ conversations: [...young, ...old] });
	const filters = { olderThan: { age: { value: 90, unit: 'days' } } };
	const run = retention(accessToken(sandbox), { filters });

	const first = await runWorkflow(run);
	expect(first.error).toBeUndefined();
	expect(jsonOf(first)).toMatchObject(old.map(({ id }) => ({ conversationId: id, deleted: true })));
	expect([...sandbox.conversations.keys()]).toEqual(young.map(({ id }) => id));
	expect([...sandbox.deletedIds].sort()).toEqual(old.map(({ id }) => id).sort());
	expect(sandbox.requests({ method: 'DELETE' })).toHaveLength(130);

	sandbox.log.length = 0;
	const second = await runWorkflow(run);
	expect(second.error).toBeUndefined();
	expect(second.outputs.flat()).toEqual([]);
	expect(sandbox.log.map(({ method }) => method)).toEqual(['GET']);
	expect(sandbox.conversations.size).toBe(40);
});

it('deletes nothing young where the server answers with everything, whatever it is asked', async () => {
	const conversations = [
		conversation({ id: 'old', startTime: ago(91) }),
		conversation({ id: 'young', startTime: ago(89) }),
	];
	const sandbox = await openSandbox({ conversations });
	sandbox.play({ match: { path: '/v1/conversations' }, answer: { body: { conversations } } });
	const filters = { olderThan: { age: { value: 90, unit: 'days' } } };
	await runWorkflow(retention(accessToken(sandbox), { filters }));
	expect(sandbox.deletedIds).toEqual(['old']);
});

it.each([0, '={{ undefined }}', '={{ $json.days }}'])(
	'deletes nothing where the age is %j',
	async (value) => {
		const sandbox = await openSandbox({ conversations: 30 });
		const filters = { olderThan: { age: { value, unit: 'days' } } };
		const { error } = await runWorkflow(retention(accessToken(sandbox), { filters }));
		expect(error?.message).toMatch(/^'Older Than' must be a number above 0/);
		expect(sandbox.log).toEqual([]);
		expect(sandbox.conversations.size).toBe(30);
	},
);
