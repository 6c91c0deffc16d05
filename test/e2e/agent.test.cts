import { accessToken, closeAfterwards, openSandbox, sent } from '../contract/accounts.cts';
import type { Sandbox } from '../sandbox/sandbox.cts';
import { chain, type Step } from '../n8n/workflow.cts';
import type { WorkflowDraft } from './n8nApi.cts';
import { linkIn, startMailbox, type Mailbox } from './mailbox.cts';
import { api, outputsOf, startWorkflow, type Started } from './runs.cts';
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

describe.each([3.1, 2.2])('as a tool of AI Agent %s', (version) => {
	test('the node deletes what the model names', async () => {
		const sandbox = await sandboxWith(['701', '702']);
		const model = await startModel([[{ conversationId: '701' }], 'It is gone.']);
		const { executionId } = await startAgent(version, { sandbox, model });
		const execution = await api.endedExecution(executionId);
		expect(execution.error).toBeUndefined();
		expect(outputsOf(execution, AGENT)).toMatchObject([[{ json: { output: 'It is gone.' } }]]);
		expect(sent(sandbox)).toEqual(['DELETE /v1/conversations/701']);
		expect(model.heard[1]).toEqual([expect.stringContaining('"outcome":"deleted"')]);
	});

	test('each of several calls in one answer is a run of its own', async () => {
		const ids = ['711', '712', '713', '714'];
		const sandbox = await sandboxWith(ids);
		const model = await startModel([
			['711', '712', 'unknown', '..', '713', '714'].map((conversationId) => ({ conversationId })),
			'Done.',
		]);
		const { executionId } = await startAgent(version, {
			sandbox,
			model,
			settings: { onError: 'continueRegularOutput' },
		});
		const execution = await api.endedExecution(executionId);
		expect(execution.error).toBeUndefined();
		expect([...sandbox.deletedIds].sort()).toEqual(ids);
		expect(sent(sandbox).sort()).toEqual(
			[...ids, 'unknown'].map((id) => `DELETE /v1/conversations/${id}`),
		);
		const said = (id: string) => expect.stringMatching(new RegExp(`"${id}".*"outcome":"deleted"`));
		expect(model.heard[1]).toEqual([
			said('711'),
			said('712'),
			expect.stringContaining('unknown was not found'),
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

	test.each([
		['approved', 'true', ['721']],
		['declined', 'false', []],
	])('a deletion that is %s', async (_, approved, gone) => {
		const sandbox = await sandboxWith(['721', '722']);
		const mailbox = await startMailbox();
		closeAfterwards(async () => await mailbox.stop());
		const model = await startModel([[call('721')], 'Understood.']);
		const { executionId } = await startAgent(3.1, { sandbox, model, mailbox });
		const mail = await until('the mail', () => mailbox.mails[0]);
		await until('the pause', async () =>
			(await api.execution(executionId))?.status === 'waiting' ? true : undefined,
		);
		expect(mail).toContain('721');
		expect(sandbox.log).toEqual([]);

		const answer = await fetch(linkIn(mail, new RegExp(`approved=${approved}`)), {
			headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' },
		});
		expect(answer.status).toBe(200);
		await until('the model', () => model.heard[1]);
		const execution = await api.endedExecution(executionId);
		expect(execution).toMatchObject({ status: 'success' });
		expect(outputsOf(execution, AGENT)).toMatchObject([[{ json: { output: 'Understood.' } }]]);
		expect(sent(sandbox)).toEqual(gone.map((id) => `DELETE /v1/conversations/${id}`));
		expect(sandbox.deletedIds).toEqual(gone);
	});
});
