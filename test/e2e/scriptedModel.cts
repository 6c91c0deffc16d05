import { once } from 'node:events';
import { createServer } from 'node:http';
import { isList, isObject, isString } from '../sandbox/jsonFields.cts';
import { readBody } from '../sandbox/requestBody.cts';

/** What the model says in one turn: words, or calls of the only tool that it has, with arguments. */
export type Turn = string | object[];

/** A language model that says what it is told to, behind OpenAI's chat interface on loopback. */
export interface ScriptedModel {
	/** What an OpenAI credential needs to find it. */
	readonly credential: { type: 'openAiApi'; data: { apiKey: string; url: string } };
	/** For each of its turns, what the tools had answered until then, in order. */
	readonly heard: string[][];
	/** How its tools were described to it, each description once. */
	readonly told: ReadonlySet<string>;
	stop(): Promise<void>;
}

/** @param script one entry for each turn */
export async function startScriptedModel(script: readonly Turn[]): Promise<ScriptedModel> {
	const heard: string[][] = [];
	const told = new Set<string>();
	const server = createServer((request, response) => {
		readBody(request, (body) => {
			const turn = script[heard.length];
			heard.push(toolAnswers(body));
			toolDescriptions(body).forEach((description) => told.add(description));
			response.setHeader('content-type', 'application/json');
			if (turn === undefined) response.statusCode = 400;
			response.end(JSON.stringify(turn === undefined ? {} : completion(turn, toolName(body))));
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The model has no port');
	return {
		credential: {
			type: 'openAiApi',
			data: { apiKey: 'unused', url: `http://127.0.0.1:${address.port}/v1` },
		},
		heard,
		told,
		stop: async () => {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
}

function toolDescriptions(body: unknown): string[] {
	const tools = isObject(body) && isList(body.tools) ? body.tools : [];
	return tools
		.filter(isObject)
		.flatMap((tool) =>
			isObject(tool.function) && isString(tool.function.description)
				? tool.function.description
				: [],
		);
}

function completion(turn: Turn, tool: string) {
	const message =
		typeof turn === 'string'
			? { role: 'assistant', content: turn }
			: {
					role: 'assistant',
					content: null,
					tool_calls: turn.map((args, index) => ({
						id: `call_${index}`,
						type: 'function',
						function: { name: tool, arguments: JSON.stringify(args) },
					})),
				};
	const finish_reason = typeof turn === 'string' ? 'stop' : 'tool_calls';
	return {
		id: 'completion',
		object: 'chat.completion',
		created: 0,
		model: 'scripted',
		choices: [{ index: 0, message, finish_reason }],
		usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
	};
}

function toolName(body: unknown): string {
	const [tool] = isObject(body) && isList(body.tools) ? body.tools : [];
	const named = isObject(tool) && isObject(tool.function) ? tool.function.name : undefined;
	return isString(named) ? named : '';
}

/** What the tools have answered, all turns so far taken together. */
function toolAnswers(body: unknown): string[] {
	const messages = isObject(body) && isList(body.messages) ? body.messages : [];
	return messages.flatMap((message) =>
		isObject(message) && message.role === 'tool' && isString(message.content)
			? [message.content]
			: [],
	);
}
