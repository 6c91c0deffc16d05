import { echoForms } from './echo.cts';
import type { FaultAnswer } from './faults.cts';

/** Who gives an answer: Symbl, something that stands before it or in its place, or the network. */
export type LiarOrigin = 'symbl' | 'gateway' | 'application' | 'network' | 'echo';

/** One thing that may become of a request on its way between n8n and Symbl. */
export interface Liar {
	name: string;
	from: LiarOrigin;
	/** Given one after another; the last one goes on. */
	answers: readonly FaultAnswer[];
	/** Whether a request reaches Symbl in the end, and Symbl does what it asks. */
	acts: boolean;
}

type Answers = FaultAnswer | readonly FaultAnswer[];

const DELETED = { message: 'successfully deleted the conversation' };
const UNKNOWN = { message: 'The conversationId is either invalid or does not exist.' };
const JSON_TYPE = { 'content-type': 'application/json' };
const DEPTH = 5_000;

const act = true;
const says = (message: string): FaultAnswer => ({ status: 200, body: { message } });
const text = (status: number, body: string): FaultAnswer => ({
	status,
	body,
	headers: { 'content-type': 'text/plain; charset=utf-8' },
});
const page = (status: number, words: string): FaultAnswer => ({
	status,
	body: `<html>\r\n<head><title>${words}</title></head>\r\n<body>\r\n<center><h1>${words}</h1></center>\r\n<hr><center>nginx/1.25.3</center>\r\n</body>\r\n</html>\r\n`,
});
const nested = (innermost: string) => `{"a":`.repeat(DEPTH) + innermost + '}'.repeat(DEPTH);
const redirect = (status: number): FaultAnswer => ({
	status,
	headers: { location: '/elsewhere' },
	body: '',
});
const raw = (head: string, body = ''): FaultAnswer => ({
	raw: `HTTP/1.1 ${head.replaceAll('\n', '\r\n')}\r\n\r\n${body}`,
});
const ok = '200 OK\nContent-Type: application/json\nConnection: close';
const deletedText = JSON.stringify(DELETED);

