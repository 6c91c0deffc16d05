import { accessToken, closeAfterwards, openSandbox, sent } from '../contract/accounts.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import { chain, type Step } from '../n8n/workflow.cts';
import type { Started, WorkflowDraft } from './n8nApi.cts';
import { linkIn, startMailbox, type Mailbox } from './mailbox.cts';
import { api, outputsOf, startWorkflow } from './runs.cts';
import { startScriptedModel, type ScriptedModel, type Turn } from './scriptedModel.cts';
import { symbl, webhook } from './steps.cts';
import { until } from './until.cts';

const AGENT = 'AI Agent';
const MODEL = 'Model';
const REVIEW = 'Review';

async function startModel(script: Turn[]): Promise<ScriptedModel> {
	const model = await startScriptedModel(script);
	closeAfterwards(async () => await model.stop());
	return model;
}

interface AgentParts {
	sandbox: Sandbox;
	model: ScriptedModel;
	mailbox?: Mailbox;
	/** Settings of the tool, such as On Error. */
	settings?: Record<string, unknown>;
}

/** Webhook → AI Agent with the node as its tool, behind a review by mail if there is a mailbox. */
async function startAgent(
	version: number,
	{ sandbox, model, mailbox, settings }: AgentParts,
): Promise<Started> {
	const { path, step } = webhook();
	const agent: Step = {
		name: AGENT,
		type: '@n8n/n8n-nodes-langchain.agent',
		typeVersion: version,
		parameters: { promptType: 'define', text: 'Delete what has to go', options: {} },
	};
	const { name, ...saved } = await api.saveCredential(model.credential);
	const languageModel: Step = {
		name: MODEL,
		type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
		typeVersion: 1.2,
		parameters: { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
		credentials: { openAiApi: { id: saved.id, name } },
	};
	const tool: Step = {
		...symbl(
			await api.saveCredential(accessToken(sandbox)),
			{
				conversationId: {
					__rl: true,
					mode: 'id',
					value: `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('conversationId', \`\`, 'string') }}`,
				},
			},
			settings,
		),
		type: 'n8n-nodes-symbl.symblTool',
	};
	const draft = chain([step, agent]);
	attach(draft, languageModel, 'ai_languageModel', AGENT);
	attach(draft, tool, 'ai_tool', mailbox ? REVIEW : AGENT);
	if (mailbox) attach(draft, await review(mailbox), 'ai_tool', AGENT);
	return await startWorkflow(draft, path, []);
}

/** n8n's human review of a tool, by mail: a node that sends and waits, as a tool. */
async function review(mailbox: Mailbox): Promise<Step> {
	const { id, name } = await api.saveCredential(mailbox.credential);
	return {
		name: REVIEW,
		type: 'n8n-nodes-base.emailSendHitlTool',
		typeVersion: 2.1,
		parameters: {
			fromEmail: 'n8n@example.com',
			toEmail: 'reviewer@example.com',
			subject: 'May it go?',
			message: '=Delete {{ $tool.parameters.conversationId }}?',
			approvalOptions: { values: { approvalType: 'double' } },
			options: {},
		},
		credentials: { smtp: { id, name } },
	};
}

function attach(draft: WorkflowDraft, step: Step, type: string, to: string) {
	draft.nodes.push({ ...step, id: step.name, position: [0, 100 * draft.nodes.length] });
	draft.connections[step.name] = { [type]: [[{ node: to, type, index: 0 }]] };
}

async function sandboxWith(ids: string[]): Promise<Sandbox> {
	const sandbox = await openSandbox();
	for (const id of ids) sandbox.add({ id });
	return sandbox;
}

const deleting = (id: string) => `DELETE /v1/conversations/${id}`;

// Agents before version 3 never hear what a tool of n8n throws.
describe.each([
	[3.1, undefined],
	[3.1, 'continueRegularOutput'],
	[2.2, 'continueRegularOutput'],
])('as a tool of AI Agent %s, with On Error %s', (version, onError) => {
	const settings = { onError };

	test('the node deletes what the model names', async () => {
		const sandbox = await sandboxWith(['701', '702']);
		const model = await startModel([[{ conversationId: '701' }], 'It is gone.']);
		const { executionId } = await startAgent(version, { sandbox, model, settings });
		const execution = await api.endedExecution(executionId);
		expect(execution).toMatchObject({ status: 'success' });
		expect(outputsOf(execution, AGENT)).toMatchObject([[{ json: { output: 'It is gone.' } }]]);
		expect(sent(sandbox)).toEqual([deleting('701')]);
		expect([...model.told]).toEqual([expect.stringContaining('cannot be undone')]);
		expect(model.heard[1]).toEqual([expect.stringContaining('"outcome":"deleted"')]);
	});

	test('each of several calls in one answer is a run of its own', async () => {
		const ids = ['711', '712', '713', '714'];
		const sandbox = await sandboxWith(ids);
		const model = await startModel([
			['711', '712', 'unknown', '..', '713', '714'].map((conversationId) => ({ conversationId })),
			'Done.',
		]);
		const { executionId } = await startAgent(version, { sandbox, model, settings });
		await until('the last turn', () => model.heard[1]);
		expect(await api.endedExecution(executionId)).toMatchObject({ status: 'success' });
		expect([...sandbox.deletedIds].sort()).toEqual(ids);
		expect(sent(sandbox).sort()).toEqual([...ids, 'unknown'].map(deleting));
		const said = (id: string) => expect.stringMatching(new RegExp(`"${id}".*"outcome":"deleted"`));
		expect(model.heard[1]).toEqual([
			said('711'),
			said('712'),
			expect.stringContaining('Conversation unknown was not found'),
			expect.stringContaining('is not an ID'),
			said('713'),
			said('714'),
		]);
	});
});

describe('behind the human review of AI Agent 3.1', () => {
	const call = (conversationId: string) => ({
		toolParameters: { conversationId },
		hitlParameters: {},
	});

	async function answer(mail: string, approved: boolean) {
		const link = linkIn(mail, new RegExp(`approved=${approved}`));
		// n8n takes nothing for an answer that does not come from a browser.
		const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };
		expect((await fetch(link, { headers })).status).toBe(200);
	}

	async function reviewed(ids: string[], approved: boolean) {
		const sandbox = await sandboxWith(ids);
		const mailbox = await startMailbox();
		closeAfterwards(async () => await mailbox.stop());
		const model = await startModel([ids.map(call), 'Understood.']);
		const { executionId } = await startAgent(3.1, { sandbox, model, mailbox });
		const mail = await until('the mail', () => mailbox.mails[0]);
		expect(await api.endedExecution(executionId)).toMatchObject({ status: 'waiting' });
		expect(mail).toContain(ids[0]);
		expect(sandbox.log).toEqual([]);

		await answer(mail, approved);
		const [, heard] = await until('the last turn', () =>
			model.heard[1] ? model.heard : undefined,
		);
		const execution = await api.endedExecution(executionId);
		expect(execution).toMatchObject({ status: 'success' });
		expect(outputsOf(execution, AGENT)).toMatchObject([[{ json: { output: 'Understood.' } }]]);
		return { sandbox, heard };
	}

	test('a deletion that is approved is done', async () => {
		const { sandbox, heard } = await reviewed(['721'], true);
		expect(heard).toEqual([expect.stringContaining('"outcome":"deleted"')]);
		expect(sent(sandbox)).toEqual([deleting('721')]);
		expect(sandbox.deletedIds).toEqual(['721']);
	});

	test('a deletion that is declined is not', async () => {
		const { sandbox, heard } = await reviewed(['731'], false);
		expect(heard).toEqual([expect.stringContaining('rejected')]);
		expect(sandbox.log).toEqual([]);
	});

	// n8n 2.41 asks for the first one only.
	test('of two in one answer, none is done without an approval of its own', async () => {
		const { sandbox } = await reviewed(['741', '742'], true);
		expect(sent(sandbox)).toEqual([deleting('741')]);
		expect([...sandbox.conversations.keys()]).toEqual(['742']);
	});
});
