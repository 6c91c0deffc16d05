import { NodeApiError, type IDataObject, type INode } from 'n8n-workflow';
import type { Account } from './account';
import { isObject, messageIn, type Answer } from './answer';
import type { Evidence } from './evidence';

/** Why an item did not get what it asked for, ready to be shown. */
export interface Failure {
	/** The row of the table; `notAttempted` where nothing was sent. */
	name: FailureName | 'notAttempted';
	/** What Symbl's answer shows; undefined where none came. */
	evidence?: Evidence;
	/** What happened, in a sentence that stands alone. */
	message: string;
	/** What to do about it. */
	description: string;
	/** The HTTP status, where one came. */
	httpCode: string | null;
	/** Whether the same request may succeed a little later. */
	transient: boolean;
	/** Whether the reason lies with the account, the host or the network rather than the item. */
	systemic: boolean;
	/** Whether the request may have been carried out although no answer says so. */
	mayHaveActed: boolean;
}

interface Row {
	message: string;
	description: string;
	transient?: true;
	systemic?: true;
	mayHaveActed?: true;
}

const CHECK_BASE_URL =
	"Check 'Base URL' in the credential, and whether a proxy or gateway stands in between.";
const TRY_LATER = 'Run the workflow again later. If it stays like this, contact support@symbl.ai.';

/**
 * Every way in which Symbl does not do what it was asked, and how it reads. `{subject}` is what the
 * request was about, `{detail}` what came back in words, `{status}` the HTTP status or the code of
 * the connection.
 */
const FAILURES = {
	badRequest: {
		message: '{subject}: Symbl did not accept the request{detail}',
		description: 'Check the values of this item.',
	},
	accessTokenRefused: {
		message: '{subject}: Symbl refused the access token',
		description:
			"Check 'Access Token' in the credential: a token works for 24 hours at most. App credentials renew it by themselves.",
		systemic: true,
	},
	sessionTokenRefused: {
		message: '{subject}: Symbl refused a token that it had just issued',
		description:
			"Check that 'App ID', 'App Secret' and 'Base URL' in the credential belong to the same account.",
		systemic: true,
	},
	forbidden: {
		message: '{subject}: this Symbl account is not allowed to do this (HTTP {status}){detail}',
		description: 'Check that the credential belongs to the account that owns the conversation.',
	},
	notFound: {
		message: '{subject} was not found{detail}',
		description: 'Check the ID, and that the credential belongs to the account that owns it.',
	},
	unclearNotFound: {
		message: '{subject} was not found, but nothing shows that Symbl said so (HTTP 404){detail}',
		description: CHECK_BASE_URL,
	},
	notThereYet: {
		message: '{subject} is not there. The conversation itself exists',
		description:
			'Symbl may still be processing it: try again in a few minutes. If it stays like this, there is none.',
	},
	notAccepted: {
		message: '{subject}: Symbl answered with HTTP {status}{detail}',
		description: CHECK_BASE_URL,
	},
	rateLimited: {
		message: '{subject}: Symbl is receiving too many requests{detail}',
		description:
			"In Options, lower 'Max Concurrency' or raise 'Max Retries'. Or space the requests with Batching under Request Options.",
		transient: true,
		systemic: true,
	},
	timedOut: {
		message: '{subject}: Symbl did not answer in time ({status})',
		description: "Run the workflow again, with a higher 'Timeout' under Request Options.",
		transient: true,
		systemic: true,
		mayHaveActed: true,
	},
	serverFault: {
		message: '{subject}: Symbl could not do it (HTTP {status}){detail}',
		description: TRY_LATER,
		transient: true,
		mayHaveActed: true,
	},
	unavailable: {
		message: '{subject}: Symbl is not available (HTTP {status}){detail}',
		description: TRY_LATER,
		transient: true,
		systemic: true,
		mayHaveActed: true,
	},
	redirected: {
		message: '{subject}: the address redirects to another one (HTTP {status})',
		description: `It was not followed, so that the token goes nowhere else. ${CHECK_BASE_URL}`,
		systemic: true,
	},
	seeOther: {
		message: '{subject}: the address redirects to another one (HTTP {status})',
		description: `It was not followed, so that the token goes nowhere else. ${CHECK_BASE_URL}`,
		systemic: true,
		mayHaveActed: true,
	},
	notSymbl: {
		message: '{subject}: what answered does not look like Symbl{detail}',
		description: CHECK_BASE_URL,
		systemic: true,
		mayHaveActed: true,
	},
	unconfirmed: {
		message: '{subject}: the answer does not confirm the deletion (HTTP {status}){detail}',
		description: CHECK_BASE_URL,
		systemic: true,
		mayHaveActed: true,
	},
	unreachable: {
		message: '{subject}: Symbl could not be reached ({status})',
		description: CHECK_BASE_URL,
		transient: true,
		systemic: true,
	},
	connectionLost: {
		message: '{subject}: the connection broke before Symbl answered ({status})',
		description: 'Check the network between n8n and Symbl, then run the workflow again.',
		transient: true,
		systemic: true,
		mayHaveActed: true,
	},
	certificate: {
		message: '{subject}: the certificate of the server is not trusted ({status})',
		description: `${CHECK_BASE_URL} For a server of your own, see 'Ignore SSL Issues' under Request Options.`,
		systemic: true,
	},
	cancelled: {
		message: '{subject}: the execution was cancelled',
		description: 'Run the workflow again to continue.',
		mayHaveActed: true,
	},
	noToken: {
		message: '{subject}: {detail}',
		description: "Check 'App ID', 'App Secret' and 'Base URL' in the credential.",
		systemic: true,
	},
	noTokenYet: {
		message: '{subject}: {detail}',
		description: TRY_LATER,
		transient: true,
		systemic: true,
	},
	notSent: {
		message: '{subject}: the request could not be sent: {detail}',
		description: 'Check the credential and the Request Options.',
		systemic: true,
	},
} satisfies Record<string, Row>;