const symbl: Record<string, Answers> = {
	'the documented message, carried out': { act },
	'the documented message, not carried out': { status: 200, body: DELETED },
	'the documented message in capitals': { ...says('SUCCESSFULLY DELETED THE CONVERSATION'), act },
	'200 empty, carried out': { act, status: 200, body: '' },
	'200 empty, not carried out': { status: 200, body: '' },
	'204, carried out': { act, status: 204 },
	'204, not carried out': { status: 204 },
	'200 deleted true': { act, status: 200, body: { deleted: true } },
	'200 deleted true with its ID': { act, status: 200, body: { id: '1', deleted: true } },
	'200 deleted with a skipped bookmark': {
		...says('Conversation deleted. Note: 1 invalid bookmark was skipped'),
		act,
	},
	'200 unknown ID': { status: 200, body: UNKNOWN },
	'400 unknown ID': { status: 400, body: UNKNOWN },
	'404 unknown ID': { status: 404, body: UNKNOWN },
	'404 unknown ID in other words': {
		status: 404,
		body: { message: 'Conversation not found.' },
	},
	'404 unknown ID after acting': { act, status: 404, body: UNKNOWN },
	'200 deletion failed': {
		status: 200,
		body: { success: false, message: 'Conversation deletion failed' },
	},
	'200 success false, although carried out': { act, status: 200, body: { success: false } },
	'200 deleted false': { status: 200, body: { deleted: false } },
	'200 deleted as text': { status: 200, body: { deleted: 'false' } },
	'200 deleted null': { status: 200, body: { deleted: null } },
	'200 deleted 0': { status: 200, body: { deleted: 0 } },
	'200 errors': { status: 200, body: { errors: [{ message: 'Conversation is locked' }] } },
	'200 errors beside the documented message': {
		status: 200,
		body: { ...DELETED, errors: ['storage unavailable'] },
	},
	'200 error null beside the documented message': {
		act,
		status: 200,
		body: { ...DELETED, error: null, errors: [] },
	},
	'200 statusCode 500': {
		status: 200,
		body: { statusCode: 500, message: 'Internal server error' },
	},
	'200 statusCode 500 beside the documented message': {
		status: 200,
		body: { ...DELETED, statusCode: 500 },
	},
	'200 code as text': { status: 200, body: { code: '500', message: 'Internal' } },
	'200 status failed': { status: 200, body: { status: 'failed' } },
	'200 not deleted': says('The conversation was not deleted'),
	'200 could not be deleted': says('successfully received, but could not be deleted'),
	'200 already deleted': { ...says('The conversation has already been deleted'), act },
	'200 will be deleted': says('The conversation will be deleted within 30 days'),
	'200 deletion scheduled': says('Deletion scheduled'),
	'200 another thing deleted': says('successfully deleted the bookmark'),
	'200 the conversation itself': {
		status: 200,
		body: { id: '4866329603473408', type: 'meeting', name: 'Weekly' },
	},
	'200 an empty object': { status: 200, body: {} },
	'200 a list': { status: 200, body: [DELETED] },
	'200 null': { status: 200, body: 'null', headers: JSON_TYPE },
	'200 true': { status: 200, body: 'true', headers: JSON_TYPE },
	'200 a JSON text': { status: 200, body: JSON.stringify(DELETED.message), headers: JSON_TYPE },
	'200 the documented message as plain text': text(200, DELETED.message),
	'202 with a job': { status: 202, body: { jobId: '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d' } },
	'202 with the documented message': { status: 202, body: DELETED },
	'201 with the documented message': { act, status: 201, body: DELETED },
	'206 partial': { status: 206, body: DELETED },
	'207 multi-status': {
		status: 207,
		body: { responses: [{ status: 423, message: 'Locked' }] },
	},
	'409 conflict': { status: 409, body: { message: 'The conversation is being processed.' } },
	'410 gone': { status: 410, body: { message: 'Gone' } },
	'423 locked': { status: 423, body: { message: 'Locked' } },
	'500 after acting': { act, status: 500, body: { message: 'Internal Server Error' } },
	'500 before acting': { status: 500, body: { message: 'Internal Server Error' } },
	'500, carried out later': { actAfterMs: 50, status: 500, body: { message: 'Timeout' } },
	'202, carried out later': { actAfterMs: 50, status: 202, body: { message: 'Accepted' } },
	'429 as documented': {
		status: 429,
		body: {
			statusCode: 429,
			message: 'This API has a limit of maximum of `50` number of concurrent jobs per account.',
		},
	},
	'429 with a Retry-After of a day': { status: 429, headers: { 'retry-after': '86400' } },
	'429 with an unreadable Retry-After': { status: 429, headers: { 'retry-after': 'soon' } },
	'401 as documented': {
		status: 401,
		body: { message: 'Token validation failed for provided token.' },
	},
	'401 after acting': {
		act,
		status: 401,
		body: { message: 'Token validation failed for provided token.' },
	},
};

