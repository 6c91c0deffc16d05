import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { StoredCredential } from '../engine/credentials.cts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox.cts';

const closing: Array<() => Promise<unknown>> = [];

afterEach(async () => {
	await Promise.all(closing.splice(0).map(async (close) => await close()));
});

/** Has something closed when the test at hand is over. */
export function closeAfterwards(close: () => Promise<unknown>): void {
	closing.push(close);
}

/** A sandbox for the test at hand, stopped after it. */
export async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const sandbox = await startSandbox(options);
	closeAfterwards(async () => await sandbox.stop());
	return sandbox;
}

/** A credential with a token that the sandbox accepts. */
export function accessToken(
	sandbox: Sandbox,
	changes: ICredentialDataDecryptedObject = {},
): StoredCredential {
	const data = { accessToken: sandbox.issueToken(), baseUrl: sandbox.url, allowHttp: false };
	return { type: 'symblApi', data: { ...data, ...changes } };
}

/** A credential with the sandbox's App ID and Secret, and no token yet. */
export function appCredentials(
	sandbox: Sandbox,
	changes: ICredentialDataDecryptedObject = {},
): StoredCredential {
	const data = { sessionToken: '', ...sandbox.app, baseUrl: sandbox.url, allowHttp: false };
	return { type: 'symblAppApi', data: { ...data, ...changes } };
}

export const credentialKinds = { accessToken, appCredentials };

export const TOKEN_PATH = '/oauth2/token:generate';

/** The token calls that the sandbox got. */
export const tokenCalls = (sandbox: Sandbox) => sandbox.requests({ path: TOKEN_PATH });

/** What was sent, in order of arrival: "DELETE /v1/conversations/101". */
export const sent = (sandbox: Sandbox) =>
	sandbox.log.map(({ method, path }) => `${method} ${path}`);

/** What was sent to delete the conversation with that ID. */
export const deletionsOf = (sandbox: Sandbox, id: string) =>
	sandbox.requests({ method: 'DELETE', path: `/v1/conversations/${id}` });
