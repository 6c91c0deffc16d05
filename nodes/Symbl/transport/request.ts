import type {
	BinaryHelperFunctions,
	IDataObject,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { SYMBL_BASE_URL } from '../../../credentials/account';
import { Departure, DEPARTURE, type Departing } from '../../../credentials/departure';
import { TOKEN_TIMEOUT } from '../../../credentials/sessionToken';
import type { Account, SymblContext } from './account';
import { isObject, parseJson, type Answer } from './answer';
import { CERTIFICATE_CODE } from './failures';

/** What every request has. The credential's own Base URL takes the place of this one when it is signed. */
export const REQUEST_DEFAULTS = {
	baseURL: SYMBL_BASE_URL,
	headers: { Accept: 'application/json' },
};

/** Codes with which Node.js refuses to send a request. */
const NOT_SENDABLE = /^ERR_(INVALID|UNESCAPED|BAD_OPTION)/;

/** Steps that come before a request is written: looking the host up, and opening the connection. */
const CONNECTING = /^(connect|getaddrinfo)$/;
const CONNECTING_TEXT = /^(connect|getaddrinfo) E[A-Z_]+\b/;

/** A stream as n8n opens it. */
export type BodyStream = Awaited<ReturnType<BinaryHelperFunctions['getBinaryStream']>>;

/** What a request has to keep to. */
export interface Leave {
	/** Aborted when the execution is cancelled. */
	cancelled?: AbortSignal;
	/** Asked right before the request leaves, since it may have waited for a token. */
	mayLeave?(): boolean;
	/** Opens what the request carries: once more for another token, since a stream is sent only once. */
	openBody?(): Promise<BodyStream>;
}

/**
 * The one way out to Symbl: sends a single request and reports what came of it. It decides nothing
 * about an operation and never throws. Redirects are not followed, so the token goes to the
 * credential's host alone. Cancelling the execution ends the wait at once.
 * @param options a path for its `url`; the body is JSON or a buffer.
 */
export async function request(
	context: SymblContext,
	account: Account,
	options: IHttpRequestOptions,
	{ cancelled, mayLeave = () => true, openBody }: Leave = {},
): Promise<Answer> {
	const departure = new Departure(() => !cancelled?.aborted && mayLeave());
	const attempts = account.send(async () => {
		departure.begin();
		return openBody
			? await attemptWithStream(openBody, account, async (body) => {
					return await attempt(context, account, { ...options, body }, departure, cancelled);
				})
			: await attempt(context, account, options, departure, cancelled);
	});
	return await aborted(attempts, cancelled, () =>
		departure.hasLeft
			? { kind: 'noAnswer', code: 'ERR_CANCELED' }
			: { kind: 'notSent', message: 'the execution was cancelled' },
	);
}

/** @returns what comes first: the answer, or what stands for it when the signal is aborted. */
async function aborted(
	answer: Promise<Answer>,
	signal: AbortSignal | undefined,
	otherwise: () => Answer,
): Promise<Answer> {
	if (!signal) return await answer;
	let giveUp = () => {};
	const instead = new Promise<Answer>((resolve) => (giveUp = () => resolve(otherwise())));
	signal.addEventListener('abort', giveUp);
	if (signal.aborted) giveUp();
	try {
		return await Promise.race([instead, answer]);
	} finally {
		signal.removeEventListener('abort', giveUp);
	}
}

/** Opens a stream for this attempt alone, and closes it after it whatever happened. */
async function attemptWithStream(
	openBody: () => Promise<BodyStream>,
	account: Account,
	sendBody: (body: BodyStream) => Promise<Answer>,
): Promise<Answer> {
	let body: BodyStream;
	try {
		body = await openBody();
	} catch (error) {
		const reason = isObject(error) ? error.message : error;
		return { kind: 'notSent', message: account.hideSecrets(`${reason}`) };
	}
	try {
		return await sendBody(body);
	} finally {
		body.destroy();
	}
}

/** Sends it once. No server can stretch the deadline: the timeout, and that of a token call before it. */
async function attempt(
	context: SymblContext,
	account: Account,
	options: IHttpRequestOptions,
	departure: Departure,
	cancelled: AbortSignal | undefined,
): Promise<Answer> {
	const abort = new AbortController();
	const end = () => abort.abort();
	const timeout = options.timeout ?? account.timeout;
	const deadline = AbortSignal.timeout(timeout + (account.hasToken ? 0 : TOKEN_TIMEOUT));
	cancelled?.addEventListener('abort', end);
	deadline.addEventListener('abort', end);
	if (cancelled?.aborted) end();
	try {
		const answer = send(context, account, options, departure, abort.signal);
		return await aborted(answer, deadline, () => ({ kind: 'noAnswer', code: 'ETIMEDOUT' }));
	} finally {
		cancelled?.removeEventListener('abort', end);
		deadline.removeEventListener('abort', end);
	}
}

async function send(
	context: SymblContext,
	account: Account,
	options: IHttpRequestOptions,
	departure: Departure,
	abortSignal: AbortSignal,
): Promise<Answer> {
	if (abortSignal.aborted) return { kind: 'notSent', message: 'the execution was cancelled' };
	// n8n puts the signal of the execution in the place of the request's own, if it finds one.
	const caller: SymblContext = Object.assign(Object.create(context), {
		getExecutionCancelSignal: () => abortSignal,
	});
	const signed: IHttpRequestOptions & Departing = {
		...REQUEST_DEFAULTS,
		...account.connection,
		timeout: account.timeout,
		...options,
		headers: { ...REQUEST_DEFAULTS.headers, ...options.headers },
		abortSignal,
		encoding: 'text',
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
		[DEPARTURE]: departure,
	};
	try {
		const response: IN8nHttpFullResponse = await context.helpers.httpRequestWithAuthentication.call(
			caller,
			account.type,
			signed,
			{
				credentialsDecrypted: account.credentials,
			},
		);
		const retryAfter = response.headers['retry-after'];
		const text = account.hideSecrets(textOf(response.body));
		return {
			kind: 'answered',
			status: response.statusCode,
			text,
			body: parseJson(text),
			retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
		};
	} catch (error) {
		return withoutAnswer(error, account, departure.hasLeft);
	}
}

const textOf = (body: unknown): string =>
	typeof body === 'string' ? body : body === undefined || body === null ? '' : JSON.stringify(body);

/**
 * Reads why there is no answer. That nothing was sent is claimed on positive proof alone, since some
 * versions of n8n lose what caused an error. What n8n throws holds the whole request, so none of it
 * is kept.
 * @param hasLeft whether the request was signed.
 */
function withoutAnswer(error: unknown, account: Account, hasLeft: boolean): Answer {
	const causes = causesOf(error);
	const text = (value: unknown) => account.hideSecrets(`${value}`);

	const token = account.takeTokenError();
	if (token) {
		const { httpStatus: status, retryAfter } = token;
		return { kind: 'noToken', message: text(token.message), status, retryAfter };
	}
	const refusal = causes.find(({ name }) => name === 'SymblCredentialError');
	if (refusal) return { kind: 'notSent', message: text(refusal.message) };

	const code = causes.map((cause) => cause.code ?? cause.httpCode).find(isCode);
	if (code === undefined ? !hasLeft : NOT_SENDABLE.test(code)) {
		return { kind: 'notSent', message: text(causes.at(-1)?.message ?? error) };
	}
	if (code === undefined) return { kind: 'noAnswer', code: 'UNKNOWN' };
	const notConnected = CERTIFICATE_CODE.test(code) || causes.some(happenedConnecting);
	return { kind: notConnected ? 'notConnected' : 'noAnswer', code };
}

const isCode = (value: unknown): value is string =>
	typeof value === 'string' && /^[A-Z][A-Z\d_]{3,}$/.test(value);

/** Where a host has several addresses, each has an error of its own. */
function happenedConnecting(cause: IDataObject): boolean {
	const { syscall, message, messages, errors } = cause;
	if (Array.isArray(errors) && errors.length > 0) {
		return errors.every((each) => isObject(each) && happenedConnecting(each));
	}
	if (typeof syscall === 'string') return CONNECTING.test(syscall);
	const texts = [message, ...(Array.isArray(messages) ? messages : [])];
	return texts.some((said) => typeof said === 'string' && CONNECTING_TEXT.test(said));
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