type FailureName = keyof typeof FAILURES;

/** What OpenSSL and Node.js say about a certificate, before a request is sent. */
export const CERTIFICATE_CODE = /CERT|^DEPTH_ZERO|^UNABLE_TO_|^ERR_TLS_/;

const TIMEOUT_CODE = /^(ECONNABORTED|ETIMEDOUT|ESOCKETTIMEDOUT)$/;

const BY_STATUS: Partial<Record<number, FailureName>> = {
	400: 'badRequest',
	303: 'seeOther',
	403: 'forbidden',
	404: 'unclearNotFound',
	408: 'timedOut',
	429: 'rateLimited',
	// Of proxies: whoever asked them gave up, and what stands behind them may have been asked already.
	499: 'timedOut',
	502: 'unavailable',
	503: 'unavailable',
	504: 'unavailable',
};

/** @returns the row of the table that an answer other than a success falls under. */
function failureName(
	answer: Answer,
	evidence: Evidence | undefined,
	renewsToken: boolean,
): FailureName {
	switch (answer.kind) {
		case 'answered': {
			const { status } = answer;
			if (evidence === 'unknownToSymbl') return 'notFound';
			if (status === 401) return renewsToken ? 'sessionTokenRefused' : 'accessTokenRefused';
			const name = BY_STATUS[status];
			if (name) return name;
			if (status >= 500) return 'serverFault';
			if (status >= 400) return 'notAccepted';
			if (status >= 300) return 'redirected';
			return evidence === 'unreadable' ? 'notSymbl' : 'unconfirmed';
		}
		case 'noAnswer':
			if (answer.code === 'ERR_CANCELED') return 'cancelled';
			return TIMEOUT_CODE.test(answer.code) ? 'timedOut' : 'connectionLost';
		case 'notConnected':
			return CERTIFICATE_CODE.test(answer.code) ? 'certificate' : 'unreachable';
		case 'noToken': {
			const { status } = answer;
			return status === undefined || status === 408 || status === 429 || status >= 500
				? 'noTokenYet'
				: 'noToken';
		}
		case 'notSent':
			return 'notSent';
	}
}

