import type { Echo } from './echo.cts';
import { matches, type LoggedRequest } from './log.cts';
import type { Manner } from './reply.cts';

/** What is to go wrong, for which requests, how often. */
export interface FaultRule {
	/** Shown in the log with each request that it strikes. */
	name?: string;
	/** All that is given must match; a string is compared exactly, `host` with the Host header. */
	match?: {
		method?: string;
		path?: string | RegExp;
		conversationId?: string | RegExp;
		host?: string;
	};
	/** How many requests it strikes; for ever if left out. */
	times?: number;
	/** How many matching requests pass before it begins. */
	skip?: number;
	answer: FaultAnswer;
}

/** How a struck request is answered. What is left out stays as it would have been, if it acts. */
export interface FaultAnswer extends Manner {
	/** Do the real work (such as the deletion) first. */
	act?: boolean;
	/** Do the real work so many ms after the answer has left. */
	actAfterMs?: number;
	/** Strike once so many bytes of the body have come in, and read no more; it cannot act then. */
	afterBytes?: number;
	status?: number;
	/** The words behind the status. */
	statusText?: string;
	headers?: Record<string, string>;
	/** Text is sent as it is, as text/html unless a content-type is given. */
	body?: string | object;
	/** Put the secret of the request into body, headers and status text, where `{{secret}}` stands. */
	echo?: Echo;
	/** Wait before answering, after acting. */
	delayMs?: number;
}

interface ActiveRule {
	rule: FaultRule;
	skip: number;
	left: number;
}

/** The rules now in force. */
export class FaultBook {
	private active: ActiveRule[] = [];

	/** Puts a rule behind those already there. */
	add(rule: FaultRule): void {
		this.active.push({ rule, skip: rule.skip ?? 0, left: rule.times ?? Infinity });
	}

	clear(): void {
		this.active = [];
	}

	/** The rule that strikes this request, if any: the first that matches. */
	strike(request: LoggedRequest): FaultRule | undefined {
		for (const entry of this.active) {
			const { match = {} } = entry.rule;
			const struck =
				entry.left > 0 &&
				matches(match.method, request.method) &&
				matches(match.path, request.path) &&
				matches(match.conversationId, request.conversationId) &&
				matches(match.host, request.headers.host);
			if (!struck) continue;
			if (entry.skip > 0) {
				entry.skip -= 1;
				continue;
			}
			entry.left -= 1;
			return entry.rule;
		}
		return undefined;
	}
}

function inWords(value: unknown): string {
	if (typeof value === 'object') return JSON.stringify(value);
	return String(value).split('\r\n')[0] ?? '';
}

/** A fault in a few words, for the log. */
export function describeFault(answer: FaultAnswer): string {
	const words = Object.entries(answer)
		.filter(([name, value]) => name !== 'headers' && name !== 'body' && value !== undefined)
		.map(([name, value]) => `${name} ${inWords(value)}`);
	return words.join(', ') || 'other body';
}
