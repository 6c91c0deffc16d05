import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';

/** How often a line may be added where lines cannot be overwritten. In milliseconds. */
const LINE_EVERY = 2_000;

/**
 * Shows how many conversations have got an answer so far, on one line that is overwritten; where
 * output is no terminal, on a new line every two seconds.
 * @param total how many there are.
 * @returns ends the display.
 */
export function showProgress(total: number, output: NodeJS.WriteStream): () => void {
	const answered = new Set<string>();
	let nextLine = Date.now() + LINE_EVERY;
	const line = () => `  ${answered.size} of ${total} answered`;

	// Node.js tells of every answer here, whatever sent the request.
	const onAnswer = (message: unknown) => {
		const path = pathOf(message);
		if (!path?.startsWith('/v1/') || answered.has(path)) return;
		answered.add(path);
		if (output.isTTY) {
			output.write(`\r${line()}`);
		} else if (Date.now() >= nextLine) {
			nextLine = Date.now() + LINE_EVERY;
			output.write(`${line()}\n`);
		}
	};
	subscribe('http.client.response.finish', onAnswer);
	return () => {
		unsubscribe('http.client.response.finish', onAnswer);
		if (output.isTTY) output.write('\r\u001b[K');
	};
}

function pathOf(message: unknown): string | undefined {
	if (typeof message !== 'object' || message === null || !('request' in message)) return undefined;
	return message.request instanceof ClientRequest ? message.request.path : undefined;
}