/** @returns a failure that no answer stands behind: nothing was sent. */
export function refusal(message: string, description: string): Failure {
	return {
		name: 'notAttempted',
		message,
		description,
		httpCode: null,
		transient: false,
		systemic: false,
		mayHaveActed: false,
	};
}

/** @returns the failure of an item that asks for what cannot be done: nothing was sent for it. */
export const invalidItem = (message: string, description: string): Failure =>
	refusal(`${message}. Nothing was sent for this item`, description);

/**
 * The same for a parameter whose value cannot be used.
 * @param expected what it has to be: "true or false".
 */
export const invalidValue = (
	displayName: string,
	expected: string,
	value: unknown,
	description = `Check '${displayName}'.`,
): Failure =>
	invalidItem(
		`'${displayName}' must be ${expected}, but it is ${JSON.stringify(value)}`,
		description,
	);

export const isFailure = (value: unknown): value is Failure =>
	isObject(value) && 'mayHaveActed' in value;

/**
 * Puts an answer other than a success into words.
 * @param evidence what the answer shows, where one came.
 * @param subject what the request was about, as a sentence begins: "Conversation 4866329603473408".
 */
export function failureOf(
	answer: Answer,
	evidence: Evidence | undefined,
	subject: string,
	account: Account,
): Failure {
	const name = failureName(answer, evidence, account.type === 'symblAppApi');
	const failure = { ...worded(name, answer, subject), evidence };
	// Symbl's documentation shows that answer without its status.
	return name === 'notFound' ? { ...failure, httpCode: '404' } : failure;
}

/** @returns the failure for something that Symbl does not have although its conversation exists. */
export const notThereYet = (subject: string): Failure =>
	worded('notThereYet', { kind: 'answered', status: 404, text: '', body: undefined }, subject);

function worded(name: FailureName, answer: Answer, subject: string): Failure {
	const row: Row = FAILURES[name];
	const { said, shown } = wordsOf(answer);
	const values: Record<string, string> = { subject, status: answerCode(answer), detail: said };
	const status = 'status' in answer ? answer.status : undefined;
	return {
		name,
		message: row.message.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? ''),
		description: `${row.description}${shown}`,
		httpCode: status === undefined ? null : String(status),
		transient: row.transient ?? false,
		systemic: row.systemic ?? false,
		mayHaveActed: row.mayHaveActed ?? false,
	};
}

/** What came back in words: said by the API, for the message, or shown on some page, for the description. */
function wordsOf(answer: Answer): { said: string; shown: string } {
	if ('message' in answer) return { said: answer.message, shown: '' };
	const text = answer.kind === 'answered' ? messageIn(answer) : '';
	if (!text) return { said: '', shown: '' };
	return answer.kind === 'answered' && isObject(answer.body)
		? { said: `: “${text}”`, shown: '' }
		: { said: '', shown: ` What came back begins: “${text}”` };
}

function answerCode(answer: Answer): string {
	if ('code' in answer) return answer.code;
	return 'status' in answer && answer.status !== undefined ? String(answer.status) : '';
}

/**
 * The error that n8n shows and saves. It is built from an empty answer, since n8n saves whatever it
 * is given, the request's token included; and the texts are set afterwards, since n8n would replace
 * a message that happens to contain the name of a network code.
 * @param data shown in the editor under the error's details.
 */
export function nodeError(
	node: INode,
	{ message, description, httpCode }: Failure,
	itemIndex: number,
	data?: IDataObject,
): NodeApiError {
	const error = new NodeApiError(node, {}, { message: 'Symbl', itemIndex });
	error.message = message;
	error.description = description;
	error.httpCode = httpCode;
	if (data) error.context.data = data;
	return error;
}
