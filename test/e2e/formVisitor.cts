import { isObject, isString } from '../sandbox/jsonFields.cts';
import { until } from './until.cts';

const ANSWER_WITHIN_MS = 30_000;

/** A file that the last page of a form saves. */
export interface SavedFile {
	fileName: string;
	text: string;
}

/** Somebody in front of the pages of a form, who sends what the scripts of the pages would send. */
export class FormVisitor {
	private constructor(
		private url: URL,
		private html: string,
	) {}

	/** Opens a form as soon as n8n shows it. */
	static async open(url: string): Promise<FormVisitor> {
		const html = await until(`the form at ${url}`, async () => {
			const answer = await visit(url);
			return answer.ok ? await answer.text() : undefined;
		});
		return new FormVisitor(new URL(url), html);
	}

	/** What the page at hand shows. */
	get text(): string {
		return this.html.replace(/<head>[^]*?<\/head>|<script[^]*?<\/script>|<[^>]*>/g, ' ');
	}

	/** The files that the page at hand saves. */
	get files(): SavedFile[] {
		const [, encoded = '[]'] = /binaries = "([^"]+)"/.exec(this.html) ?? [];
		const files: unknown = JSON.parse(decodeURIComponent(encoded));
		if (!Array.isArray(files)) throw new Error(`No list of files: ${encoded}`);
		return files.map(savedFile);
	}

	/**
	 * Sends the page at hand and waits for the next one, or for the end.
	 *
	 * @param answers by the label of their field
	 */
	async send(answers: Record<string, string>): Promise<void> {
		const body = new FormData();
		for (const [label, value] of Object.entries(answers)) body.set(this.fieldFor(label), value);
		const [, next] = /"formWaitingUrl":("[^"]+")/.exec(await this.post(body)) ?? [];
		if (next) this.url = new URL(JSON.parse(next));
		const status = new URL(`${this.url.pathname}/n8n-execution-status${this.url.search}`, this.url);
		const came = await until('the next page', async () => {
			const text = await (await visit(status)).text();
			return text === 'running' || text === 'waiting' ? undefined : text;
		});
		if (came === 'success') return;
		if (came !== 'form-waiting') throw new Error(`The workflow ended with “${came}”`);
		this.html = await (await visit(this.url)).text();
		// The last page sends itself, which ends the workflow.
		if (this.html.includes('binaries = "')) await this.post();
	}

	private async post(body?: FormData): Promise<string> {
		const answer = await visit(this.url, { method: 'POST', body });
		const text = await answer.text();
		if (answer.ok) return text;
		throw new Error(`The form answered with HTTP ${answer.status}: ${text}`);
	}

	private fieldFor(label: string): string {
		const labels = [...this.html.matchAll(/for=['"](field-\d+)['"]>([^<]*)</g)];
		const field = labels.find(([, , text]) => text?.trim() === label)?.[1];
		if (field === undefined) throw new Error(`The form has no field “${label}”: ${this.text}`);
		return field;
	}
}

const visit = async (url: string | URL, init?: RequestInit): Promise<Response> =>
	await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });

/** Reads a file as the script of the page does: from a list of bytes, or a text of them. */
function savedFile(file: unknown): SavedFile {
	if (isObject(file) && isString(file.fileName)) {
		const { fileName, data } = file;
		if (isString(data)) return { fileName, text: Buffer.from(data, 'latin1').toString() };
		if (isObject(data) && isBytes(data.data)) {
			return { fileName, text: Buffer.from(data.data).toString() };
		}
	}
	throw new Error(`Not a file: ${JSON.stringify(file)}`);
}

const isBytes = (value: unknown): value is number[] =>
	Array.isArray(value) && value.every((byte) => typeof byte === 'number');