const gateway: Record<string, Answers> = {
	'ingress 503, then its default backend': [
		text(503, '<html><head><title>503 Service Temporarily Unavailable</title></head></html>'),
		text(404, 'default backend - 404'),
	],
	'502 after acting, then the default backend': [
		{ ...page(502, '502 Bad Gateway'), act },
		text(404, 'default backend - 404'),
	],
	'404 default backend': text(404, 'default backend - 404'),
	'404 Go mux': text(404, '404 page not found\n'),
	'404 Kong': { status: 404, body: { message: 'no Route matched with those values' } },
	'404 Express': {
		status: 404,
		body: '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>Cannot DELETE /v1/conversations/1</pre>\n</body>\n</html>\n',
	},
	'404 NestJS': {
		status: 404,
		body: { message: 'Cannot DELETE /v1/conversations/1', error: 'Not Found', statusCode: 404 },
	},
	'404 Spring': {
		status: 404,
		body: {
			timestamp: '2026-01-01T00:00:00.000+00:00',
			status: 404,
			error: 'Not Found',
			path: '/v1/conversations/1',
		},
	},
	'404 FastAPI': { status: 404, body: { detail: 'Not Found' } },
	'404 Tyk': { status: 404, body: { error: 'Requested endpoint is forbidden' } },
	'404 Apigee': {
		status: 404,
		body: { fault: { faultstring: 'Unable to identify proxy', detail: { errorcode: 'NF' } } },
	},
	'404 Cloud Foundry': {
		...text(404, "404 Not Found: Requested route ('api.example.com') does not exist.\n"),
		headers: { 'x-cf-routererror': 'unknown_route' },
	},
	'404 nginx': page(404, '404 Not Found'),
	'404 empty': { status: 404, body: '' },
	'404 Not Found': { status: 404, body: { message: 'Not Found' } },
	'404 tenant does not exist': {
		status: 404,
		body: { message: 'The tenant is either invalid or does not exist.' },
	},
	'404 page about a conversation': page(404, 'The conversation does not exist'),
	'404 problem+json': {
		status: 404,
		headers: { 'content-type': 'application/problem+json' },
		body: { type: 'about:blank', title: 'Not Found', status: 404 },
	},
	'403 AWS': { status: 403, body: { message: 'Missing Authentication Token' } },
	'403 CloudFront': page(403, '403 ERROR: The request could not be satisfied'),
	'403 firewall': page(403, 'Attention Required! | Cloudflare'),
	'405 method': { status: 405, headers: { allow: 'GET, PUT' }, body: '' },
	'407 proxy': page(407, '407 Proxy Authentication Required'),
	'408 timeout': page(408, '408 Request Time-out'),
	'411 length': page(411, '411 Length Required'),
	'413 too large, while it comes in': { ...page(413, '413 Content Too Large'), afterBytes: 1 },
	'421 misdirected': page(421, '421 Misdirected Request'),
	'431 headers': page(431, '431 Request Header Fields Too Large'),
	'451 legal': page(451, '451 Unavailable For Legal Reasons'),
	'499 client closed': page(499, '499 Client Closed Request'),
	'502 nginx before acting': page(502, '502 Bad Gateway'),
	'502 nginx after acting': { ...page(502, '502 Bad Gateway'), act },
	'503 nginx': page(503, '503 Service Temporarily Unavailable'),
	'503 with a Retry-After': { ...page(503, '503'), headers: { 'retry-after': '1' } },
	'504 nginx before acting': page(504, '504 Gateway Time-out'),
	'504 nginx after acting': { ...page(504, '504 Gateway Time-out'), act },
	'504, carried out later': { ...page(504, '504 Gateway Time-out'), actAfterMs: 50 },
	'504 AWS': { status: 504, body: { message: 'Endpoint request timed out' }, act },
	'520 Cloudflare': page(520, 'Web server is returning an unknown error'),
	'530 Cloudflare': page(530, 'Origin DNS error'),
	'200 invalid API key': says('Invalid API key'),
	'cut, then 200 invalid API key': [{ cut: true }, says('Invalid API key')],
	'200 login page': page(200, 'Sign in'),
	'200 captive portal': page(200, 'Welcome to Guest WiFi'),
	'200 maintenance': { status: 200, body: { message: 'We are down for maintenance' } },
	'200 health check': { status: 200, body: { status: 'ok' } },
	'301 moved': redirect(301),
	'302 login': redirect(302),
	'303 see other': redirect(303),
	'303 see other after acting': { ...redirect(303), act },
	'307 temporary': redirect(307),
	'308 permanent': redirect(308),
	'300 choices': { status: 300, body: '' },
	'304 not modified': { status: 304 },
	'301 without a location': { status: 301, body: '' },
	'303 to an address that does not parse': { status: 303, headers: { location: 'http://[' } },
};

