import type { IDataObject, IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { SYMBL_BASE_URL } from '../../../credentials/account';
import type { Account, SymblContext } from './account';
import { isObject, type Answer } from './answer';

/** Codes of a connection that never came to be: nobody can have read the request. */
const NOT_REACHED =
	/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EPROTO)$/;

/** Codes with which Node.js refuses to send a request. */
const NOT_SENDABLE = /^ERR_(INVALID|UNESCAPED|BAD_OPTION)/;

/** What OpenSSL and Node.js say about a certificate, before a request is sent. */
export const CERTIFICATE_CODE = /CERT|^DEPTH_ZERO|^UNABLE_TO_|^ERR_TLS_/;

/**
 * The one way out to Symbl: sends a single request and reports what came of it. It validates
 * nothing, decides nothing about an operation and never throws. Redirects are not followed, so the
 * token goes to the credential's host alone.
 * @param options the request as n8n built it, with a path for its `url`.
 * @param hasEnded asked when the request is about to leave, since it may have to wait for a token.
 */
export async function request(
	context: SymblContext,
	account: Account,
	options: IHttpRequestOptions,
	hasEnded = () => false,
): Promise<Answer> {
	return await account.send(async () => {
		if (hasEnded()) return { kind: 'notSent', message: 'the run has ended' };
		try {
			const response: IN8nHttpFullResponse =
				await context.helpers.httpRequestWithAuthentication.call(
					context,
					account.type,
					{
						...options,
						baseURL: options.baseURL ?? SYMBL_BASE_URL,
						disableFollowRedirect: true,
						ignoreHttpStatusErrors: true,
						returnFullResponse: true,
					},
					{ credentialsDecrypted: account.credentials },
				);
			const retryAfter = response.headers['retry-after'];
			return {
				kind: 'answered',
				status: response.statusCode,
				body: response.body,
				retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
			};
		} catch (error) {
			return withoutAnswer(error);
		}
	});
}

/** Reads why there is no answer. What n8n throws holds the whole request, so none of it is kept. */
function withoutAnswer(error: unknown): Answer {
	const causes = causesOf(error);

	const token = causes.find(({ name }) => name === 'SymblTokenCallError');
	if (token) {
		return {
			kind: 'noToken',
			message: `${token.message}`,
			status: typeof token.httpStatus === 'number' ? token.httpStatus : undefined,
			retryAfter: typeof token.retryAfter === 'string' ? token.retryAfter : undefined,
		};
	}

	const code = causes.map((cause) => cause.code).find((value) => typeof value === 'string');
	if (typeof code === 'string' && !NOT_SENDABLE.test(code)) {
		return {
			kind: 'noAnswer',
			code,
			reached: !NOT_REACHED.test(code) && !CERTIFICATE_CODE.test(code),
		};
	}
	return { kind: 'notSent', message: `${causes.at(-1)?.message ?? error}` };
}

/** An error, what caused it, what caused that, and so on. */
function causesOf(error: unknown): IDataObject[] {
	const causes: IDataObject[] = [];
	let cause = error;
	while (isObject(cause) && causes.length < 5) {
		causes.push(cause);
		cause = cause.cause;
	}
	return causes;
}
