import {
	sleep,
	type ICredentialDataDecryptedObject,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
} from 'n8n-workflow';
import { baseUrlOf, CredentialError, fieldText } from './account';

/** Enough for a slow gateway; the token call carries no work. In milliseconds. */
export const TOKEN_TIMEOUT = 60_000;

/** Settings of a connection, from Request Options. */
export type Connection = Pick<
	IHttpRequestOptions,
	'timeout' | 'proxy' | 'skipSslCertificateValidation'
>;

/** The name under which the node lends something to the token call. */
export const LENT = Symbol.for('n8n-nodes-symbl.lent');

/**
 * What the node and the token call tell each other: n8n hands `preAuthentication` the credential's data
 * and nothing else, and some versions lose what an error of it was.
 */
export interface Lent {
	readonly connection: Connection;
	/** Why the last token call brought no token. */
	tokenError?: TokenCallError;
}

type LentCredential = { readonly [LENT]?: Lent };

/**
 * No token was issued. `httpStatus` is what the token call answered, if anything did. (n8n replaces the
 * message of an error that has a `status`.)
 */
export class TokenCallError extends CredentialError {
	override readonly name = 'SymblTokenCallError';

	constructor(
		message: string,
		readonly httpStatus?: number,
		readonly retryAfter?: string,
	) {
		super(message);
	}
}

/** A call that is this old, in milliseconds, may never be answered, and nobody else waits for it. */
const SHARED_FOR = 10_000;

interface TokenCall {
	startedAt: number;
	token: Promise<string>;
}

/** One token call at a time for each account: all who wait share its answer. */
const callsInFlight = new Map<string, TokenCall>();

/**
 * Gets a session token for an App ID and App Secret: `POST /oauth2/token:generate` (Symbl's
 * documentation, "Authentication"). Symbl answers with the cached token while that is valid.
 * @returns the token.
 * @throws {CredentialError} when a field cannot be used.
 * @throws {TokenCallError} when Symbl issues none. It never carries the request or its answer.
 */
export async function fetchSessionToken(
	{ helpers }: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject & LentCredential,
): Promise<string> {
	const lent = credentials[LENT];
	const token = sharedToken(helpers, credentials, lent?.connection);
	void token.catch((error: unknown) => {
		if (lent && error instanceof TokenCallError) lent.tokenError = error;
	});
	return await token;
}

async function sharedToken(
	helpers: IHttpRequestHelper['helpers'],
	credentials: ICredentialDataDecryptedObject,
	connection: Connection | undefined,
): Promise<string> {
	const baseUrl = baseUrlOf(credentials);
	const appId = requiredField(credentials, 'appId', 'App ID');
	const appSecret = requiredField(credentials, 'appSecret', 'App Secret');
	const account = JSON.stringify([baseUrl, appId, appSecret]);

	for (;;) {
		const inFlight = callsInFlight.get(account);
		const left = inFlight ? inFlight.startedAt + SHARED_FOR - performance.now() : 0;
		if (!inFlight || left <= 0) break;
		const shared = await Promise.race([inFlight.token, sleep(left)]);
		if (typeof shared === 'string') return shared;
	}

	const timeout = Math.min(connection?.timeout ?? Infinity, TOKEN_TIMEOUT);
	const token = callTokenEndpoint(helpers, {
		...connection,
		timeout,
		abortSignal: AbortSignal.timeout(timeout),
		method: 'POST',
		url: `${baseUrl}/oauth2/token:generate`,
		body: { type: 'application', appId, appSecret },
		json: true,
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
	});
	const call = { startedAt: performance.now(), token };
	callsInFlight.set(account, call);
	try {
		return await token;
	} finally {
		if (callsInFlight.get(account) === call) callsInFlight.delete(account);
	}
}

function requiredField(
	credentials: ICredentialDataDecryptedObject,
	name: string,
	displayName: string,
): string {
	const text = fieldText(credentials, name);
	if (text) return text;
	throw new CredentialError(`'${displayName}' in the credential is empty.`);
}

async function callTokenEndpoint(
	helpers: IHttpRequestHelper['helpers'],
	request: IHttpRequestOptions,
): Promise<string> {
	// A server that switches protocols leaves the request without an end of its own.
	const overdue = new Promise<undefined>((resolve) => {
		request.abortSignal?.addEventListener?.('abort', () => resolve(undefined));
	});
	const answer = await Promise.race([helpers.httpRequest(request).catch(() => undefined), overdue]);
	const status: unknown = answer?.statusCode;
	if (typeof status !== 'number') {
		throw new TokenCallError(
			"Symbl could not be reached for a token. Check 'Base URL' in the credential, and the connection to it.",
		);
	}
	const token: unknown = answer.body?.accessToken;
	if (status < 300 && typeof token === 'string' && token.trim()) return token.trim();

	const retryAfter: unknown = answer.headers?.['retry-after'];
	throw new TokenCallError(
		refusalText(status),
		status,
		typeof retryAfter === 'string' ? retryAfter : undefined,
	);
}

function refusalText(status: number): string {
	if (status === 400 || status === 401 || status === 403) {
		return "Symbl refused the App ID and App Secret. Check 'App ID' and 'App Secret' in the credential: both are on the home page of the Symbl platform.";
	}
	if (status < 400 || status === 404 || status === 405) {
		return "No Symbl API answers at this address. Check 'Base URL' in the credential.";
	}
	return `Symbl issued no token (HTTP ${status}). Try again later.`;
}
