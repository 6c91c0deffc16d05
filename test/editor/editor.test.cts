import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Locator } from 'playwright-core';
import { NodeHelpers, type INodePropertyOptions, type INodeTypeDescription } from 'n8n-workflow';
import { exampleFile, exampleNames, readExample } from '../e2e/exampleFiles.cts';
import { loadPackage } from '../engine/engine.cts';
import { Editor } from './editor.cts';
import { inTheme, keepPicture } from './pictures.cts';
import { openStage, type Stage } from './stage.cts';

/** n8n may have to be downloaded and built first. */
const STAGE_TIMEOUT_MS = 30 * 60_000;
const STEP_TIMEOUT_MS = 10 * 60_000;

const SETTLING_MS = 10_000;

const FAILURE_PICTURE = '.cache/editor-failed.png';
const LISTING = 'GET /v1/conversations 200';
const UNKNOWN_ID = '4000000000000000';
const OTHER_UNKNOWN_ID = '4000000000000001';

let stage: Stage;
let editor: Editor;
let description: INodeTypeDescription;

beforeAll(async () => {
	description = (await loadPackage()).getByName('n8n-nodes-symbl.symbl').description;
	stage = await openStage();
	editor = new Editor(stage.page, stage.url);
}, STAGE_TIMEOUT_MS);

afterAll(async () => await stage?.close());

let failedStep: string | undefined;

/** A step of the walk. Those after one that failed would only fail of it. */
function step(name: string, walk: () => void | Promise<void>) {
	const act = async () => {
		if (failedStep !== undefined) {
			throw new Error(`The walk ended at “${failedStep}”: see ${FAILURE_PICTURE}`);
		}
		try {
			await walk();
		} catch (error) {
			failedStep = name;
			await stage.page.screenshot({ path: FAILURE_PICTURE });
			throw error;
		}
	};
	it(name, act, STEP_TIMEOUT_MS);
}

const picture = async (name: string, ...shown: Locator[]) =>
	await keepPicture(stage.page, name, shown);

/** The options of the parameters of that name, of all resources or of one. */
function optionsOf(name: string, resource?: string): INodePropertyOptions[] {
	return description.properties
		.filter((property) => property.name === name)
		.filter(({ displayOptions }) => {
			const shown = displayOptions?.show?.resource;
			return resource === undefined || shown === undefined || shown.includes(resource);
		})
		.flatMap(({ options = [] }) => options)
		.filter((option): option is INodePropertyOptions => 'value' in option);
}

/** The names of the parameters that an operation declares, from top to bottom. */
function declaredParameters(
	resource: INodePropertyOptions['value'],
	operation: INodePropertyOptions['value'],
): string[] {
	const chosen = { authentication: 'appCredentials', resource, operation };
	const values =
		NodeHelpers.getNodeParameters(
			description.properties,
			chosen,
			true,
			false,
			{ typeVersion: 1 },
			description,
		) ?? chosen;
	return (
		description.properties
			.filter((property) =>
				NodeHelpers.displayParameter(values, property, { typeVersion: 1 }, description),
			)
			// The dialog of the credential asks for it; others are under Settings.
			.filter(({ name, isNodeSetting }) => name !== 'authentication' && !isNodeSetting)
			.filter(({ type }) => type !== 'hidden')
			.map(({ displayName }) => displayName)
	);
}

/** Expects something to be shown, now or a little later. */
async function expectShown(expected: unknown, read: () => Promise<unknown>): Promise<void> {
	const deadline = Date.now() + SETTLING_MS;
	let shown = await read();
	while (!isDeepStrictEqual(shown, expected) && Date.now() < deadline) {
		await wait(100);
		shown = await read();
	}
	expect(shown).toEqual(expected);
}

/** A time to the minute, in the time zone that n8n has unless it is told another. */
const inNewYork = (time: string) =>
	new Date(time).toLocaleString('sv-SE', { timeZone: 'America/New_York' }).slice(0, 16);

