import { createServer, type Server } from 'node:http';
import {
	Account,
	type ConversationGroup,
	type ManagedEntity,
	type ManagedTracker,
	type Scorecard,
} from './account.cts';
import type { Callback } from './callbacks.cts';
import type { ApiChoices } from './choices.cts';
import { concurrencyBody } from './concurrencyLimit.cts';
import { controlRoutes } from './control.cts';
import { apiRoutes } from './endpoints/all.cts';
import { tokenRoutes } from './endpoints/token.cts';
import { FaultBook, type FaultRule } from './faults.cts';
import type { Feature, JobStatus } from './job.cts';
import type { JobPlan } from './jobPlans.cts';
import type { JobRecord } from './jobs.cts';
import { liarNamed, liarRules, type LiarPlay } from './liarRules.cts';
import { select, type LoggedRequest, type RequestFilter } from './log.cts';
import { createRandom } from './random.cts';
import { Receiver } from './receiver.cts';
import type { Reply } from './reply.cts';
import { answerCall, RouteTable, type FoundPath } from './routes.cts';
import type { ConversationRecord } from './store.cts';
import { TokenIssuer } from './tokens.cts';

export type { Callback, CallbackPlan } from './callbacks.cts';
export type { ApiChoices } from './choices.cts';
export type { FaultAnswer, FaultRule } from './faults.cts';
export type { Feature, JobStatus } from './job.cts';
export type { JobCourse, JobPlan } from './jobPlans.cts';
export type { JobRecord } from './jobs.cts';
export type { LiarPlay } from './liarRules.cts';
export type { LoggedRequest, RequestFilter } from './log.cts';
export { ReceivedFile } from './requestBody.cts';
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
	/** Where the Labs are: `url`, unless they are separate. */
	labsUrl: string;
	/** Every request in order of arrival, those to unknown paths too. */
	log: LoggedRequest[];
	/** What there is now, by id. */
	conversations: Map<string, ConversationRecord>;
	/** The groups there are now, by id. */
	groups: Map<string, ConversationGroup>;
	/** The managed trackers and custom entities there are now, by id. */
	trackers: Map<string, ManagedTracker>;
	entities: Map<string, ManagedEntity>;
	scorecards: Map<string, Scorecard>;
	/** The settings of the account, by name. */
	settings: Map<string, unknown>;
	/** In order of deletion, one entry for each actual removal. */
	deletedIds: string[];
	app: { appId: string; appSecret: string };
	/** Every token ever issued. */
	readonly tokens: readonly string[];
	/** The largest number of API requests open at once so far, token calls not counted. */
	readonly maxOpen: number;
	/** Every job, in order of its beginning, as it is now. */
	readonly jobs: readonly JobRecord[];
	/** A new valid access token. */
	issueToken(): string;
	/** No token issued so far is accepted or cached any longer. */
	expireTokens(): void;
	/** Adds a conversation, or replaces the one with that id. */
	add(conversation: Partial<ConversationRecord>): ConversationRecord;
	/** Answers in another way from now on; `separateLabs` counts at the start only. */
	choose(changed: ApiChoices): void;
	/** Has something go wrong; rules are tried in the order in which they were added. */
	play(rule: FaultRule): void;
	/**
	 * Puts a liar of the catalogue in `liars.cts` before every DELETE, or where it is told to stand.
	 * @throws Error if there is none of that name
	 */
	playLiar(name: string, play?: LiarPlay): void;
	clearFaults(): void;
	/** Says what becomes of jobs that are yet to begin; plans are tried in the order of adding. */
	planJobs(plan: JobPlan): void;
	clearJobPlans(): void;
	/**
	 * Puts a job, or what a language model adds to it, where it is wanted now. A job that has ended
	 * stays as it is.
	 * @throws Error if there is no such job
	 */
	setJob(jobId: string, wanted: { status?: JobStatus } & Partial<Record<Feature, JobStatus>>): void;
	/**
	 * Calls the webhook of a job, whether what it says is true or not.
	 * @returns the call, once it has been answered
	 * @throws Error if there is no such job, or it has no webhook
	 */
	callBack(jobId: string, status: JobStatus, form?: 'jobId' | 'id'): Promise<Callback>;
	requests(filter?: RequestFilter): LoggedRequest[];
	/** Closes at once, open sockets included. */
	stop(): Promise<void>;
}