const application: Record<string, Answers> = {
	'200 n8n webhook': says('Workflow was started'),
	'404 n8n webhook': {
		status: 404,
		body: {
			code: 404,
			message: 'The requested webhook "DELETE v1/conversations/1" is not registered.',
			hint: 'The workflow must be active for a production URL to run successfully.',
		},
	},
	'200 n8n webhook, last node': { status: 200, body: [{ deleted: true }] },
	'200 GraphQL': { status: 200, body: { data: null, errors: [{ message: 'Unauthorized' }] } },
	'200 JSON-RPC': {
		status: 200,
		body: { jsonrpc: '2.0', error: { code: -32_601, message: 'Method not found' }, id: null },
	},
	'200 wrapped': { status: 200, body: { data: DELETED }, act },
	'200 wrapped error': { status: 200, body: { error: { message: 'Forbidden' } } },
	'200 result false': { status: 200, body: { result: false } },
	'200 ok false': { status: 200, body: { ok: false, error: 'not_authed' } },
	'200 acknowledged': { status: 200, body: { acknowledged: true } },
	'200 count 0': { status: 200, body: { deletedCount: 0 } },
	'200 mock': { status: 200, body: { message: 'This is a mock response' } },
	'418 teapot': { status: 418, body: "I'm a teapot" },
};

const network: Record<string, Answers> = {
	'cut before acting': { cut: true },
	'cut after acting': { cut: true, act },
	'cut, carried out later': { cut: true, actAfterMs: 50 },
	'reset before acting': { reset: true },
	'reset after acting': { reset: true, act },
	'cut in the answer': { cutHalfway: true, act },
	'cut in the answer, not carried out': { cutHalfway: true, status: 200, body: DELETED },
	'cut while the request comes in': { cut: true, afterBytes: 1 },
	'cut after acting, then unknown ID': [
		{ cut: true, act },
		{ status: 404, body: UNKNOWN },
	],
	'never an answer': { never: true },
	'never an answer, but carried out': { never: true, act },
	'headers, never a body': { headersOnly: true, status: 200, body: DELETED },
	'headers, never a body, but carried out': { headersOnly: true, act },
	'headers of a 503, never a body': { headersOnly: true, status: 503, body: 'down' },
	'endless trickle': { trickle: { chunkMs: 20, endless: true }, status: 200, body: DELETED },
	'endless trickle, but carried out': { trickle: { chunkMs: 20, endless: true }, act },
	'endless flood': {
		trickle: { chunkMs: 1, chunkBytes: 65_536, endless: true },
		status: 200,
		body: DELETED,
	},
	'endless trickle of an error': {
		trickle: { chunkMs: 20, endless: true },
		status: 500,
		body: { message: 'Internal Server Error' },
	},
	'101 switching protocols': raw(
		'101 Switching Protocols\nConnection: Upgrade\nUpgrade: websocket',
	),
	'101 switching protocols, but carried out': {
		...raw('101 Switching Protocols\nConnection: Upgrade\nUpgrade: websocket'),
		act,
	},
	'102 processing, never an answer': { ...raw('102 Processing'), act },
	'103 early hints, then a cut': {
		...raw('103 Early Hints\nLink: </a>; rel=preload'),
		cut: true,
		act,
	},
	'no HTTP': { raw: 'SSH-2.0-OpenSSH_9.6\r\n', cut: true },
	'half a status line': { raw: 'HTTP/1.1 20', cut: true, act },
	'status 999': { ...raw('999 Nonsense\nContent-Length: 0\nConnection: close'), cut: true },
	'status 600': { ...raw('600 Unparseable\nContent-Length: 0\nConnection: close'), cut: true },
	'less than announced, then a cut': {
		...raw(`${ok}\nContent-Length: 500`, deletedText),
		cut: true,
		act,
	},
	'less than announced, then silence': { ...raw(`${ok}\nContent-Length: 500`, deletedText), act },
	'more than announced': { ...raw(`${ok}\nContent-Length: 2`, deletedText), cut: true, act },
	'broken chunks': { ...raw(`${ok}\nTransfer-Encoding: chunked`, 'zz\r\n{}\r\n'), cut: true, act },
	'chunks without an end': {
		...raw(
			`${ok}\nTransfer-Encoding: chunked`,
			`${deletedText.length.toString(16)}\r\n${deletedText}\r\n`,
		),
		cut: true,
		act,
	},
	'two answers to one request': {
		...raw(`${ok}\nContent-Length: 2`, `{}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}`),
		cut: true,
	},
	'headers above 16 kB': {
		...raw(`${ok}\nX-Long: ${'x'.repeat(70_000)}\nContent-Length: 0`),
		cut: true,
		act,
	},
	'no gzip, although said so': {
		act,
		headers: { 'content-encoding': 'gzip' },
		status: 200,
		body: deletedText,
	},
	'JSON cut short, but whole by its length': {
		act,
		status: 200,
		headers: JSON_TYPE,
		body: deletedText.slice(0, -8),
	},
	'JSON behind a byte order mark': {
		act,
		status: 200,
		headers: JSON_TYPE,
		body: `\uFEFF${deletedText}`,
	},
	'JSON with a key twice': {
		status: 200,
		headers: JSON_TYPE,
		body: '{"deleted":true,"deleted":false}',
	},
	'JSON with __proto__': {
		status: 200,
		headers: JSON_TYPE,
		body: '{"__proto__":{"deleted":true},"constructor":{"name":"x"}}',
	},
	'nested 5 000 deep': { status: 200, headers: JSON_TYPE, body: nested('{"deleted":true}') },
	'nested 5 000 deep, but carried out': {
		act,
		status: 200,
		headers: JSON_TYPE,
		body: nested(deletedText),
	},
	'nested 5 000 deep with a 500': { status: 500, headers: JSON_TYPE, body: nested('1') },
	'numeric IDs above 2^53': {
		act,
		status: 200,
		headers: JSON_TYPE,
		body: '{"id":9007199254740993,"messageIds":[48663296034734085123],"deleted":true}',
	},
	'NUL characters and other controls': {
		status: 502,
		headers: JSON_TYPE,
		body: '\u0000\u001b[31m\u0007{"message":"\u0000"}',
	},
};

