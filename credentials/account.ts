import type {
	IAuthenticateRuleResponseCode,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { DEPARTURE, type Departing } from './departure';

/** Where Symbl's documentation says the API is. */
export const SYMBL_BASE_URL = 'https://api.symbl.ai';

/** The fields that every Symbl credential ends with. */
export const hostFields: INodeProperties[] = [
	{
		displayName: 'Base URL',
		name: 'baseUrl',
		type: 'string',
		default: SYMBL_BASE_URL,
		hint: 'Leave it as it is, unless your Symbl is elsewhere',
		placeholder: 'e.g. https://api.symbl.ai',
		description:
			'Where the Symbl API is. Most people leave it as it is. A private deployment, a gateway or the local sandbox has an address of its own, such as http://127.0.0.1:4010.',
	},
	{
		displayName: 'Allow HTTP',
		name: 'allowHttp',
		type: 'boolean',
		default: false,
		hint: 'Only for a Base URL that starts with http:// and is on another machine',
		description:
			'Whether to send the token unprotected, to a Base URL that starts with http:// and is on another machine. On the machine that n8n runs on, http:// works without.',
	},
];

/** @returns what the credential dialog says when the test is answered with that HTTP status. */
const testRule = (value: number, message: string): IAuthenticateRuleResponseCode => ({
	type: 'responseCode',
	properties: { value, message },
});

/**
 * The credential test: it lists one conversation, since Symbl has no call that only checks a token.
 * @param refused what to say to someone whose token Symbl refused.
 */
export function listingTest(refused: string): ICredentialTestRequest {
	const notSymbl = "No Symbl API answers at this address. Check 'Base URL'.";
	const redirected = "This address redirects to another one. Check 'Base URL'.";
	const rules = [
		testRule(401, refused),
		testRule(403, refused),
		testRule(404, notSymbl),
		...[301, 302, 303, 307, 308].map((status) => testRule(status, redirected)),
		// Symbl's answer has a list of this name; an answer without comes from somebody else.
		{
			type: 'responseSuccessBody' as const,
			properties: { key: 'conversations', value: undefined, message: notSymbl },
		},
	];
	return {
		request: {
			baseURL: '={{$credentials.baseUrl}}',
			url: '/v1/conversations',
			qs: { limit: 1 },
			disableFollowRedirect: true,
		},
		// n8n reads the rules one by one; only its type wants all of them to be of one kind.
		rules: rules as ICredentialTestRequest['rules'],
	};
}

/** A credential that cannot be used as it is. The message is one sentence that names the field. */
export class CredentialError extends Error {
	override readonly name: string = 'SymblCredentialError';
}

/** @returns the field's text without the blanks or the "Bearer" that pasting leaves around it. */
export function fieldText(credentials: ICredentialDataDecryptedObject, field: string): string {
	const value = credentials[field];
	return typeof value === 'string' ? value.trim().replace(/^bearer(\s+|$)/i, '') : '';
}

/**
 * @returns the API's root without a trailing `/` or `/v1`.
 * @throws {CredentialError} for what is no URL, and for plain HTTP to another machine unless
 * 'Allow HTTP' is on.
 */
export function baseUrlOf(credentials: ICredentialDataDecryptedObject): string {
	const text = fieldText(credentials, 'baseUrl') || SYMBL_BASE_URL;
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
		throw new CredentialError(
			"'Base URL' in the credential must be a web address such as https://api.symbl.ai.",
		);
	}
	if (url.username || url.password || url.search || url.hash) {
		throw new CredentialError(
			"'Base URL' in the credential must be a plain address, without a user name, a '?' or a '#'.",
		);
	}
	if (url.protocol === 'http:' && !isLoopback(url.hostname) && credentials.allowHttp !== true) {
		throw new CredentialError(
			"'Base URL' in the credential starts with http://, which would send the token unprotected. Use https://, or turn on 'Allow HTTP'.",
		);
	}
	return `${url.origin}${url.pathname}`.replace(/\/+$/, '').replace(/\/v1$/, '');
}

/** Whether a host name is one that only the machine itself can reach. */
export function isLoopback(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * Signs a request with a bearer token. A request with a base URL of its own making (the node's, the
 * credential test's) is sent to the credential's host and to no other.
 * @throws {CredentialError} when the token or the Base URL cannot be used, or the request must not
 * leave any more.
 */
export function signRequest(
	request: IHttpRequestOptions & Departing,
	credentials: ICredentialDataDecryptedObject,
	tokenField: { name: string; displayName: string },
): IHttpRequestOptions {
	const token = fieldText(credentials, tokenField.name);
	if (!/^[\x21-\x7e]+$/.test(token)) {
		throw new CredentialError(
			`'${tokenField.displayName}' in the credential ${token ? 'does not look like a token: it holds blanks or special characters' : 'is empty'}.`,
		);
	}
	const baseURL = request.baseURL === undefined ? undefined : baseUrlOf(credentials);
	if (request[DEPARTURE]?.leave() === false) {
		throw new CredentialError('the run has ended');
	}
	return {
		...request,
		...(baseURL !== undefined && { baseURL }),
		headers: { ...request.headers, Authorization: `Bearer ${token}` },
	};
}
