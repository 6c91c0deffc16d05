import type {
	ICredentialDataDecryptedObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { baseUrlOf, CredentialError, fieldText } from './account';

/** Enough for a slow gateway; the token call carries no work. In milliseconds. */
const TOKEN_TIMEOUT = 60_000;

/**
 * The name under which the node lends its connection settings (timeout, proxy, certificates) to the
 * token call. n8n hands `preAuthentication` the credential's data and nothing else.
 */
export const CONNECTION = Symbol.for('n8n-nodes-symbl.connection');
export type Connection = Pick<
	IHttpRequestOptions,
	'timeout' | 'proxy' | 'skipSslCertificateValidation'
>;

type LentConnection = { readonly [CONNECTION]?: Connection };

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

/** One token call at a time for each account: all who wait share its answer. */
const callsInFlight = new Map<string, Promise<string>>();

/**
 * Gets a session token for an App ID and App Secret: `POST /oauth2/token:generate` (Symbl's
 * documentation, "Authentication"). Symbl answers with the cached token while that is valid.
 * @returns the token.
 * @throws {CredentialError} when a field cannot be used.
 * @throws {TokenCallError} when Symbl issues none. It never carries the request or its answer.
 */
export async function fetchSessionToken(
	{ helpers }: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject & LentConnection,
): Promise<string> {
	const baseUrl = baseUrlOf(credentials);
	const appId = requiredField(credentials, 'appId', 'App ID');
	const appSecret = requiredField(credentials, 'appSecret', 'App Secret');
	const account = JSON.stringify([baseUrl, appId, appSecret]);

	let call = callsInFlight.get(account);
	if (!call) {
		call = callTokenEndpoint(helpers, {
			...credentials[CONNECTION],
			timeout: Math.min(credentials[CONNECTION]?.timeout ?? Infinity, TOKEN_TIMEOUT),
			method: 'POST',
			url: `${baseUrl}/oauth2/token:generate`,
			body: { type: 'application', appId, appSecret },
			json: true,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
		}).finally(() => callsInFlight.delete(account));
		callsInFlight.set(account, call);
	}
	return await call;
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
	const answer = await helpers.httpRequest(request).catch(() => undefined);
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