const echo: Record<string, Answers> = Object.fromEntries([
	...echoForms.flatMap((as) => [
		[
			`token ${as}, in a 400`,
			{
				status: 400,
				headers: JSON_TYPE,
				body: '{"message":"The token {{secret}} is not valid"}',
				echo: { as },
			},
		],
		[
			`Authorization header ${as}, in a page`,
			{
				status: 502,
				body: '<pre>Authorization: {{secret}}</pre>',
				echo: { as, of: 'authorization' },
			},
		],
	]),
	[
		'token in a header and the status text',
		{
			status: 500,
			statusText: 'Bad token {{secret}}',
			headers: { 'x-token': '{{secret}}' },
			body: '',
			echo: { as: 'plain' },
		},
	],
	[
		'token in a success, carried out',
		{
			act,
			status: 200,
			headers: JSON_TYPE,
			body: '{"message":"successfully deleted the conversation","by":"{{secret}}"}',
			echo: { as: 'plain' },
		},
	],
	[
		'token as a key',
		{ status: 200, headers: JSON_TYPE, body: '{"{{secret}}":1}', echo: { as: 'plain' } },
	],
	[
		'token in a redirect',
		{
			status: 302,
			headers: { location: '/login?token={{secret}}' },
			body: '',
			echo: { as: 'urlEncoded' },
		},
	],
]);

function liar(from: LiarOrigin, name: string, given: Answers): Liar {
	const answers: readonly FaultAnswer[] = 'length' in given ? given : [given];
	const acts = answers.some((answer) => answer.act === true || answer.actAfterMs !== undefined);
	return { name, from, answers, acts };
}

const origins = { symbl, gateway, application, network, echo };

/** All that is known to stand between n8n and Symbl, each by a name of its own. */
export const liars: readonly Liar[] = (
	['symbl', 'gateway', 'application', 'network', 'echo'] as const
).flatMap((from) =>
	Object.entries(origins[from]).map(([name, answers]) => liar(from, name, answers)),
);

/**
 * Whether only the time there is ends a request that meets it; with some versions of n8n only: n8n 2.0
 * waits for the end of an answer that it cannot unpack.
 */
export const isEndless = ({ answers }: Liar): boolean =>
	answers.some(
		({ never, headersOnly, trickle, headers, raw: text, cut }) =>
			never === true ||
			headersOnly === true ||
			trickle !== undefined ||
			headers?.['content-encoding'] !== undefined ||
			(text !== undefined && !cut),
	);
