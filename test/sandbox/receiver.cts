import type { IncomingMessage, ServerResponse } from 'node:http';
import { describeFault, type FaultAnswer, type FaultBook, type FaultRule } from './faults.cts';
import { faultReply } from './faultReply.cts';
import { logEntry, type LoggedRequest } from './log.cts';
import { send, type Reply } from './reply.cts';
import { readBody, readFile, readUpTo } from './requestBody.cts';
import { answerCall, type FoundPath, type RouteTable } from './routes.cts';

/** What a receiver needs of the sandbox that it stands before. */
export interface Receiving {
	/** The API as it is now. */
	api(isLabs: boolean): RouteTable;
	control(): RouteTable;
	faults: FaultBook;
	log: LoggedRequest[];
	latencyMs: number;
	/** Does what a request asks for, `open` requests to the API being under way. */
	perform(request: LoggedRequest, found: FoundPath | undefined, open: number): Reply;
	onEnd?: (request: LoggedRequest) => void;
}

/** Takes requests in, logs them, and answers as Symbl or as a fault says. */
export class Receiver {
	/** The largest number of API requests open at once so far. */
	maxOpen = 0;
	private open = 0;
	private readonly timers = new Set<NodeJS.Timeout>();

	constructor(private readonly sandbox: Receiving) {}

	/** Serves one request, `isLabs` at the address of the Labs. */
	receive(message: IncomingMessage, response: ServerResponse, isLabs: boolean): void {
		const request = logEntry(message);
		if (request.path.startsWith('/__sandbox/')) {
			readBody(message, (body) => {
				const found = this.sandbox.control().find(request.path);
				const reply = answerCall(found, request.method, { ...request, body });
				this.answer(response, reply, {}, false, () => {});
			});
			return;
		}

		const found = this.sandbox.api(isLabs).find(request.path);
		const isApi = request.path.startsWith('/v1/');
		request.conversationId = found?.params.conversationId;
		this.sandbox.log.push(request);
		if (isApi) this.maxOpen = Math.max(this.maxOpen, ++this.open);
		const leave = (left: { status?: number; cut?: boolean }) => {
			if (request.endedAt !== undefined) return;
			Object.assign(request, left, { endedAt: Date.now() });
			if (isApi) this.open -= 1;
			this.sandbox.onEnd?.(request);
		};
		response.once('close', () => leave({}));

		const rule = this.sandbox.faults.strike(request);
		note(request, rule);
		const fault = rule?.answer;
		const proceed = (body: unknown) => {
			request.body = body;
			const act = () => this.sandbox.perform(request, found, isApi ? this.open : 0);
			const isWhole = fault?.afterBytes === undefined;
			const real = !fault || (fault.act && isWhole) ? act() : undefined;
			if (fault?.actAfterMs !== undefined && isWhole) this.later(fault.actAfterMs, act);
			const reply = fault ? faultReply(fault, request, real) : real;
			if (reply) this.answer(response, reply, fault ?? {}, isApi, leave);
		};
		if (fault?.afterBytes !== undefined) {
			response.setHeader('connection', 'close');
			readUpTo(message, fault.afterBytes, () => proceed(undefined));
		} else if (found?.methods.get(request.method)?.streamed) {
			readFile(message, proceed);
		} else {
			readBody(message, proceed);
		}
	}

	/** Nothing is done any more for requests that were answered before. */
	stop(): void {
		for (const timer of this.timers) clearTimeout(timer);
	}

	private answer(
		response: ServerResponse,
		reply: Reply,
		fault: FaultAnswer,
		isApi: boolean,
		leave: (left: { status?: number; cut?: boolean }) => void,
	): void {
		const deliver = () => {
			const delay = (isApi ? this.sandbox.latencyMs : 0) + (fault.delayMs ?? 0);
			if (delay === 0) {
				send(response, reply, fault, leave);
				return;
			}
			const timer = setTimeout(() => send(response, reply, fault, leave), delay);
			response.once('close', () => clearTimeout(timer));
		};
		if (reply.after) void reply.after.then(deliver);
		else deliver();
	}

	private later(ms: number, act: () => void): void {
		const timer = setTimeout(() => {
			this.timers.delete(timer);
			act();
		}, ms);
		this.timers.add(timer);
	}
}

function note(request: LoggedRequest, rule: FaultRule | undefined): void {
	if (!rule) return;
	request.fault = describeFault(rule.answer);
	if (rule.name !== undefined) request.faultName = rule.name;
}
