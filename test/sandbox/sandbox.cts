import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Account, type ApiChoices, type ConversationGroup } from './account.cts';
import { controlRoutes } from './control.cts';
import { apiRoutes } from './endpoints/all.cts';
import { tokenRoutes } from './endpoints/token.cts';
import { describeFault, FaultBook, type FaultRule } from './faults.cts';
import { logEntry, select, type LoggedRequest, type RequestFilter } from './log.cts';
import { createRandom } from './random.cts';
import { faultReply, send, type Reply } from './reply.cts';
import { readBody } from './requestBody.cts';
import { answerCall, RouteTable, type FoundPath } from './routes.cts';
import type { ConversationRecord } from './store.cts';
import { TokenIssuer } from './tokens.cts';

export type { FaultAnswer, FaultRule } from './faults.cts';
export type { LoggedRequest, RequestFilter } from './log.cts';
export type { ConversationRecord, Member } from './store.cts';

const DAY_IN_SECONDS = 86_400;

export interface SandboxOptions extends ApiChoices {
	/** On 127.0.0.1; any free one by default. */
	port?: number;
	/** The same seed makes up the same conversations, app and secret. */
	seed?: number;
	/** How many conversations to make up, or the conversations themselves. */
	conversations?: number | ConversationRecord[];
	/** Seconds. */
	tokenLifetime?: number;
	/** Answer 429 while more than `maxOpen` API requests are open. */
	rateLimit?: { maxOpen: number; retryAfter?: string };
	/** Added to every answer of the API, the token call excepted. */
	latencyMs?: number;
	/** Told of every request once its answer has left, or its client has gone. */
	onEnd?: (request: LoggedRequest) => void;
}

export interface Sandbox {
	/** `http://127.0.0.1:<port>` */
	url: string;
	/** Every request in order of arrival, those to unknown paths too. */
	log: LoggedRequest[];
	/** What there is now, by id. */
	conversations: Map<string, ConversationRecord>;
	/** The groups there are now, by id. */
	groups: Map<string, ConversationGroup>;
	/** In order of deletion, one entry for each actual removal. */
	deletedIds: string[];
	app: { appId: string; appSecret: string };
	/** Every token ever issued. */
	readonly tokens: readonly string[];
	/** The largest number of API requests open at once so far, token calls not counted. */
	readonly maxOpen: number;
	/** A new valid access token. */
	issueToken(): string;
	/** No token issued so far is accepted or cached any longer. */
	expireTokens(): void;
	/** Adds a conversation, or replaces the one with that id. */
	add(conversation: Partial<ConversationRecord>): ConversationRecord;
	/** Has something go wrong; rules are tried in the order in which they were added. */
	play(rule: FaultRule): void;
	clearFaults(): void;
	requests(filter?: RequestFilter): LoggedRequest[];
	/** Closes at once, open sockets included. */
	stop(): Promise<void>;
}

/** The documented body of a 429 (Symbl docs: async API). */
function tooManyRequests(rateLimit: { maxOpen: number; retryAfter?: string }): Reply {
	const { maxOpen, retryAfter } = rateLimit;
	return {
		status: 429,
		body: {
			statusCode: 429,
			message: `This API has a limit of maximum of \`${maxOpen}\` number of concurrent jobs per account. If you are looking to scale, and need more concurrent jobs than this limit, please contact us at support@symbl.ai`,
		},
		headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
	};
}

/** Starts a server on loopback that answers as the documents of Symbl.ai say the API does. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { seed = 1, rateLimit, latencyMs = 0 } = options;
	const account = new Account(seed, options.conversations ?? 0, options);
	const { store } = account;
	const tokens = new TokenIssuer(createRandom(seed), options.tokenLifetime ?? DAY_IN_SECONDS);
	const faults = new FaultBook();
	const log: LoggedRequest[] = [];
	const api = new RouteTable([...tokenRoutes(tokens), ...apiRoutes(account)]);
	let open = 0;
	let maxOpen = 0;

	const perform = (request: LoggedRequest, found: FoundPath | undefined, isApi: boolean): Reply => {
		if (isApi && rateLimit && open > rateLimit.maxOpen) return tooManyRequests(rateLimit);
		if (isApi && !tokens.accepts(request.headers.authorization)) {
			return {
				status: 401,
				body: { message: 'Token validation failed for provided token.' },
			};
		}
		const deletedBefore = store.deletedIds.length;
		const reply = answerCall(found, request.method, request);
		if (store.deletedIds.length > deletedBefore) request.acted = 'deleted';
		return reply;
	};

	const receive = (message: IncomingMessage, response: ServerResponse) => {
		const request = logEntry(message);
		if (request.path.startsWith('/__sandbox/')) {
			readBody(message, (body) => {
				const found = control.find(request.path);
				send(response, answerCall(found, request.method, { ...request, body }), {}, () => {});
			});
			return;
		}

		const found = api.find(request.path);
		const isApi = request.path.startsWith('/v1/');
		request.conversationId = found?.params.conversationId;
		log.push(request);
		if (isApi) maxOpen = Math.max(maxOpen, ++open);
		const leave = (left: { status?: number; cut?: boolean }) => {
			if (request.endedAt !== undefined) return;
			Object.assign(request, left, { endedAt: Date.now() });
			if (isApi) open -= 1;
			options.onEnd?.(request);
		};
		response.once('close', () => leave({}));

		readBody(message, (body) => {
			request.body = body;
			const fault = faults.strike(request);
			if (fault) request.fault = describeFault(fault);
			const real = !fault || fault.act ? perform(request, found, isApi) : undefined;
			const reply = fault ? faultReply(fault, real) : real;
			const delay = (isApi ? latencyMs : 0) + (fault?.delayMs ?? 0);
			if (!reply) return;
			if (delay === 0) {
				send(response, reply, fault ?? {}, leave);
				return;
			}
			const timer = setTimeout(() => send(response, reply, fault ?? {}, leave), delay);
			response.once('close', () => clearTimeout(timer));
		});
	};

	const server = createServer({ keepAliveTimeout: 60_000 }, receive);
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(options.port ?? 0, '127.0.0.1', resolve);
	});
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The sandbox has no port');

	const sandbox: Sandbox = {
		url: `http://127.0.0.1:${address.port}`,
		log,
		conversations: store.conversations,
		groups: account.groups,
		deletedIds: store.deletedIds,
		app: tokens.app,
		tokens: tokens.issued,
		get maxOpen() {
			return maxOpen;
		},
		issueToken: () => tokens.issue(),
		expireTokens: () => tokens.expireAll(),
		add: (conversation) => store.add(conversation),
		play: (rule) => faults.add(rule),
		clearFaults: () => faults.clear(),
		requests: (filter) => select(log, filter),
		stop: () =>
			new Promise((resolve) => {
				account.jobs.stop();
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
	const control = new RouteTable(controlRoutes(sandbox));
	return sandbox;
}