describe('the node panel', () => {
	step('is there once the owner has signed in', async () => {
		await editor.signIn();
	});

	step('finds Symbl.ai, and shows its icon in light and dark', async () => {
		await editor.searchNodes('symbl');
		await expectShown(['Symbl.ai'], () => editor.nodeItems());
		// A workflow begins with a trigger, so n8n shows what the node's trigger says.
		expect(await editor.nodePanel.innerText()).toContain('when a conversation has appeared');

		const icon = editor.nodePanel.locator('img').first();
		const look = async () => [
			await icon.getAttribute('src'),
			await icon.evaluate((image: HTMLImageElement) => image.naturalWidth > 0),
		];
		const folder = '/icons/n8n-nodes-symbl/dist/icons';
		expect(await inTheme(stage.page, 'light', look)).toEqual([`${folder}/symbl.svg`, true]);
		expect(await inTheme(stage.page, 'dark', look)).toEqual([`${folder}/symbl.dark.svg`, true]);
		await picture(
			'node-panel',
			editor.nodePanel.locator('header'),
			editor.part('item-iterator-item'),
		);
	});

	step('finds it by what people look for', async () => {
		for (const text of ['delete call recordings', 'gdpr', 'retention', 'transcript']) {
			await editor.searchFor('something that no node is called');
			await editor.nodeItem('Symbl.ai').waitFor({ state: 'hidden' });
			await editor.searchFor(text);
			await editor.nodeItem('Symbl.ai').waitFor();
		}
	});

	step('shows that a new conversation can start a workflow', async () => {
		await editor.searchFor('symbl');
		await editor.nodeItem('Symbl.ai').click();
		await editor.nodeItem('On new conversation').waitFor();
		await picture('trigger', editor.nodePanel);
	});

	step('lists every operation by what it does, and first that which deletes', async () => {
		await editor.nodePanel
			.getByText(/^Actions/)
			.first()
			.click();
		await editor.nodeItem('Delete conversation (cannot be undone)').waitFor();
		const declared = optionsOf('operation').map(({ action = '' }) => action);
		await expectShown([], async () => {
			const listed = await editor.nodeItems();
			return declared.filter((action) => !listed.includes(action));
		});
		const actions = (await editor.nodeItems()).filter((name) => declared.includes(name));
		expect(actions[0]).toBe('Delete conversation (cannot be undone)');
	});

	step('puts the chosen one into the workflow and opens it', async () => {
		await editor.nodeItem('Delete conversation (cannot be undone)').click();
		await editor.node.waitFor();
		expect(await editor.chosen('resource')).toBe('Conversation');
		expect(await editor.chosen('operation')).toBe('Delete');
		expect(stage.sent()).toEqual([]);
	});
});

describe('the dialog of the credential', () => {
	step('says which field to check when the secret is wrong', async () => {
		const { app, url } = stage.sandbox;
		await editor.node.getByText('Connect to Symbl App Credentials').click();
		await editor.fill('appId', app.appId);
		await editor.fill('appSecret', 'secret-of-somebody-else');
		await editor.fill('baseUrl', url);
		await editor.saveCredential();
		await editor.refusal("Check 'App ID' and 'App Secret'");
		expect(stage.sent()).toEqual(['POST /oauth2/token:generate 401']);
	});

	step('closes when the secret is right', async () => {
		await editor.fill('appSecret', stage.sandbox.app.appSecret);
		await editor.saveCredential();
		await editor.credential.waitFor({ state: 'hidden' });
		expect(stage.sent()).toEqual(['POST /oauth2/token:generate 200', LISTING]);
	});

	step('says that it works', async () => {
		await editor.editCredential();
		await editor.credential.getByText('Connection tested successfully').waitFor();
		await picture('credential', editor.credential);
		await editor.closeCredential();
		expect(new Set(stage.sent())).toEqual(new Set([LISTING]));
	});
});

describe('the list of conversations', () => {
	const labels = () =>
		[...stage.sandbox.conversations.values()].map(
			({ name, startTime }) => `${name} · ${inNewYork(startTime)}`,
		);

	step('has all of them, newest first', async () => {
		await editor.conversation.click();
		await expectShown(labels(), () => editor.conversations.allInnerTexts());
	});

	step('narrows down to what is searched for', async () => {
		const found = labels().filter((label) => label.startsWith('Weekly'));
		expect(found.length).toBeGreaterThan(1);
		await editor.searchConversations('weekly');
		await expectShown(found, () => editor.conversations.allInnerTexts());
		await picture('choose-conversation', editor.parameterPanel);
		await editor.conversations.last().click();
		await expectShown(found.at(-1), () => editor.conversation.inputValue());
	});

	step('only reads', () => {
		expect(new Set(stage.sent())).toEqual(new Set([LISTING]));
	});

	step('is chosen from once for all operations that take a conversation', async () => {
		const chosen = await editor.conversation.inputValue();
		const others = optionsOf('operation', 'conversation').filter(
			({ name, value }) =>
				name !== 'Delete' && declaredParameters('conversation', value).includes('Conversation'),
		);
		expect(others).not.toEqual([]);
		for (const name of [...others.map((other) => other.name), 'Delete']) {
			await editor.choose('operation', name);
			await expectShown(chosen, () => editor.conversation.inputValue());
		}
	});
});

