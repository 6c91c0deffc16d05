import { randomUUID } from 'node:crypto';
import { parse } from 'flatted';
import type { StoredCredential } from '../engine/credentials.cts';
import { executionOf, type Execution, type WorkflowFile } from '../n8n/instance.cts';
import type { N8nSession } from '../n8n/server.cts';
import { isList, isObject, isString } from '../sandbox/jsonFields.cts';
import { until } from './until.cts';

/** A credential that n8n has stored, as a node names it. */
export interface SavedCredential {
	type: string;
	id: string;
	name: string;
}

/** An execution that n8n has begun. */
export interface Started {
	workflowId: string;
	executionId: string;
}

/** What a workflow file holds before n8n has given it an id. */
export type WorkflowDraft = Omit<WorkflowFile, 'id' | 'name'> & {
	/** Items that a run from the editor takes in place of what a node puts out, by its name. */
	pinData?: Record<string, object[]>;
};

/** n8n's own API, as its editor uses it. Every call throws where n8n refuses. */
export class N8nApi {
	constructor(private readonly server: N8nSession) {}

	/** Creates a credential with a name of its own. */
	async saveCredential({ type, data }: StoredCredential): Promise<SavedCredential> {
		const name = `${type} ${randomUUID()}`;
		return {
			type,
			id: idOf(await this.call('POST', '/rest/credentials', { name, type, data })),
			name,
		};
	}

	/** Changes what n8n has stored of a credential. */
	async changeCredential(saved: SavedCredential, data: StoredCredential['data']): Promise<void> {
		const { id, name, type } = saved;
		await this.call('PATCH', `/rest/credentials/${id}`, { name, type, data });
	}

	/** @returns what the dialog of a credential shows after its test */
	async testCredential(saved: SavedCredential, { data }: StoredCredential): Promise<unknown> {
		return await this.call('POST', '/rest/credentials/test', { credentials: { ...saved, data } });
	}

	/** @returns the id of the new workflow */
	async saveWorkflow(draft: WorkflowDraft): Promise<string> {
		const workflow = {
			name: randomUUID(),
			active: false,
			settings: { executionOrder: 'v1' },
			...draft,
		};
		return idOf(await this.call('POST', '/rest/workflows', workflow));
	}

	/** Has n8n listen for what starts the workflow. */
	async activate(workflowId: string): Promise<void> {
		await this.setActive(workflowId, true);
	}

	/** Has n8n listen no longer. */
	async deactivate(workflowId: string): Promise<void> {
		await this.setActive(workflowId, false);
	}

	private async setActive(workflowId: string, active: boolean): Promise<void> {
		const path = `/rest/workflows/${workflowId}`;
		const workflow = await this.call('GET', path);
		const versionId = isObject(workflow) ? workflow.versionId : undefined;
		const answer = await this.server.request(`${path}/${active ? 'activate' : 'deactivate'}`, {
			method: 'POST',
			body: { versionId },
		});
		// n8n 1.x has no such path.
		if (answer.status === 404) await this.call('PATCH', path, { active, versionId });
		else if (!answer.ok) throw new Error(`n8n did not (de)activate: ${await answer.text()}`);
	}

	/**
	 * Runs a workflow from one of its triggers, as the editor's button does.
	 *
	 * @returns the id of the execution, which goes on
	 */
	async run(workflowId: string, trigger: string): Promise<string> {
		const started = await this.call('POST', `/rest/workflows/${workflowId}/run`, {
			triggerToStartFrom: { name: trigger },
		});
		if (isObject(started) && isString(started.executionId)) return started.executionId;
		throw new Error(`n8n did not run the workflow: ${JSON.stringify(started)}`);
	}

	/** Sends something to a webhook of an active workflow. */
	async callWebhook(path: string, body: unknown): Promise<void> {
		await until('the webhook', async () => {
			const answer = await this.server.request(`/webhook/${path}`, { method: 'POST', body });
			if (answer.ok) return true;
			// n8n may still be setting it up.
			if (answer.status === 404) return undefined;
			throw new Error(`The webhook answered ${answer.status}`);
		});
	}

	/** @returns id and status of a workflow's executions, the newest first */
	async executions(workflowId: string): Promise<Array<{ id: string; status: unknown }>> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const page = await this.call('GET', `/rest/executions?filter=${filter}`);
		const results = isObject(page) && isList(page.results) ? page.results : [];
		return results.map((result) => ({
			id: idOf(result),
			status: isObject(result) ? result.status : undefined,
		}));
	}

	/** Waits until an execution of the workflow is there, other than the one before. */
	async startedExecution(workflowId: string, before?: string): Promise<string> {
		return await until('an execution', async () => {
			const [newest] = await this.executions(workflowId);
			return newest?.id === before ? undefined : newest?.id;
		});
	}

	/** Waits until the execution has ended, or waits for somebody itself. */
	async endedExecution(id: string): Promise<Execution> {
		return await until(`the end of execution ${id}`, async () => {
			const saved = await this.savedExecution(id);
			// Neither tells alone: the status may be 'error' while an agent goes on, and an execution that
			// has waited keeps the moment at which it began to.
			const hasEnded = isString(saved?.stoppedAt) && saved.status !== 'running';
			const isOver = hasEnded || saved?.status === 'waiting';
			const execution = isOver ? executionOf(saved) : undefined;
			// Older versions save the end a moment before what the nodes did.
			const isWhole =
				saved?.status === 'canceled' || Object.keys(execution?.runData ?? {}).length > 0;
			return isWhole ? execution : undefined;
		});
	}

	/** @returns an execution as n8n has it now, which may be without what its nodes did */
	async execution(id: string): Promise<Execution> {
		const execution = executionOf(await this.savedExecution(id));
		if (!execution) throw new Error(`n8n has no data of execution ${id}`);
		return execution;
	}

	/** @returns what n8n has saved of an execution so far */
	private async savedExecution(id: string): Promise<Record<string, unknown> | undefined> {
		const saved = await this.call('GET', `/rest/executions/${id}`);
		return isObject(saved) && isString(saved.data)
			? { ...saved, data: parse(saved.data) }
			: undefined;
	}

	/** Retries a workflow's failed execution and waits for the end. @returns the new execution */
	async retry(started: Started): Promise<Execution> {
		return await this.endedExecution((await this.startRetry(started)).executionId);
	}

	/** Retries a workflow's failed execution. @returns the new execution, which may go on */
	async startRetry({ workflowId, executionId }: Started): Promise<Started> {
		const [before] = await this.executions(workflowId);
		// Versions differ in what they answer, and in whether they answer at the end.
		await this.call('POST', `/rest/executions/${executionId}/retry`, { loadWorkflow: false });
		return { workflowId, executionId: await this.startedExecution(workflowId, before?.id) };
	}

	async stop(executionId: string): Promise<void> {
		await this.call('POST', `/rest/executions/${executionId}/stop`);
	}

	private async call(method: string, path: string, body?: unknown): Promise<unknown> {
		const answer = await until('the database of n8n', async () => {
			const given = await this.server.request(path, { method, body });
			// On a busy machine a ping may be late: until the next, n8n takes no request.
			return given.status === 503 ? undefined : given;
		});
		const text = await answer.text();
		if (!answer.ok) throw new Error(`${method} ${path}: HTTP ${answer.status} ${text}`);
		const content: unknown = JSON.parse(text);
		return isObject(content) ? content.data : undefined;
	}
}

function idOf(value: unknown): string {
	if (isObject(value) && isString(value.id)) return value.id;
	throw new Error(`n8n gave no id: ${JSON.stringify(value)}`);
}
