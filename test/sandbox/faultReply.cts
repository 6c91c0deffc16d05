import { STATUS_CODES } from 'node:http';
import { withEcho } from './echo.cts';
import type { FaultAnswer } from './faults.cts';
import type { LoggedRequest } from './log.cts';
import { contentTypeOf, textOf, type Reply } from './reply.cts';

/** The answer of a struck request; `real` is what it would have been, where the work was done. */
export function faultReply(fault: FaultAnswer, request: LoggedRequest, real?: Reply): Reply {
	const status = fault.status ?? real?.status ?? 200;
	const body = fault.body ?? real?.body ?? { message: STATUS_CODES[status] };
	const headers = { ...real?.headers, ...fault.headers };
	const { statusText, echo } = fault;
	const reply = { status, statusText, body, headers, after: real?.after };
	if (!echo) return reply;
	const filled = (text: string) => withEcho(text, request, echo);
	const type = { 'content-type': contentTypeOf(body) };
	return {
		...reply,
		statusText: statusText && filled(statusText),
		body: filled(textOf(body)),
		headers: Object.fromEntries(
			Object.entries({ ...type, ...headers }).map(([name, value]) => [name, filled(value)]),
		),
	};
}
