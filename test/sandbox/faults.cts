import { matches, type LoggedRequest } from './log.cts';

/** What is to go wrong, for which requests, how often. */
export interface FaultRule {
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
export interface FaultAnswer {
	/** Do the real work (such as the deletion) first. */
	act?: boolean;
	status?: number;
	headers?: Record<string, string>;
	/** Text is sent as it is, as text/html unless a content-type is given. */
	body?: string | object;
	/** Wait before answering, after acting. */
	delayMs?: number;
	/** Destroy the socket instead of answering. */
	cut?: boolean;
	/** Send the headers and half of the body, then destroy the socket. */
	cutHalfway?: boolean;
	/** Send the body one byte every `chunkMs`. */
	trickle?: { chunkMs: number };
	/** Leave the client waiting. */
	never?: boolean;
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

	/** The fault that strikes this request, if any: that of the first rule that matches. */
	strike(request: LoggedRequest): FaultAnswer | undefined {
		for (const entry of this.active) {
			const { match = {}, answer } = entry.rule;
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
			return answer;
		}
		return undefined;
	}
}

/** A fault in a few words, for the log. */
export function describeFault(answer: FaultAnswer): string {
	const words = Object.entries(answer)
		.filter(([name]) => name !== 'headers' && name !== 'body')
		.map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
	return words.join(', ') || 'other body';
}
