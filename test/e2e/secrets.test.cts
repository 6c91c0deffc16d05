import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accessToken, appCredentials, openSandbox, TOKEN_PATH } from '../contract/accounts.cts';
import type { StoredCredential } from '../engine/credentials.cts';
import type { FaultRule, Sandbox } from '../sandbox/sandbox.cts';
import { api, instance, server, startSymbl } from './runs.cts';

/** So many characters in a row are more than chance. */
const PIECE = 12;

/** Parts that do not overlap: SQLite may break a long text, but not into pieces as small as these. */
function piecesOf(secret: string): string[] {
	return secret.match(new RegExp(`.{${PIECE}}`, 'g')) ?? [];
}

/** The signature of a token: what comes before it looks alike in all tokens, n8n's own included. */
const signature = (token: string) => token.split('.').at(-1) ?? '';

/** All that n8n has written to the disk, log and database included, as it lies there. */
async function filesOfN8n(): Promise<Array<[string, string]>> {
	const entries = await readdir(instance.userFolder, { recursive: true, withFileTypes: true });
	const files = entries
		.filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
		.map((entry) => join(entry.parentPath, entry.name));
	return await Promise.all(
		files.map(async (file): Promise<[string, string]> => [file, await readFile(file, 'latin1')]),
	);
}

/** @returns in which files and executions pieces of the secrets show */
async function placesOf(secrets: string[], executionIds: string[]): Promise<string[]> {
	const shown = await Promise.all(
		executionIds.map(async (id): Promise<[string, string]> => {
			const answer = await server.request(`/rest/executions/${id}`);
			expect(answer.status).toBe(200);
			return [`execution ${id}`, await answer.text()];
		}),
	);
	const pieces = secrets.flatMap(piecesOf);
	return [...shown, ...(await filesOfN8n())]
		.filter(([, text]) => pieces.some((piece) => text.includes(piece)))
		.map(([place]) => place);
}

/** What may happen to a request; the token that it carries comes back in some. */
const HAPPENINGS: Record<string, (token: string) => FaultRule | undefined> = {
	success: () => undefined,
	'an echo in a refusal': (token) => ({
		match: { method: 'DELETE' },
		answer: { status: 400, body: { message: `Bad header: Bearer ${token}` } },
	}),
	'an echo on a page': (token) => ({
		match: { method: 'DELETE' },
		answer: { status: 502, body: `<p>Authorization: Bearer ${token}</p>` },
	}),
	'a refused token': () => ({
		match: { method: 'DELETE' },
		answer: { status: 401, body: { message: 'Token validation failed for provided token.' } },
	}),
	'a cut connection': () => ({ match: { method: 'DELETE' }, answer: { cut: true } }),
	'a token call that fails': () => ({ match: { path: TOKEN_PATH }, answer: { status: 500 } }),
};

/** Runs all that may happen. @returns the executions */
async function runAll(
	sandbox: Sandbox,
	credential: StoredCredential,
	token: string,
): Promise<string[]> {
	const executionIds: string[] = [];
	for (const happening of Object.values(HAPPENINGS)) {
		for (const onError of ['stopWorkflow', 'continueErrorOutput']) {
			const { id: conversationId } = sandbox.add({});
			sandbox.clearFaults();
			const rule = happening(token);
			if (rule) sandbox.play(rule);
			const { executionId } = await startSymbl({
				credential,
				items: [{ conversationId }],
				parameters: { options: { maxRetries: 0 } },
				settings: { onError },
			});
			await api.endedExecution(executionId);
			executionIds.push(executionId);
		}
	}
	expect(sandbox.deletedIds).not.toHaveLength(0);
	return executionIds;
}

test('no token is in what n8n saves or logs (access token)', async () => {
	const sandbox = await openSandbox();
	const credential = accessToken(sandbox);
	const [token = ''] = sandbox.tokens;
	const executionIds = await runAll(sandbox, credential, token);
	expect(await placesOf([signature(token)], executionIds)).toEqual([]);
});

test('no token and no secret is in what n8n saves or logs (app credentials)', async () => {
	const sandbox = await openSandbox();
	const token = sandbox.issueToken();
	const executionIds = [
		...(await runAll(sandbox, appCredentials(sandbox, { sessionToken: token }), token)),
		...(await runAll(sandbox, appCredentials(sandbox), token)),
	];
	const secrets = [sandbox.app.appSecret, ...sandbox.tokens.map(signature)];
	expect(await placesOf(secrets, executionIds)).toEqual([]);
});

test('the search finds what is there', async () => {
	const sandbox = await openSandbox();
	const conversationId = 'c'.repeat(PIECE);
	const { executionId } = await startSymbl({
		credential: accessToken(sandbox),
		items: [{ conversationId }],
	});
	await api.endedExecution(executionId);
	const places = await placesOf([conversationId], [executionId]);
	expect(places).toContain(`execution ${executionId}`);
	expect(places.join()).toContain('database.sqlite');
});
