import type { Sandbox } from './sandbox.cts';

/** Calls a sandbox with a valid token, or with the headers given; a body goes out as JSON. */
export async function callSandbox(
	sandbox: Sandbox,
	method: string,
	path: string,
	body?: unknown,
	headers: Record<string, string> = {},
) {
	const raw = Buffer.isBuffer(body);
	const response = await fetch(sandbox.url + path, {
		method,
		headers: {
			authorization: `Bearer ${sandbox.tokens[0] ?? sandbox.issueToken()}`,
			...(!raw && { 'content-type': 'application/json' }),
			...headers,
		},
		body: body === undefined || raw ? body : JSON.stringify(body),
	});
	const text = await response.text();
	const isJson = response.headers.get('content-type')?.includes('json');
	const answer: unknown = isJson ? JSON.parse(text) : text;
	return { status: response.status, answer, headers: response.headers };
}
