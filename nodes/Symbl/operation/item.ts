import type {
	IDataObject,
	IExecuteFunctions,
	IExecuteSingleFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';
import { withIds, type Ids } from './ids';
import { isObject } from '../transport/answer';

/** One item that an operation works on. */
export interface Item {
	/** Its place among the items that came in. */
	readonly index: number;
	readonly input: INodeExecutionData;
	/** Of the workflow, such as Europe/Berlin. */
	readonly timezone: string;
	readonly helpers: IExecuteFunctions['helpers'] | IExecuteSingleFunctions['helpers'];
	/** The execution, where the node has one of its own: not as a tool of an agent. */
	readonly execution?: () => ExecutionPlace;
	/**
	 * @param fallback for a parameter that the node does not have or does not show.
	 * @returns the value of a parameter for this item.
	 * @throws what an expression in it throws.
	 */
	parameter(name: string, fallback?: unknown): unknown;
	/** @returns the ID in a resource locator. @throws as `parameter` does. */
	locator(name: string): unknown;
	/** @returns the value of an option, undefined where it was not added. */
	option(name: string): unknown;
	/**
	 * @param path the operation's own by default; IDs stand in it in braces.
	 * @returns a request with all that the parameters' routing puts into it.
	 */
	request(method: IHttpRequestMethods, ids: Ids, path?: string): IHttpRequestOptions;
}

/** Where in which execution an item is worked on. */
export interface ExecutionPlace {
	/** Where the execution can be told to go on once it is suspended. */
	resumeUrl: string;
	/** Which run of the node this is in the execution; the same for all tries of it. */
	runIndex: number;
}

/** What is declared of an operation's request. */
export interface Declared {
	/** Below the Base URL; the parameters for IDs stand in it in braces. */
	request: { method: IHttpRequestMethods; url: string };
	/** Its parameters besides IDs; their routing says where they go. Where they are shown is added. */
	fields?: INodeProperties[];
	/** What it offers under Options, besides the options of a run. */
	options?: INodeProperties[];
}

/** What n8n tells of an item, in the node's own loop or in its declarative engine. */
export type ItemSource = Pick<Item, 'index' | 'input' | 'timezone' | 'helpers' | 'execution'> & {
	read(name: string, fallback?: unknown, options?: { extractValue: true }): unknown;
};

/** @returns the item as its operation sees it. */
export function itemOf(source: ItemSource, operation: Declared): Item {
	let options: unknown;
	const option = (name: string): unknown => {
		options ??= source.read('options', {});
		return isObject(options) ? options[name] : undefined;
	};
	const parameter = (name: string, fallback?: unknown) => source.read(name, fallback);
	const { index, input, timezone, helpers, execution } = source;
	return {
		index,
		input,
		timezone,
		helpers,
		execution,
		parameter,
		locator: (name) => source.read(name, undefined, { extractValue: true }),
		option,
		request: (method, ids, path = operation.request.url) => ({
			method,
			url: withIds(path, ids),
			...sentParameters(operation, parameter, option),
		}),
	};
}

/** What the routing of an operation's parameters and options puts into its request. */
function sentParameters(
	{ fields = [], options = [] }: Declared,
	parameter: Item['parameter'],
	option: Item['option'],
): { qs: IDataObject; body: IDataObject } {
	const sent = { qs: {}, body: {} };
	const send = ({ name, routing }: INodeProperties, value: (name: string) => unknown) => {
		const { type, property } = routing?.send ?? {};
		if (property === undefined) return;
		const given = value(name);
		if (given !== undefined && given !== NOT_SHOWN)
			put(type === 'query' ? sent.qs : sent.body, property, given);
	};
	for (const field of fields) send(field, (name) => parameter(name, NOT_SHOWN));
	for (const field of options) send(field, option);
	return sent;
}

/** n8n throws where a parameter is not there and the fallback is undefined. */
const NOT_SHOWN = null;

/** Puts a value where a path such as `color.background` leads. */
function put(target: IDataObject, path: string, value: unknown): void {
	const [name = '', ...rest] = path.split('.');
	if (rest.length === 0) {
		Object.assign(target, { [name]: value });
		return;
	}
	const inner = isObject(target[name]) ? target[name] : {};
	target[name] = inner;
	put(inner, rest.join('.'), value);
}
