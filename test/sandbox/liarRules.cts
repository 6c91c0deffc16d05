import type { FaultAnswer, FaultRule } from './faults.cts';
import { liars, type Liar } from './liars.cts';

/** Where a liar stands, and how long. */
export interface LiarPlay {
	/** The requests it answers: every DELETE if left out, `{}` for all that comes in. */
	match?: FaultRule['match'];
	/** How often the last of its answers is given; for ever if left out. */
	times?: number;
	/** Whether requests reach Symbl, whatever the catalogue says. */
	act?: boolean;
}

const byName = new Map(liars.map((liar) => [liar.name, liar]));

/** @throws Error if the catalogue has no liar of that name */
export function liarNamed(name: string): Liar {
	const liar = byName.get(name);
	if (!liar) throw new Error(`There is no liar "${name}"`);
	return liar;
}

function answerOf(answer: FaultAnswer, act: boolean | undefined): FaultAnswer {
	if (act === undefined) return answer;
	return { ...answer, act: act || undefined, actAfterMs: undefined };
}

/** The rules that play a liar: each of its answers once, then the last one on. */
export function liarRules(
	{ name, answers }: Liar,
	{ match = { method: 'DELETE' }, times, act }: LiarPlay = {},
): FaultRule[] {
	return answers.map((answer, index) => ({
		name,
		match,
		times: index < answers.length - 1 ? 1 : times,
		answer: answerOf(answer, act),
	}));
}
