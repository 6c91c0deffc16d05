import { isObject } from '../sandbox/jsonFields.cts';

/** A client of an MCP server, over its streamable HTTP transport. */
export class McpClient {
	private lastId = 0;
	private session?: string;

	/** @param url of the server's endpoint */
	constructor(private readonly url: string) {}

	/** Opens a session. */
	async open(): Promise<void> {
		await this.request('initialize', {
			protocolVersion: '2025-03-26',
			capabilities: {},
			clientInfo: { name: 'test', version: '1' },
		});
		await this.post({ method: 'notifications/initialized' });
	}

	/** @returns the result of a request; throws what the server refuses it with */
	async request(method: string, params: object = {}): Promise<unknown> {
		this.lastId += 1;
		const id = this.lastId;
		const text = await (await this.post({ id, method, params })).text();
		for (const message of messagesIn(text)) {
			if (!isObject(message) || message.id !== id) continue;
			if (message.error) throw new Error(JSON.stringify(message.error));
			return message.result;
		}
		throw new Error(`No answer to ${method}: ${text.slice(0, 500)}`);
	}

	private async post(message: object): Promise<Response> {
		const response = await fetch(this.url, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				accept: 'application/json, text/event-stream',
				...(this.session !== undefined && { 'mcp-session-id': this.session }),
			},
			body: JSON.stringify({ jsonrpc: '2.0', ...message }),
		});
		this.session ??= response.headers.get('mcp-session-id') ?? undefined;
		return response;
	}
}

/** The messages of an answer: one in JSON, or the data of events. */
function messagesIn(text: string): unknown[] {
	const events = [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => data);
	return (events.length > 0 ? events : [text]).flatMap((json): unknown[] => {
		try {
			return [JSON.parse(json)];
		} catch {
			return [];
		}
	});
}
