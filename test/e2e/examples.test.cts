import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeAfterwards, deletionsOf, openSandbox, sent } from '../contract/accounts.cts';
import { openInstance, type Execution } from '../n8n/instance.cts';
import { isList, isObject } from '../sandbox/jsonFields.cts';
import type { ConversationRecord, Sandbox } from '../sandbox/sandbox.cts';
import {
	exampleNames,
	type FilledIn,
	isSymbl,
	MANUAL_TRIGGER,
	readExample,
	runExample,
	saveExample,
} from './examples.cts';
import { FormVisitor } from './formVisitor.cts';
import { api, instance, outputsOf, server } from './runs.cts';
import { until } from './until.cts';

const DAY_MS = 86_400_000;

/** A conversation that ended so many days ago. */
function aged(
	id: string,
	days: number,
	conversation: Partial<ConversationRecord> = {},
): ConversationRecord {
	const end = Date.now() - days * DAY_MS;
	const [startTime, endTime] = [end - 1_800_000, end].map((ms) => new Date(ms).toISOString());
	return {
		id,
		type: 'meeting',
		name: id,
		startTime: startTime ?? '',
		endTime: endTime ?? '',
		members: [],
		...conversation,
	};
}

/** What the items at a node say after its last run. */
const said = (execution: Execution, node: string) =>
	outputsOf(execution, node)[0]?.map(({ json }) => json);

/** The IDs of the conversations that are left. */
const left = (sandbox: Sandbox) => [...sandbox.conversations.keys()].sort();

const deletions = (sandbox: Sandbox) => sandbox.requests({ method: 'DELETE' });

/** Every DELETE of a conversation is turned down. */
const refuseDeletion = (sandbox: Sandbox, conversationId: string, status = 403) =>
	sandbox.play({ match: { method: 'DELETE', conversationId }, answer: { status, body: {} } });

/** What a user turns off in an example that only looks. */
const FOR_REAL = { dryRun: false };