describe('Delete', () => {
	/** The older one of the two that the search has found. */
	const chosen = () => {
		const weekly = [...stage.sandbox.conversations.values()].filter(({ name }) =>
			name.startsWith('Weekly'),
		);
		return weekly.at(-1)?.id ?? '';
	};
	let id: string;

	step('with Dry Run says what would be deleted, and deletes nothing', async () => {
		id = chosen();
		expect(await editor.parameterPanel.innerText()).toContain('This cannot be undone');
		await editor.toggle('dryRun');
		await expectShown([true, false], async () => {
			const text = await editor.parameterPanel.innerText();
			return [text.includes('Nothing is deleted'), text.includes('This cannot be undone')];
		});
		await editor.executeStep();
		const item = await editor.outputItem('wouldDelete');
		expect(stage.sent()).toEqual([`GET /v1/conversations/${id} 200`]);
		expect(stage.sandbox.deletedIds).toEqual([]);
		expect(item).toMatchObject({ conversationId: id, deleted: 'false' });
		expect(item.conversation).toContain('Weekly: Priya and Tom');
		await picture('dry-run', editor.parameterPanel, editor.output);
	});

	step('deletes the chosen conversation, and no other', async () => {
		await editor.toggle('dryRun');
		await editor.executeStep();
		const item = await editor.outputItem('deleted');
		expect(item).toMatchObject({ conversationId: id, deleted: 'true' });
		expect(stage.sent()).toEqual([`DELETE /v1/conversations/${id} 200`]);
		expect(stage.sandbox.deletedIds).toEqual([id]);
		await picture('deleted', editor.parameterPanel, editor.output);
	});

	step('says what happened and what to do when there is no such conversation', async () => {
		await editor.enterConversationId(UNKNOWN_ID);
		await editor.executeStep();
		await editor.outputError(`Conversation ${UNKNOWN_ID} was not found`);
		expect(await editor.output.innerText()).toContain("set 'If Not Found' to 'Output an Item'");
		expect(stage.sent()).toEqual([`DELETE /v1/conversations/${UNKNOWN_ID} 404`]);
		expect(stage.sandbox.deletedIds).toEqual([id]);
		await picture('not-found', editor.parameterPanel, editor.output);
	});
});

describe('an access token instead', () => {
	const token = () => stage.sandbox.tokens.at(-1) ?? '';

	step('is offered by the dialog, which says which field to check when it is wrong', async () => {
		await editor.addCredential();
		expect(await editor.chooseWay('Access Token')).toEqual(['Access Token', 'App Credentials']);
		await editor.fill('accessToken', 'token-of-somebody-else');
		await editor.fill('baseUrl', stage.sandbox.url);
		await editor.saveCredential();
		await editor.refusal("Check 'Access Token'");
	});

	step('is what the node uses then', async () => {
		stage.sandbox.issueToken();
		await editor.fill('accessToken', token());
		await editor.saveCredential();
		await editor.credential.waitFor({ state: 'hidden' });
		await editor.enterConversationId(OTHER_UNKNOWN_ID);
		stage.sent();
		await editor.executeStep();
		await editor.outputError(`Conversation ${OTHER_UNKNOWN_ID} was not found`);
		expect(stage.sandbox.log.map(({ headers }) => headers.authorization)).toEqual([
			`Bearer ${token()}`,
		]);
	});
});

describe('Process Text with a callback', () => {
	const WAITS =
		"goes on when Symbl has finished all items, or when 'Max Wait' (240 minutes) is over";

	step('says what the execution waits for while it is suspended', async () => {
		await editor.choose('resource', 'Processing');
		await editor.choose('operation', 'Process Text');
		await editor.choose('waitFor', 'Callback');
		await editor.field('content').locator('textarea').fill('Hello, how can I help you?');
		stage.sandbox.planJobs({ course: { stepMs: 'manual' } });
		stage.sent();
		await editor.executeStep();
		await editor.output.getByText(WAITS).waitFor();
		expect(stage.sent()[0]).toBe('POST /v1/process/text 201');
		await editor.scrollTo('waitFor');
		await keepPicture(stage.page, 'waiting', [editor.parameterPanel, editor.output], true);
	});

	step('shows what came of it when Symbl has called', async () => {
		const [job] = stage.sandbox.jobs;
		stage.sandbox.setJob(String(job?.id), { status: 'completed' });
		const { conversationId, jobId } = await editor.outputItem('completed');
		expect([conversationId, jobId]).toEqual([job?.conversationId, job?.id]);
	});
});

describe('resource and operation', () => {
	step('show what each operation declares, and send nothing', async () => {
		stage.sent();
		for (const resource of optionsOf('resource')) {
			await editor.choose('resource', resource.name);
			for (const operation of optionsOf('operation', String(resource.value))) {
				await editor.choose('operation', operation.name);
				const declared = declaredParameters(resource.value, operation.value);
				const names = { resource: resource.name, operation: operation.name };
				await expectShown({ ...names, shown: declared }, async () => {
					const parameters = await editor.parameters();
					const shown = parameters.map(
						(lines) => declared.find((name) => lines.includes(name)) ?? lines.join(' '),
					);
					return { ...names, shown };
				});
			}
		}
		expect(stage.sent()).toEqual([]);
	});
});

describe('an example', () => {
	const SHOWN = ['delete-with-approval', 'gdpr-request', 'retention'];

	for (const name of exampleNames) {
		step(`is imported whole: ${name}`, async () => {
			await stage.page.setViewportSize({ width: 1620, height: 900 });
			stage.sent();
			await editor.importWorkflow(exampleFile(name));
			const { nodes } = readExample(name);
			await expectShown(nodes.length, () => editor.canvasNodes.count());
			if (SHOWN.includes(name)) await picture(name, editor.canvas);
			expect(stage.sent()).toEqual([]);
		});
	}
});