/** IDs of digits only as JSON numbers, whatever they lose in the reading. */
function withNumericIds(reply: Reply): Reply {
	if (typeof reply.body !== 'object') return reply;
	const body = JSON.stringify(reply.body).replace(/("(?:id|\w+Id)":)"([1-9]\d*)"/g, '$1$2');
	return { ...reply, body, headers: { ...reply.headers, 'content-type': 'application/json' } };
}

async function listen(server: Server, port: number): Promise<string> {
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The sandbox has no port');
	return `http://127.0.0.1:${address.port}`;
}

/** Starts a server on loopback that answers as the documents of Symbl.ai say the API does. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { seed = 1, rateLimit, latencyMs = 0, onEnd, separateLabs = false } = options;
	const choices: ApiChoices = { ...options };
	const account = new Account(seed, options.conversations ?? 0, choices);
	const { store, jobs } = account;
	const tokens = new TokenIssuer(createRandom(seed), options.tokenLifetime ?? DAY_IN_SECONDS);
	const faults = new FaultBook();
	const log: LoggedRequest[] = [];
	const tablesNow = () => {
		const routes = apiRoutes(account);
		const labs = routes.filter((route) => route.labs);
		const rest = separateLabs ? routes.filter((route) => !route.labs) : routes;
		return {
			main: new RouteTable([...tokenRoutes(tokens), ...rest]),
			labs: new RouteTable(labs),
		};
	};
	let tables = tablesNow();

	const answer = (request: LoggedRequest, found: FoundPath | undefined, open: number): Reply => {
		const isApi = request.path.startsWith('/v1/');
		if (isApi && rateLimit && open > rateLimit.maxOpen) {
			const { maxOpen, retryAfter } = rateLimit;
			return {
				status: 429,
				body: concurrencyBody(maxOpen),
				headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
			};
		}
		if (isApi && !tokens.accepts(request.headers.authorization)) {
			return {
				status: 401,
				body: { message: 'Token validation failed for provided token.' },
			};
		}
		const [heldBefore, jobsBefore] = [account.held, jobs.count];
		const reply = answerCall(found, request.method, request);
		if (account.held < heldBefore) request.acted = 'deleted';
		else if (jobs.count > jobsBefore) request.acted = 'began a job';
		return reply;
	};

	const receiver = new Receiver({
		api: (isLabs) => (isLabs ? tables.labs : tables.main),
		control: () => control,
		faults,
		log,
		latencyMs,
		onEnd,
		perform(request, found, open) {
			const reply = answer(request, found, open);
			return choices.unquotedIds ? withNumericIds(reply) : reply;
		},
	});
	const servers = [false, ...(separateLabs ? [true] : [])].map((isLabs) =>
		createServer({ keepAliveTimeout: 60_000 }, (message, response) =>
			receiver.receive(message, response, isLabs),
		),
	);
	const [url = '', labsUrl = url] = await Promise.all(
		servers.map((server, index) => listen(server, index === 0 ? (options.port ?? 0) : 0)),
	);

	const sandbox: Sandbox = {
		url,
		labsUrl,
		log,
		conversations: store.conversations,
		groups: account.groups,
		trackers: account.trackers,
		entities: account.entities,
		scorecards: account.scorecards,
		settings: account.settings,
		deletedIds: store.deletedIds,
		app: tokens.app,
		tokens: tokens.issued,
		get maxOpen() {
			return receiver.maxOpen;
		},
		get jobs() {
			return jobs.records;
		},
		issueToken: () => tokens.issue(),
		expireTokens: () => tokens.expireAll(),
		add: (conversation) => store.add(conversation),
		choose(changed) {
			Object.assign(choices, changed);
			tables = tablesNow();
		},
		play: (rule) => faults.add(rule),
		playLiar: (name, play) => liarRules(liarNamed(name), play).forEach((rule) => faults.add(rule)),
		clearFaults: () => faults.clear(),
		planJobs: (plan) => jobs.plans.add(plan),
		clearJobPlans: () => jobs.plans.clear(),
		setJob: (jobId, wanted) => jobs.set(jobId, wanted),
		callBack: (jobId, status, form) => jobs.callBack(jobId, status, form),
		requests: (filter) => select(log, filter),
		async stop() {
			receiver.stop();
			jobs.stop();
			await Promise.all(
				servers.map(
					(server) =>
						new Promise<void>((resolve) => {
							server.close(() => resolve());
							server.closeAllConnections();
						}),
				),
			);
		},
	};
	const control = new RouteTable(controlRoutes(sandbox));
	return sandbox;
}