const examples: Record<string, () => void> = {
	'delete-conversations': () => {
		test('deletes what is named, and says what became of each', async () => {
			const sandbox = await openSandbox();
			for (const id of ['801', '802', '803']) sandbox.add({ id });
			const value = '["801", "804", "not/an/id", "802"]';
			const assignments = [{ id: 'ids', name: 'conversationId', type: 'array', value }];
			const workflow = await saveExample('delete-conversations', sandbox, {
				parameters: {
					'IDs to Delete': { assignments: { assignments } },
					'Symbl.ai': FOR_REAL,
				},
			});
			const execution = await instance.execute(workflow);
			expect(execution.error).toBeUndefined();
			expect(said(execution, 'Deleted or Not Found')).toMatchObject([
				{ conversationId: '801', deleted: true, outcome: 'deleted' },
				{ conversationId: '804', deleted: false, outcome: 'notFound' },
				{ conversationId: '802', deleted: true, outcome: 'deleted' },
			]);
			expect(said(execution, 'Needs a Look')).toMatchObject([
				{ details: { conversationId: null, outcome: 'failed' } },
			]);
			expect(left(sandbox)).toEqual(['803']);
		});
	},

	retention: () => {
		/** Runs the example with a folder that n8n may write to. */
		async function retained(sandbox: Sandbox, asImported?: true) {
			const folder = await mkdtemp(join(tmpdir(), 'retention-'));
			closeAfterwards(async () => await rm(folder, { recursive: true }));
			const assignments = [
				{ id: 'folder', name: 'folder', type: 'string', value: folder },
				{ id: 'days', name: 'reportIncompleteAfterDays', type: 'number', value: 97 },
			];
			const workflow = await saveExample('retention', sandbox, {
				parameters: { Settings: { assignments: { assignments } } },
				asImported,
			});
			const writing = openInstance(instance.install, instance.userFolder, {
				N8N_RESTRICT_FILE_ACCESS_TO: folder,
			});
			const execution = await writing.execute(workflow);
			const files = (await readdir(folder)).sort();
			const name = files.find((file) => file.endsWith('.html'));
			const page = name === undefined ? '' : await readFile(join(folder, name), 'utf8');
			const archived = files.filter((file) => file.endsWith('.json'));
			return { execution, archived, page, report: said(execution, 'Create Report')?.[0] };
		}

		const hold = { legalHold: 'case 7' };

		test('archives, deletes and reports what is too old, and keeps what is held', async () => {
			const sandbox = await openSandbox({
				conversations: [
					aged('201', 91),
					aged('202', 400),
					aged('204', 89),
					aged('205', 400, { metadata: hold }),
				],
			});
			const { execution, archived, page, report } = await retained(sandbox);
			expect(execution.error).toBeUndefined();
			expect(archived).toEqual(['conversation-201.json', 'conversation-202.json']);
			expect(report).toMatchObject({
				conversations: 2,
				counts: { deleted: 2, kept: 0, failed: 0 },
				ids: { deleted: ['201', '202'] },
			});
			expect(page).toContain('<code>201</code>');
			expect(page).toContain(String(report?.sha256));
			expect(page).toMatch(/Verified/);
			expect(left(sandbox)).toEqual(['204', '205']);
			expect(execution.runData).not.toHaveProperty('Needs a Look');
		});

		test('deletes nothing as it is imported, and says what it would', async () => {
			const sandbox = await openSandbox({ conversations: [aged('201', 91)] });
			const { report } = await retained(sandbox, true);
			expect(report).toMatchObject({ counts: { wouldDelete: 1, deleted: 0 } });
			expect(deletions(sandbox)).toEqual([]);
		});

		test('keeps what gets its hold after it was found', async () => {
			const sandbox = await openSandbox({ conversations: [aged('201', 91), aged('202', 92)] });
			const now = { ...aged('202', 92), metadata: hold };
			sandbox.play({
				match: { method: 'GET', path: '/v1/conversations/202' },
				skip: 1,
				answer: { body: now },
			});
			const { report } = await retained(sandbox);
			expect(report).toMatchObject({ ids: { deleted: ['201'], kept: ['202'] } });
			expect(left(sandbox)).toEqual(['202']);
		});

		test('reports what is left over, on both outputs, and what stays incomplete', async () => {
			const conversations = [
				aged('201', 91),
				aged('202', 92),
				aged('203', 93),
				aged('206', 98),
				aged('207', 94),
			];
			const notReady = new Set(['206', '207']);
			const sandbox = await openSandbox({ conversations, notReady });
			refuseDeletion(sandbox, '202');
			const { execution, report } = await retained(sandbox);
			expect(report).toMatchObject({
				counts: { deleted: 2, failed: 1 },
				ids: { deleted: ['201', '203'], failed: ['202'] },
			});
			expect(said(execution, 'Needs a Look')).toEqual([
				{
					conversationId: '206',
					error: expect.stringMatching(/^Symbl still does not have all of it: .*summary/),
					advice: expect.stringMatching(/\S/),
				},
			]);
			expect(left(sandbox)).toEqual(['202', '206', '207']);
		});
	},

	'delete-after-processing': () => {
		const text = (name: string) => ({
			name,
			messages: [{ payload: { content: `This is about ${name}.` }, from: { name: 'Ann' } }],
		});

		test('keeps the summary of a text, then deletes the conversation', async () => {
			const sandbox = await openSandbox({ conversations: [aged('301', 1)] });
			const execution = await runExample(await saveExample('delete-after-processing', sandbox));
			const [deleted = ''] = sandbox.deletedIds;
			expect(said(execution, 'What to Keep')).toEqual([
				{ conversationId: deleted, name: 'Weekly', summary: expect.stringContaining('Friday') },
			]);
			expect(said(execution, 'Deleted')).toMatchObject([{ conversationId: deleted }]);
			const requests = sent(sandbox).filter((request) => request.includes('/v1/'));
			expect(requests[0]).toBe('POST /v1/process/text');
			expect(requests.slice(1, -2).every((request) => /^GET \/v1\/job\//.test(request))).toBe(true);
			expect(requests.slice(-2)).toEqual([
				`GET /v1/conversations/${deleted}/summary`,
				`DELETE /v1/conversations/${deleted}`,
			]);
			expect(left(sandbox)).toEqual(['301']);
		});

		test('leaves a text alone that Symbl could not process', async () => {
			const sandbox = await openSandbox({ jobStepMs: 0 });
			sandbox.planJobs({ match: { name: 'Bad' }, course: { ends: 'failed' } });
			const workflow = await saveExample('delete-after-processing', sandbox, {
				items: { 'What Was Said': [text('Bad'), text('Good')] },
			});
			const execution = await runExample(workflow);
			expect(said(execution, 'What to Keep')).toMatchObject([{ name: 'Good' }]);
			expect(said(execution, 'Not Processed')).toMatchObject([
				{ name: 'Bad', details: { conversationId: left(sandbox)[0], status: 'failed' } },
			]);
			expect(deletions(sandbox)).toHaveLength(1);
		});

		test('deletes nothing whose summary it did not get', async () => {
			const sandbox = await openSandbox({ jobStepMs: 0 });
			sandbox.play({ match: { path: /\/summary$/ }, answer: { status: 404, body: {} } });
			const execution = await runExample(await saveExample('delete-after-processing', sandbox));
			expect(said(execution, 'Needs a Look')).toMatchObject([
				{ error: expect.stringContaining('The conversation itself exists') },
			]);
			expect(deletions(sandbox)).toEqual([]);
		});
	},

	'recording-to-crm': () => {
		/** Sends a recording to the example, and gives back what came of the execution. */
		async function recorded(sandbox: Sandbox, bytes: Buffer): Promise<Execution> {
			const workflow = await saveExample('recording-to-crm', sandbox);
			await api.activate(workflow);
			try {
				await until('the webhook', async () => {
					const answer = await fetch(`${server.url}/webhook/symbl-recording?customer=Contoso`, {
						method: 'POST',
						headers: { 'content-type': 'audio/mpeg' },
						body: new Uint8Array(bytes),
					});
					return answer.ok ? true : undefined;
				});
				const executionId = await api.startedExecution(workflow);
				return await until('the end of the execution', async () => {
					const execution = await api.endedExecution(executionId);
					return execution.status === 'waiting' ? undefined : execution;
				});
			} finally {
				await api.deactivate(workflow);
			}
		}
		const bytes = Buffer.from('the sound of a call '.repeat(10_000));

		test('writes the note of a recording when Symbl calls back, then deletes it', async () => {
			// What is said in a recording depends on the seed.
			const sandbox = await openSandbox({ jobStepMs: 400, seed: 4 });
			const execution = await recorded(sandbox, bytes);
			expect(execution).toMatchObject({ status: 'success' });
			const [job] = sandbox.jobs;
			expect(job?.file).toMatchObject({
				length: bytes.length,
				contentLength: bytes.length,
				sha256: createHash('sha256').update(bytes).digest('hex'),
			});
			expect(said(execution, 'Note for the CRM')).toEqual([
				{
					customer: 'Contoso',
					summary: expect.stringMatching(/./),
					actionItems: expect.arrayContaining([
						{ text: expect.any(String), assignee: expect.any(String), dueBy: expect.any(String) },
					]),
				},
			]);
			expect(said(execution, 'Noted and Deleted')).toMatchObject([
				{ conversationId: job?.conversationId, outcome: 'deleted' },
			]);
			expect(job?.callbacks.some(({ answered }) => answered === 200)).toBe(true);
		});

		test('keeps in Symbl what could not be processed', async () => {
			const sandbox = await openSandbox({ jobStepMs: 400 });
			sandbox.planJobs({ course: { ends: 'failed' } });
			const execution = await recorded(sandbox, bytes);
			expect(said(execution, 'Needs a Look')).toMatchObject([
				{ details: { conversationId: sandbox.jobs[0]?.conversationId, status: 'failed' } },
			]);
			expect(deletions(sandbox)).toEqual([]);
		});
	},

	'new-conversation-archive-delete': () => {
		test('archives the new one and marks it, and deletes what was marked 30 days ago', async () => {
			const conversations = [
				aged('901', 1, { name: 'Budget' }),
				aged('902', 31, { metadata: { archived: 'yes' } }),
				aged('903', 29, { metadata: { archived: 'yes' } }),
				aged('904', 400),
			];
			const sandbox = await openSandbox({ conversations });
			const workflow = await saveExample('new-conversation-archive-delete', sandbox);
			const archived = await api.endedExecution(await api.run(workflow, 'New Conversation'));
			expect(archived).toMatchObject({ status: 'success' });
			expect(said(archived, 'Archived')).toMatchObject([{ conversationId: '901' }]);
			expect(said(archived, 'Row')).toMatchObject([{ conversationId: '901', name: 'Budget' }]);
			expect(JSON.parse(String(said(archived, 'Row')?.[0]?.everything))).toMatchObject({
				isComplete: true,
				messages: expect.any(Array),
			});
			expect(sandbox.conversations.get('901')?.metadata).toEqual({ archived: 'yes' });
			expect(deletions(sandbox)).toEqual([]);

			const deleted = await api.endedExecution(await api.run(workflow, 'Every Night'));
			expect(said(deleted, 'Deleted or Not Found')).toMatchObject([
				{ conversationId: '902', outcome: 'deleted' },
			]);
			expect(left(sandbox)).toEqual(['901', '903', '904']);
		});

		test('does not mark what is not complete yet', async () => {
			const sandbox = await openSandbox({
				conversations: [aged('901', 1)],
				notReady: new Set(['901']),
			});
			const workflow = await saveExample('new-conversation-archive-delete', sandbox);
			const execution = await api.endedExecution(await api.run(workflow, 'New Conversation'));
			expect(said(execution, 'Needs a Look')).toMatchObject([{ conversationId: '901' }]);
			expect(sandbox.requests({ method: 'PUT' })).toEqual([]);
		});
	},

	'delete-with-approval': () => {
		/** Runs the example until it waits for the approver. */
		async function asked(parameters: Record<string, Record<string, unknown>> = {}) {
			const conversations = [
				aged('401', 1, { name: 'Weekly <b>401' }),
				aged('402', 2, { name: 'Weekly <b>402' }),
				aged('403', 3),
			];
			const sandbox = await openSandbox({ conversations });
			const workflow = await saveExample('delete-with-approval', sandbox, {
				parameters: { Find: { filters: { nameContains: 'weekly' } }, ...parameters },
			});
			const executionId = await api.run(workflow, MANUAL_TRIGGER);
			const waiting = await api.endedExecution(executionId);
			expect(waiting.status).toBe('waiting');
			return {
				sandbox,
				executionId,
				link: String(said(waiting, 'Link for the Approver')?.[0]?.link),
			};
		}

		test('deletes what was shown and approved, and nothing before', async () => {
			const { sandbox, executionId, link } = await asked();
			const visitor = await FormVisitor.open(link);
			expect(visitor.text).toContain('Delete 2 conversations?');
			expect(visitor.text).toMatch(/Weekly &lt;b&gt;401.*\(401\)\s+• Weekly &lt;b&gt;402.*\(402\)/);
			expect(deletions(sandbox)).toEqual([]);

			sandbox.add(aged('404', 1, { name: 'Weekly, but later' }));
			await visitor.send({ Decision: 'Delete them for good' });
			const execution = await api.endedExecution(executionId);
			expect(said(execution, 'Create Report')).toMatchObject([
				{ ids: { deleted: ['401', '402'] }, plans: [expect.stringMatching(/^[\da-f]{64}$/)] },
			]);
			expect(left(sandbox)).toEqual(['403', '404']);
		});

		test('deletes nothing that somebody wants to keep', async () => {
			const { sandbox, executionId, link } = await asked();
			const visitor = await FormVisitor.open(link);
			await visitor.send({ Decision: 'Keep them' });
			const execution = await api.endedExecution(executionId);
			expect(execution.runData).toHaveProperty('Nothing Deleted');
			expect(deletions(sandbox)).toEqual([]);
		});

		test('deletes nothing where nobody answers', async () => {
			const { sandbox, executionId } = await asked({
				'Wait for Approval': { resumeAmount: 1, resumeUnit: 'seconds' },
			});
			const execution = await until(
				'the end of the wait',
				async () => {
					const now = await api.endedExecution(executionId);
					return now.status === 'waiting' ? undefined : now;
				},
				// n8n looks once a minute for what has waited long enough.
				150_000,
			);
			expect(execution.runData).toHaveProperty('Nothing Deleted');
			expect(deletions(sandbox)).toEqual([]);
		});
	},

	'gdpr-request': () => {
		const conversations = [
			aged('501', 1, { members: [{ id: 'k', name: 'Kim Lee', email: 'kim@example.com' }] }),
			aged('502', 800, { members: [{ id: 'k', name: 'Kim Lee', email: 'kim@example.com' }] }),
			aged('503', 2, { members: [{ id: 'l', name: 'Kim Leeson', email: 'leeson@example.com' }] }),
			aged('504', 3, { name: 'Weekly with Kim Lee', metadata: { customer: 'Kim Lee' } }),
			aged('505', 4),
		];

		/** Opens the page that starts the example, has something looked for, and hands it over. */
		async function looked(request: Record<string, string>, work: (visit: Visit) => Promise<void>) {
			const sandbox = await openSandbox({ conversations });
			const workflow = await saveExample('gdpr-request', sandbox);
			await api.activate(workflow);
			try {
				const visitor = await FormVisitor.open(`${server.url}/form/symbl-gdpr-request`);
				await visitor.send(request);
				expect(deletions(sandbox)).toEqual([]);
				await work({ sandbox, visitor });
			} finally {
				await api.deactivate(workflow);
			}
		}
		interface Visit {
			sandbox: Sandbox;
			visitor: FormVisitor;
		}

		test.each([
			[{ 'Look For': 'A person', 'Name, E-Mail or Value': ' kim LEE' }, ['501', '502']],
			[{ 'Look For': 'A person', 'Name, E-Mail or Value': 'Kim@example.com' }, ['501', '502']],
			[{ 'Look For': 'A conversation name', 'Name, E-Mail or Value': 'weekly' }, ['504']],
			[
				{
					'Look For': 'Metadata',
					'Name, E-Mail or Value': 'Kim Lee',
					'Metadata Key': 'customer',
				},
				['504'],
			],
		])('%j: shows what it found, deletes it, and certifies it', async (request, found) => {
			await looked(request, async ({ sandbox, visitor }) => {
				expect(visitor.text).toContain(`${found.length} conversations were found`);
				expect([...visitor.text.matchAll(/\((\d+)\)/g)].map(([, id]) => id)).toEqual(found);
				refuseDeletion(sandbox, '502');
				await visitor.send({ Decision: 'Delete them for good' });

				const gone = found.filter((id) => id !== '502');
				expect(sandbox.deletedIds).toEqual(gone);
				expect(deletions(sandbox)).toHaveLength(found.length);
				expect(visitor.text).toContain(`${gone.length} conversations are deleted`);
				const [file, ...others] = visitor.files;
				expect(others).toEqual([]);
				expect(file?.fileName).toMatch(/^deletion-report-.*\.html$/);
				for (const id of found) expect(file?.text).toContain(`<code>${id}</code>`);
				expect(file?.text).not.toMatch(/kim/i);
				if (found.includes('502')) expect(file?.text).toMatch(/Not deleted <span>1</);
			});
		});

		test('deletes nothing that somebody wants to keep', async () => {
			const request = { 'Look For': 'A person', 'Name, E-Mail or Value': 'Kim Lee' };
			await looked(request, async ({ sandbox, visitor }) => {
				await visitor.send({ Decision: 'Keep them' });
				expect(visitor.text).toContain('Nothing was deleted');
				expect(deletions(sandbox)).toEqual([]);
			});
		});

		test.each([
			['A person', 'Nobody', 'Nothing was found'],
			['A conversation name', 'Nothing', 'Nothing was found'],
			['Metadata', 'Kim Lee', 'Nothing was looked for'],
		])('%s “%s”: %s', async (what, value, title) => {
			const request = { 'Look For': what, 'Name, E-Mail or Value': value };
			await looked(request, async ({ sandbox, visitor }) => {
				expect(visitor.text).toContain(title);
				expect(deletions(sandbox)).toEqual([]);
			});
		});
	},

	'archive-then-delete': () => {
		/** Runs the example with a folder that n8n may write to. */
		async function archived(sandbox: Sandbox, subfolder = '') {
			const folder = await mkdtemp(join(tmpdir(), 'archive-'));
			closeAfterwards(async () => await rm(folder, { recursive: true }));
			const value = join(folder, subfolder);
			const assignments = [{ id: 'folder', name: 'folder', type: 'string', value }];
			const workflow = await saveExample('archive-then-delete', sandbox, {
				parameters: {
					'Where to Keep the Files': { assignments: { assignments } },
					Delete: FOR_REAL,
				},
			});
			const writing = openInstance(instance.install, instance.userFolder, {
				N8N_RESTRICT_FILE_ACCESS_TO: folder,
			});
			return { folder, execution: await writing.execute(workflow) };
		}

		test('deletes only what is complete, and only once its file is there', async () => {
			const conversations = [
				aged('601', 366, { name: 'Budget', members: [{ id: 'a', name: 'Ann', email: '' }] }),
				aged('602', 400),
				aged('603', 500),
				aged('604', 700),
				aged('605', 364),
			];
			const sandbox = await openSandbox({ conversations, notReady: new Set(['602']) });
			const match = { path: '/v1/conversations/603/topics' };
			sandbox.play({ match, answer: { status: 403, body: {} } });
			const { folder, execution } = await archived(sandbox);

			expect((await readdir(folder)).sort()).toEqual([
				'conversation-601.json',
				'conversation-604.json',
			]);
			for (const id of ['601', '604']) {
				const file = join(folder, `conversation-${id}.json`);
				const [deletion, ...others] = deletionsOf(sandbox, id);
				expect(others).toEqual([]);
				expect((await stat(file)).mtimeMs).toBeLessThanOrEqual(deletion?.at ?? 0);
				expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
					conversationId: id,
					isComplete: true,
					conversation: { name: id === '601' ? 'Budget' : id },
					messages: expect.any(Array),
					transcript: expect.anything(),
				});
			}
			expect(said(execution, 'Archived and Deleted')).toMatchObject([
				{ conversationId: '604', outcome: 'deleted' },
				{ conversationId: '601', outcome: 'deleted' },
			]);
			expect(said(execution, 'Not Complete: Kept')).toMatchObject([
				{ conversationId: '602', isComplete: false, missing: [{ part: 'summary' }] },
			]);
			expect(said(execution, 'Needs a Look')).toEqual([
				{ conversationId: '603', error: expect.any(String), advice: expect.any(String) },
			]);
			expect(left(sandbox)).toEqual(['602', '603', '605']);
		});

		test('deletes nothing where no file can be saved', async () => {
			const sandbox = await openSandbox({ conversations: [aged('601', 366), aged('602', 400)] });
			const { execution } = await archived(sandbox, 'not-there');
			expect(said(execution, 'Needs a Look')).toMatchObject([
				{ conversationId: '602', error: expect.stringContaining('does not exist') },
				{ conversationId: '601', error: expect.stringContaining('does not exist') },
			]);
			expect(deletions(sandbox)).toEqual([]);
		});
	},

	'action-items-to-table': () => {
		/** Three old conversations and a new one; one of the old ones has no action items. */
		async function openAccount() {
			const members = [{ id: 'a', name: 'Ann', email: 'ann@example.com' }];
			const { endTime } = aged('', 20);
			return await openSandbox({
				conversations: [
					aged('708', 8, { name: 'Budget', members }),
					aged('713', 9, { members }),
					aged('703', 20, { startTime: endTime, endTime }),
					aged('704', 6, { members }),
				],
			});
		}

		/** What the table that the example has made holds of the conversations of this account. */
		async function rows(execution: Execution) {
			const [table] = said(execution, 'Table') ?? [];
			const path = `/rest/projects/${String(table?.projectId)}/data-tables/${String(table?.id)}/rows`;
			const answer: unknown = await (await server.request(`${path}?take=1000`)).json();
			const found = isObject(answer) && isObject(answer.data) ? answer.data.data : undefined;
			if (!isList(found)) throw new Error(`No rows: ${JSON.stringify(answer)}`);
			return found
				.filter(isObject)
				.filter(({ conversationId }) => /^70[348]$|^713$/.test(String(conversationId)));
		}

		const actionItems = (execution: Execution) =>
			(said(execution, 'Get Action Items') ?? []).flatMap(
				({ conversationId, actionItems: items }) =>
					isList(items)
						? items
								.filter(isObject)
								.map(({ id, text }) => ({ actionItemId: id, conversationId, text }))
						: [],
			);

		test('deletes each conversation once, after its action items are in the table', async () => {
			const sandbox = await openAccount();
			refuseDeletion(sandbox, '713');
			const workflow = await saveExample('action-items-to-table', sandbox, {
				parameters: { Delete: FOR_REAL },
			});
			const first = await runExample(workflow);
			expect(first.error).toBeUndefined();
			const expected = actionItems(first);
			expect(new Set(expected.map(({ conversationId }) => conversationId))).toEqual(
				new Set(['708', '713']),
			);
			const filled = await rows(first);
			expect(filled).toHaveLength(expected.length);
			expect(filled).toEqual(
				expect.arrayContaining(expected.map((row) => expect.objectContaining(row))),
			);
			expect(filled).toContainEqual(
				expect.objectContaining({ conversationId: '708', conversation: 'Budget', assignee: 'Ann' }),
			);
			for (const id of ['708', '713', '703']) expect(deletionsOf(sandbox, id)).toHaveLength(1);
			const lastRow = Math.max(...filled.map(({ createdAt }) => Date.parse(String(createdAt))));
			expect(deletionsOf(sandbox, '708')[0]?.at).toBeGreaterThanOrEqual(lastRow);
			expect(left(sandbox)).toEqual(['704', '713']);

			sandbox.clearFaults();
			const second = await runExample(workflow);
			expect(await rows(second)).toHaveLength(expected.length);
			expect(left(sandbox)).toEqual(['704']);
		});

		test('deletes no conversation whose action items are not in the table', async () => {
			const sandbox = await openAccount();
			const dataTableId = { __rl: true, mode: 'name', value: 'not there' };
			const workflow = await saveExample('action-items-to-table', sandbox, {
				parameters: { 'Add to the Table': { dataTableId }, Delete: FOR_REAL },
			});
			const execution = await runExample(workflow);
			expect(execution.error?.message).toContain('not found');
			expect(deletions(sandbox)).toEqual([]);
		});
	},

	'large-cleanup': () => {
		const rows = (execution: Execution) => said(execution, 'All Outcomes of This Cleanup');
		const report = (execution: Execution) => said(execution, 'Create Report')?.[0];
		const old = Array.from({ length: 7 }, (_, index) => aged(`90${index}`, 91 + index));
		const ids = old.map(({ id }) => id);

		/** The example, three rows at a time. */
		async function saved(sandbox: Sandbox, { parameters, ...changes }: FilledIn = {}) {
			return await saveExample('large-cleanup', sandbox, {
				parameters: { '500 at a Time': { batchSize: 3 }, ...parameters },
				...changes,
			});
		}

		test('looks only, then deletes, and keeps one row for each conversation', async () => {
			const sandbox = await openSandbox({ conversations: [...old, aged('907', 1)] });
			const looked = await runExample(await saved(sandbox, { asImported: true }));
			expect(looked.error).toBeUndefined();
			expect(
				rows(looked)
					?.map(({ conversationId }) => conversationId)
					.sort(),
			).toEqual(ids);
			for (const row of rows(looked) ?? []) {
				expect(row).toMatchObject({ outcome: 'wouldDelete', deleted: false, deletedAt: null });
			}
			expect(report(looked)).toMatchObject({
				items: ids.length,
				counts: { wouldDelete: ids.length, deleted: 0, noOutcome: 0 },
				firstDeletedAt: null,
			});
			expect(deletions(sandbox)).toEqual([]);

			refuseDeletion(sandbox, '904');
			const cleaned = await runExample(await saved(sandbox));
			expect(rows(cleaned)).toHaveLength(ids.length);
			for (const row of rows(cleaned) ?? []) {
				expect(row).toMatchObject(
					row.conversationId === '904'
						? { outcome: 'failed', deleted: false, error: expect.stringContaining('not allowed') }
						: { outcome: 'deleted', deleted: true, deletedAt: expect.any(String), error: null },
				);
			}
			expect(report(cleaned)).toMatchObject({
				title: expect.stringMatching(/^Deletion report of cleanup \d+$/),
				items: ids.length,
				counts: { deleted: ids.length - 1, failed: 1, noOutcome: 0, notRecognized: 0 },
				ids: { deleted: [...sandbox.deletedIds].sort(), failed: ['904'] },
			});
			expect(left(sandbox)).toEqual(['904', '907']);
			for (const id of ids) expect(deletionsOf(sandbox, id)).toHaveLength(1);
		});

		test('names in its report what is still to be done, until a run has done all', async () => {
			const sandbox = await openSandbox({ conversations: old });
			const options = { ifNotFound: 'output', maxDeletions: 500, verify: true };
			const workflow = await saved(sandbox, {
				parameters: { 'Rows Left': { limit: 4 }, Delete: { options } },
			});
			const half = report(await runExample(workflow));
			expect(half).toMatchObject({
				items: ids.length,
				counts: { deleted: 4, noOutcome: 3 },
				ids: { deleted: [...sandbox.deletedIds].sort(), noOutcome: left(sandbox) },
			});
			const last = await runExample(workflow);
			expect(rows(last)?.filter(({ verifiedAt }) => verifiedAt === null)).toEqual([]);
			expect(report(last)).toMatchObject({
				title: half?.title,
				items: ids.length,
				counts: { deleted: ids.length, noOutcome: 0 },
				ids: { deleted: ids },
			});
			expect(left(sandbox)).toEqual([]);
		});

		test('ends where nothing is old enough', async () => {
			const sandbox = await openSandbox({ conversations: [aged('908', 1)] });
			const execution = await runExample(await saved(sandbox));
			expect(execution.error).toBeUndefined();
			expect(execution.runData).not.toHaveProperty('Delete');
			expect(left(sandbox)).toEqual(['908']);
		});
	},
};

