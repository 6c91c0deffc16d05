import { Refusal, type Reply } from './reply.cts';

/** A request whose path is known. */
export interface ApiCall {
	/** The parts of the path that are named in braces, decoded. */
	params: Record<string, string>;
	query: Record<string, string>;
	body: unknown;
	headers: Record<string, string>;
}

/** One method of one path, such as `DELETE /v1/conversations/{conversationId}`. */
export interface Route {
	method: string;
	path: string;
	/** Query parameters that must be `true` or `false` where given. */
	booleans?: readonly string[];
	/** Whether its body is a file: hashed as it comes, and not kept. */
	streamed?: boolean;
	/** Whether it belongs to the Labs, which may have an address of their own. */
	labs?: boolean;
	answer(call: ApiCall): Reply;
}

interface PathNode {
	methods: Map<string, Route>;
	named: Map<string, PathNode>;
	parameter?: { name: string; node: PathNode };
}

function emptyNode(): PathNode {
	return { methods: new Map(), named: new Map() };
}

function decode(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}

/** The methods of a path, and what stands in it for the names in braces. */
export interface FoundPath {
	methods: Map<string, Route>;
	params: Record<string, string>;
}

/** All routes, found by the segments of a path. */
export class RouteTable {
	private readonly root = emptyNode();

	constructor(routes: Route[]) {
		for (const route of routes) {
			let node = this.root;
			for (const segment of route.path.split('/')) node = childFor(node, segment);
			node.methods.set(route.method, route);
		}
	}

	/** Undefined if there is no such path. */
	find(path: string): FoundPath | undefined {
		const params: Record<string, string> = {};
		let node = this.root;
		for (const segment of path.split('/')) {
			const named = node.named.get(segment);
			if (named) {
				node = named;
			} else if (node.parameter && segment !== '') {
				params[node.parameter.name] = decode(segment);
				node = node.parameter.node;
			} else {
				return undefined;
			}
		}
		return node.methods.size > 0 ? { methods: node.methods, params } : undefined;
	}
}

function childFor(node: PathNode, segment: string): PathNode {
	if (segment.startsWith('{')) {
		node.parameter ??= { name: segment.slice(1, -1), node: emptyNode() };
		return node.parameter.node;
	}
	const child = node.named.get(segment) ?? emptyNode();
	node.named.set(segment, child);
	return child;
}

/** Answers a call; what is refused becomes `{ message }` (Symbl docs: errors). */
export function answerCall(
	found: FoundPath | undefined,
	method: string,
	call: Omit<ApiCall, 'params'>,
): Reply {
	try {
		if (!found) throw new Refusal(404, 'Not Found');
		const route = found.methods.get(method);
		if (!route) throw new Refusal(405, 'Method Not Allowed');
		for (const name of route.booleans ?? []) {
			const value = call.query[name];
			if (value !== undefined && value !== 'true' && value !== 'false') {
				throw new Refusal(400, `"${name}" must be a boolean`);
			}
		}
		return route.answer({ ...call, params: found.params });
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		return error.reply;
	}
}
