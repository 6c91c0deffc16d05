import type {
	IExecuteFunctions,
	IExecutePaginationFunctions,
	INodeExecutionData,
	INodePropertyRouting,
	INodeType,
} from 'n8n-workflow';
import { hintsOf } from './hints';
import { itemOf, type ItemSource } from './item';
import { executeAll } from './executeAll';
import {
	isRunOperation,
	type AnyOperation,
	type Operation,
	type Resource,
	type RunOperation,
} from './operation';
import { placeOf, suspend } from './suspension';
import { run } from '../run/run';
import { readRunSettings } from '../run/runSettings';

type Read = ItemSource['read'];

/**
 * The node's own loop over the items, for every operation: n8n hands all of them over at once.
 * @returns what n8n looks for first when it runs a node.
 */
export function customOperations(
	resources: Resource[],
): NonNullable<INodeType['customOperations']> {
	return Object.fromEntries(
		resources.map(({ value, operations }) => [
			value,
			Object.fromEntries(
				operations.map((operation) => [
					operation.option.value,
					isRunOperation(operation) ? takingAll(operation) : loop(operation),
				]),
			),
		]),
	);
}

const takingAll = (operation: RunOperation) =>
	async function runAll(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const read: Read = (name, fallback) => this.getNodeParameter(name, 0, fallback);
		return [[await executeAll(operation, this, this.getInputData(), read)]];
	};

const loop = (operation: Operation) =>
	async function runItems(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const inputs = this.getInputData();
		const readAt =
			(index: number): Read =>
			(name, fallback, options) =>
				this.getNodeParameter(name, index, fallback, options);
		const timezone = this.getTimezone();
		const execution = placeOf(this);
		const { items, tally, hints, waitsUntil } = await run({
			context: this,
			itemCount: inputs.length,
			settings: readRunSettings(readAt(0)),
			read: (index) =>
				operation.plan(
					itemOf(
						{
							index,
							input: inputs[index] ?? { json: {} },
							timezone,
							helpers: this.helpers,
							execution,
							read: readAt(index),
						},
						operation,
					),
				),
			unreadable: operation.unreadable ?? ((failure) => ({ failure, details: {} })),
			continuesOnError: this.continueOnFail(),
			store: this.getContext('node'),
			cancelled: this.getExecutionCancelSignal(),
		});
		const shown = hintsOf(tally, hints);
		if (shown.length > 0) this.addExecutionHints(...shown);
		return waitsUntil === undefined ? [items] : await suspend(this, items, waitsUntil);
	};

/**
 * The routing of an operation, for n8n's declarative engine. Where n8n runs that instead of the
 * node's own loop (AI Agents up to 2.2, MCP), it hands over one item, which becomes a run of its own.
 */
export function routingOf(operation: AnyOperation): INodePropertyRouting {
	const isRun = isRunOperation(operation);
	return {
		request: isRun ? NO_REQUEST : operation.request,
		send: { paginate: true },
		operations: {
			async pagination(): Promise<INodeExecutionData[]> {
				if (!isRun) return await runOne(this, operation);
				const read: Read = (name, fallback) => this.getNodeParameter(name, fallback);
				return [await executeAll(operation, this, [this.getInputData()], read)];
			},
		},
	};
}

/** Never sent: the engine asks for one where pages of an answer are read. */
const NO_REQUEST = { method: 'GET', url: '' } as const;

async function runOne(
	context: IExecutePaginationFunctions,
	operation: Operation,
): Promise<INodeExecutionData[]> {
	const read: Read = (name, fallback, options) => context.getNodeParameter(name, fallback, options);
	const { items } = await run({
		context,
		itemCount: 1,
		settings: readRunSettings(read),
		read: () =>
			operation.plan(
				itemOf(
					{
						index: context.getItemIndex(),
						input: context.getInputData(),
						timezone: context.getTimezone(),
						helpers: context.helpers,
						read,
					},
					operation,
				),
			),
		unreadable: operation.unreadable ?? ((failure) => ({ failure, details: {} })),
		continuesOnError: context.continueOnFail(),
		// An agent lends its own context to all calls of a tool: each call is a run of its own.
		store: {},
		cancelled: context.getExecutionCancelSignal(),
	});
	return items;
}