/** Those that show what the node does by itself. */
const flagships = ['retention', 'gdpr-request', 'delete-with-approval'];

test('every example is tried', () => {
	expect(Object.keys(examples).sort()).toEqual([...exampleNames].sort());
});

test('n8n imports all examples as they are', async () => {
	await instance.importWorkflows(exampleNames.map(readExample));
});

describe.each(exampleNames)('%s', (name) => {
	test('names no credential, and bounds what it deletes', () => {
		const { nodes } = readExample(name);
		for (const node of nodes) expect(node).not.toHaveProperty('credentials');
		const deleting = nodes.filter(
			(node) => isSymbl(node) && node.parameters.operation === 'delete',
		);
		expect(deleting).not.toEqual([]);
		for (const node of deleting) {
			expect(node.onError).toMatch(/^continue/);
			expect(node.parameters).toMatchObject({
				options: { ifNotFound: 'output', maxDeletions: expect.any(Number) },
			});
		}
	});

	test('deletes nothing that was there before, the first time that it is executed', () => {
		const { nodes } = readExample(name);
		const symbl = nodes.filter(isSymbl);
		const finds = symbl.some(({ parameters }) => parameters.operation === 'getAll');
		const asksSomebody = nodes.some(({ type }) => /\.(formTrigger|wait)$/.test(type));
		// It deletes only what bears a mark that it has made itself.
		const marks = symbl.some(({ parameters }) => parameters.operation === 'update');
		if (!finds || asksSomebody || marks) return;
		const deleting = symbl.filter(({ parameters }) => parameters.operation === 'delete');
		for (const { parameters } of deleting) expect(parameters.dryRun).toBe(true);
		expect(JSON.stringify(nodes)).toMatch(/Dry Run\*\* (is )?on|Dry Run is on/);
	});

	test('has no Code node and no Filter node', () => {
		const types = readExample(name).nodes.map(({ type }) => type);
		const spared = types.filter((type) => /\.(code|function|functionItem|filter)$/.test(type));
		if (flagships.includes(name)) expect(spared).toEqual([]);
	});

	examples[name]?.();
});
