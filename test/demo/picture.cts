import { inspect } from 'node:util';
import type { ExampleRun, ItemResult } from './exampleWorkflow.cts';

/** Where a picture is drawn: plain unless it is a terminal that shows colours. */
export type Screen = Pick<NodeJS.WriteStream, 'write'> &
	Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'hasColors' | 'columns'>>;

type Colour = 'green' | 'yellow' | 'red' | 'cyan' | 'dim' | 'bold';

/** The node's outcomes as a person would put them, each with a sign of its own for those who see no colours. */
const LOOKS: Partial<Record<string, { sign: string; word: string; colour: Colour }>> = {
	deleted: { sign: '✔', word: 'deleted', colour: 'green' },
	gone: { sign: '✔', word: 'gone', colour: 'green' },
	notFound: { sign: '○', word: 'not found', colour: 'cyan' },
	kept: { sign: '■', word: 'kept', colour: 'cyan' },
	wouldDelete: { sign: '◌', word: 'would be deleted', colour: 'yellow' },
	failed: { sign: '✖', word: 'not deleted', colour: 'red' },
	unknown: { sign: '?', word: 'nobody knows', colour: 'red' },
};

const REFUSED = { sign: '✖', word: 'nothing sent', colour: 'red' } as const;

const WORD_WIDTH = 18;
const ID_WIDTH = 26;

/** What a run is to be seen with. */
export interface Caption {
	/** Where the requests went. */
	url: string;
	dryRun: boolean;
	/** An ID as it is shown, by the index of its item. */
	idOf(item: number): string;
	/** What is particular about an item, where anything is. */
	aboutOf?(item: number): string | undefined;
}

/** What a server saw and has now. */
export interface ServerSide {
	tokenCalls: number;
	deletes: number;
	gets: number;
	/** IDs that it had before, each with whether it still has it. */
	conversations: Array<{ id: string; isThere: boolean }>;
}

/** Draws what a run of the example did: what went in, what became of each, and what the server has left. */
export class Picture {
	constructor(private readonly screen: Screen) {}

	/** Draws the workflow and the numbers. */
	flow({ results }: ExampleRun, { url, dryRun }: Caption): void {
		const fine = results.filter(({ branch }) => branch === 'Deleted or Not Found').length;
		const node = dryRun ? '[ Symbl.ai: Delete, Dry Run ]' : '[ Symbl.ai: Delete ]';
		const start = `  ${results.length} IDs ──▶ `;
		const gap = ' '.repeat(start.length + node.length);
		this.lines(
			'',
			`${start}${this.in('bold', node)} ─┬─▶ ${this.in('green', `Deleted or Not Found: ${fine}`)}`,
			`${gap}  └─▶ ${this.in('red', `Needs a Look: ${results.length - fine}`)}`,
			this.in('dim', `  against ${url}`),
			'',
		);
	}

	/** Draws what became of each item, branch by branch. */
	items({ results }: ExampleRun, caption: Caption): void {
		for (const branch of ['Deleted or Not Found', 'Needs a Look'] as const) {
			const ofBranch = results.filter((result) => result.branch === branch);
			for (const result of ofBranch) this.item(result, caption);
			if (ofBranch.length > 0) this.lines('');
		}
	}

	private item(result: ItemResult, { idOf, aboutOf }: Caption): void {
		const { sign, word, colour } = this.lookOf(result);
		const id = idOf(result.item).padEnd(ID_WIDTH);
		const about = aboutOf?.(result.item) ?? '';
		this.lines(`  ${this.in(colour, `${sign} ${word.padEnd(WORD_WIDTH)}`)}${id}${about}`.trimEnd());
		if (result.branch === 'Needs a Look') {
			const indent = ' '.repeat(WORD_WIDTH + 4);
			for (const text of [result.message, result.advice].filter(Boolean)) {
				for (const line of this.wrapped(text, indent.length)) {
					this.lines(this.in('dim', `${indent}${line}`));
				}
			}
		}
	}

	private lookOf({ outcome, accepted }: ItemResult) {
		if (!accepted) return REFUSED;
		return LOOKS[outcome] ?? { sign: '?', word: outcome, colour: 'red' as const };
	}

	/** Draws the server: a square for each conversation, filled while it is there. */
	server({ tokenCalls, deletes, gets, conversations }: ServerSide): void {
		const left = conversations.filter(({ isThere }) => isThere);
		const squares = conversations.map(({ isThere }) => (isThere ? '■' : this.in('dim', '□')));
		this.lines(
			`  The server  ${squares.join(' ')}   ${left.length} of ${conversations.length} conversations are left`,
			`              It saw ${tokenCalls} token call, ${deletes} DELETE and ${gets} GET requests.`,
			'',
		);
	}

	verdict(text: string, isFine: boolean): void {
		this.lines(`  ${this.in(isFine ? 'green' : 'red', `${isFine ? '✔' : '✖'} ${text}`)}`);
	}

	lines(...lines: string[]): void {
		this.screen.write(`${lines.join('\n')}\n`);
	}

	in(colour: Colour, text: string): string {
		const [on, off] = inspect.colors[colour] ?? [];
		if (!this.screen.isTTY || !this.screen.hasColors?.()) return text;
		return `\u001b[${on}m${text}\u001b[${off}m`;
	}

	private wrapped(text: string, indent: number): string[] {
		const width = Math.max(40, (this.screen.columns || 110) - indent - 1);
		const lines = [''];
		for (const word of text.split(' ')) {
			const last = lines.at(-1) ?? '';
			if (last && last.length + word.length >= width) lines.push(word);
			else lines[lines.length - 1] = last ? `${last} ${word}` : word;
		}
		return lines;
	}
}
