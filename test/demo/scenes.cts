import type { GenericValue } from 'n8n-workflow';
import type { ItemResult } from './exampleWorkflow.cts';
import type { ConversationRecord, FaultAnswer, Sandbox } from '../sandbox/sandbox.cts';

/** One ID of the demo: what the server plays for it, and what the node must make of that. */
export interface Scene {
	id: GenericValue;
	/** What is so particular about it. */
	about: string;
	outcome: string;
	branch: ItemResult['branch'];
	/** How many requests may reach the server for it. */
	requests: number;
}

const HTML = '<html><body><h1>Welcome</h1>Please sign in to the company network.</body></html>';

/** How many conversations the sandbox needs. The last three are not to be touched. */
export const CONVERSATIONS = 11;

/**
 * Tells the sandbox what to play.
 * @returns the scenes, in the order in which the IDs go into the workflow.
 */
export function stage(sandbox: Sandbox, dryRun: boolean): Scene[] {
	const records = [...sandbox.conversations.values()];
	const next = () => {
		const record = records.shift();
		if (!record) throw new Error('The sandbox has too few conversations');
		return record;
	};
	const found = (
		{ id, name }: ConversationRecord,
		about = name,
		outcome = 'deleted',
		requests = 1,
	): Scene => {
		const branch = /^(failed|unknown)$/.test(outcome) ? 'Needs a Look' : 'Deleted or Not Found';
		if (!dryRun) return { id, about, outcome, branch, requests };
		return { id, about, outcome: 'wouldDelete', branch: 'Deleted or Not Found', requests: 1 };
	};
	const played = (about: string, answer: FaultAnswer, outcome: string, requests = 2): Scene => {
		const record = next();
		sandbox.play({
			match: { method: 'DELETE', conversationId: record.id },
			times: 1,
			answer,
		});
		return found(record, about, outcome, requests);
	};
	const refused = (id: GenericValue, about: string): Scene => {
		return { id, about, outcome: 'failed', branch: 'Needs a Look', requests: 0 };
	};

	const first = next();
	const scenes = [
		found(first),
		found(next()),
		found(next()),
		found(next()),
		{
			...found(first),
			about: 'the first one again: one deletion is enough',
			requests: dryRun ? 1 : 0,
		},
		played(
			'Symbl asks to wait a second',
			{ status: 429, headers: { 'retry-after': '1' }, body: { message: 'Too many requests' } },
			'deleted',
		),
		played('the answer is lost on its way', { act: true, cut: true }, 'gone'),
		played('a sign-in page answers instead', { status: 200, body: HTML }, 'failed'),
		played(
			'it belongs to somebody else',
			{ status: 403, body: { message: 'Forbidden' } },
			'failed',
			1,
		),
	];
	const [bystander] = records;
	return [
		...scenes,
		{
			id: '5000000000000000',
			about: 'nobody knows this ID',
			outcome: 'notFound',
			branch: 'Deleted or Not Found',
			requests: 1,
		},
		refused(`x/../${bystander?.id}`, 'would lead to another conversation'),
		refused('', 'empty'),
		refused(Number('98765432109876543210'), 'a number: its last digits are lost'),
	];
}

/**
 * Holds what the workflow says against the scenes, and both against the server.
 * @returns a sentence for each thing that is not as it should be.
 */
export function review(
	scenes: Scene[],
	results: ItemResult[],
	sandbox: Sandbox,
	before: ReadonlySet<string>,
): string[] {
	const findings: string[] = [];
	const expect = (isSo: boolean, finding: string) => isSo || findings.push(finding);
	const api = sandbox.requests({ path: /^\/v1\// });

	scenes.forEach(({ id, outcome, branch }, item) => {
		const ofItem = results.filter((result) => result.item === item);
		const [result] = ofItem;
		expect(ofItem.length === 1, `${id}: ${ofItem.length} items came out instead of one`);
		expect(
			result?.outcome === outcome && result.branch === branch,
			`${id}: expected ${outcome} on “${branch}”, not ${result?.outcome} on “${result?.branch}”`,
		);
		const sent = api.filter(({ conversationId }) => conversationId === id).length;
		const wanted = scenes.filter((scene) => scene.id === id).reduce((n, s) => n + s.requests, 0);
		expect(sent === wanted, `${id}: ${sent} requests reached the server instead of ${wanted}`);
	});

	const gone = new Set(
		scenes.filter((s) => /^(deleted|gone)$/.test(s.outcome)).map(({ id }) => id),
	);
	for (const id of before) {
		const isThere = sandbox.conversations.has(id);
		expect(isThere !== gone.has(id), `${id} is ${isThere ? 'still' : 'no longer'} on the server`);
	}
	const known = new Set(scenes.map(({ id }) => id));
	for (const { method, path, conversationId } of api) {
		const isKnown = conversationId !== undefined && known.has(conversationId);
		expect(isKnown, `A request that nobody asked for: ${method} ${path}`);
	}
	return findings;
}
