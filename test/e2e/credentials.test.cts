import {
	accessToken,
	appCredentials,
	openSandbox,
	sent,
	tokenCalls,
	TOKEN_PATH,
} from '../contract/accounts.cts';
import { testCredential } from '../contract/editor.cts';
import type { StoredCredential } from '../engine/credentials.cts';
import { loadPackage } from '../engine/engine.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import { api, instance, outputsOf } from './runs.cts';
import { chain } from '../n8n/workflow.cts';
import { symbl } from './steps.cts';
import { until } from './until.cts';

/** Creates a credential in n8n and tests it there. */
async function shown(credential: StoredCredential): Promise<unknown> {
	return await api.testCredential(await api.saveCredential(credential), credential);
}

/** The texts that the credential itself defines. */
async function ownTexts(type: string): Promise<unknown[]> {
	const { credentialTypes } = await loadPackage();
	const rules = credentialTypes.get(type)?.test?.rules ?? [];
	return rules.map(({ properties }) => properties.message);
}

describe.each(Object.entries({ accessToken, appCredentials }))(
	'the dialog of a credential (%s)',
	(_, credentialFor) => {
		test('says that it works', async () => {
			const sandbox = await openSandbox({ conversations: 2 });
			expect(await shown(credentialFor(sandbox))).toMatchObject({ status: 'OK' });
			expect(sent(sandbox)).toContain('GET /v1/conversations');
			expect(sandbox.conversations.size).toBe(2);
		});

		test('asks to check Base URL where something else answers', async () => {
			const sandbox = await openSandbox();
			const baseUrl = `${sandbox.url}/elsewhere`;
			const credential = credentialFor(sandbox, { baseUrl });
			const said = await shown(credential);
			expect(said).toMatchObject({
				status: 'Error',
				message: expect.stringMatching(/^No Symbl API answers at this address\. Check 'Base URL'/),
			});
			expect(said).toEqual(await textOf(credential));
			for (const request of sent(sandbox)) expect(request).toContain('/elsewhere');
		});
	},
);

test('the dialog asks for another token where Symbl refuses it', async () => {
	const sandbox = await openSandbox();
	const credential = accessToken(sandbox);
	sandbox.expireTokens();
	const said = await shown(credential);
	expect(said).toMatchObject({ status: 'Error' });
	expect(said).toEqual(await textOf(credential));
	expect(await ownTexts('symblApi')).toContain((await textOf(credential)).message);
	expect(sent(sandbox)).toContain('GET /v1/conversations');
});

test('the dialog asks to check App ID and App Secret where Symbl refuses them', async () => {
	const sandbox = await openSandbox();
	const credential = appCredentials(sandbox, { appSecret: 'not-the-secret' });
	const said = await shown(credential);
	expect(said).toMatchObject({
		status: 'Error',
		message: expect.stringContaining("Check 'App ID' and 'App Secret'"),
	});
	expect(said).toEqual(await textOf(credential));
	expect(new Set(sent(sandbox))).toEqual(new Set([`POST ${TOKEN_PATH}`]));
});

/** @returns what the dialog is to say, by the credential and n8n's rules for it */
async function textOf(credential: StoredCredential) {
	const { status, message } = await testCredential(credential);
	return { status, message };
}

test('an expired token is renewed and stored by one process, and used by the next', async () => {
	const sandbox = await openSandbox();
	for (const id of ['201', '202']) sandbox.add({ id });
	const expired = sandbox.issueToken();
	sandbox.expireTokens();
	const saved = await api.saveCredential(appCredentials(sandbox, { sessionToken: expired }));
	const deleteIn = async (id: string) => {
		const workflowId = await api.saveWorkflow(
			chain([
				{
					name: 'Start',
					type: 'n8n-nodes-base.manualTrigger',
					typeVersion: 1,
					parameters: {},
				},
				symbl(saved, { conversationId: { __rl: true, mode: 'id', value: id } }),
			]),
		);
		return outputsOf(await instance.execute(workflowId));
	};

	expect(await deleteIn('201')).toMatchObject([[{ json: { deleted: true } }]]);
	expect(tokenCalls(sandbox)).toHaveLength(1);
	expect(tokensOf(sandbox, '201')).toEqual([expired, sandbox.tokens.at(-1)]);

	expect(await deleteIn('202')).toMatchObject([[{ json: { deleted: true } }]]);
	expect(tokenCalls(sandbox)).toHaveLength(1);
	expect(tokensOf(sandbox, '202')).toEqual([sandbox.tokens.at(-1)]);
	expect(sandbox.deletedIds).toEqual(['201', '202']);
});

test('an expired token is renewed once for a workflow on a schedule', async () => {
	const sandbox = await openSandbox();
	sandbox.add({ id: '211' });
	const expired = sandbox.issueToken();
	sandbox.expireTokens();
	const workflowId = await api.saveWorkflow(
		chain([
			{
				name: 'Every Second',
				type: 'n8n-nodes-base.scheduleTrigger',
				typeVersion: 1.2,
				parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: 1 }] } },
			},
			symbl(await api.saveCredential(appCredentials(sandbox, { sessionToken: expired })), {
				conversationId: { __rl: true, mode: 'id', value: '211' },
				dryRun: true,
			}),
		]),
	);
	await api.activate(workflowId);
	const lookUps = () => sandbox.requests({ method: 'GET', conversationId: '211' });
	await until('three runs', () =>
		lookUps().filter(({ status }) => status === 200).length >= 3 ? true : undefined,
	);
	await api.deactivate(workflowId);
	expect(tokenCalls(sandbox)).toHaveLength(1);
	expect(lookUps().filter(({ status }) => status === 401)).toHaveLength(1);
});

/** The tokens with which a conversation was asked to be deleted, in order. */
function tokensOf(sandbox: Sandbox, id: string): string[] {
	return sandbox
		.requests({ method: 'DELETE', conversationId: id })
		.map(({ headers }) => headers.authorization?.replace('Bearer ', '') ?? '');
}
