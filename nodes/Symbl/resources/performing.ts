import type {
	IExecutePaginationFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	INodeExecutionData,
	INodePropertyRouting,
} from 'n8n-workflow';
import { isIdName, type Ids } from './ids';
import { runItem, type FailedItem, type Run, type Task } from '../run/run';

/** One item that an operation works on. */
export interface Item {
	context: IExecutePaginationFunctions;
	run: Run;
	/**
	 * @param path the operation's own by default; IDs stand in it in braces.
	 * @returns a request with all that n8n and the item's parameters put into the operation's own.
	 */
	request(method: IHttpRequestMethods, ids: Ids, path?: string): IHttpRequestOptions;
}

/**
 * The routing of an operation whose requests the node sends itself, as part of a run.
 * @param path below the Base URL, with IDs in braces.
 * @param plan reads and checks the item's parameters. It sends nothing.
 */
export function performing(
	method: IHttpRequestMethods,
	path: string,
	plan: (item: Item) => Task | FailedItem,
): INodePropertyRouting {
	return {
		request: { method, url: path },
		send: { paginate: true },
		operations: {
			async pagination({ options }): Promise<INodeExecutionData[]> {
				const built: IHttpRequestOptions = {
					...options,
					url: path,
					skipSslCertificateValidation: Boolean(options.skipSslCertificateValidation),
				};
				return await runItem(this, built, (run) =>
					plan({
						context: this,
						run,
						request: (its, ids, other = path) => ({
							...built,
							method: its,
							url: withIds(other, ids),
						}),
					}),
				);
			},
		},
	};
}

/** @returns a text with the IDs in place of their names in braces. */
export const withIds = (text: string, ids: Ids): string =>
	text.replace(/\{(\w+)\}/g, (named, name) => (isIdName(name) && ids[name]) || named);
