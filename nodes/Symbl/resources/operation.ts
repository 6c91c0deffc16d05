import type { INodeProperties, INodePropertyOptions, INodePropertyRouting } from 'n8n-workflow';
import type { IdName } from './ids';
import { RUN_OPTIONS } from '../run/settings';

/** One operation of the node: everything that is particular to it. */
export interface Operation {
	/** How it is listed, and how n8n builds and sends its request. */
	option: INodePropertyOptions & { value: string; action: string; routing: INodePropertyRouting };
	/** The IDs that it asks for. Their parameters are declared once for all operations. */
	takes?: IdName[];
	/** Parameters of its own. Where they are shown is added for it. */
	fields?: INodeProperties[];
	/** What it offers under Options, besides the options of a run, which are added for it. */
	options?: INodeProperties[];
}

/** A resource of the node and its operations. */
export interface Resource {
	name: string;
	value: string;
	operations: Operation[];
	defaultOperation: string;
}

/** @returns the list of a resource's operations, as n8n shows it. */
export function operationSelector(resource: Resource): INodeProperties {
	const { value, operations, defaultOperation } = resource;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value] } },
		options: operations.map(({ option }) => option),
		default: defaultOperation,
	};
}

/** @returns the parameters of all of a resource's operations, each shown for its operation alone. */
export function operationFields(resource: Resource): INodeProperties[] {
	return resource.operations.flatMap(({ option, fields = [], options = [] }) =>
		[...fields, optionsField(options)].map((field) => ({
			...field,
			displayOptions: {
				...field.displayOptions,
				show: {
					...field.displayOptions?.show,
					resource: [resource.value],
					operation: [option.value],
				},
			},
		})),
	);
}

function optionsField(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...options, ...runOptions].sort((one, other) =>
			one.displayName.localeCompare(other.displayName),
		),
	};
}

/** The options of a run, which are the same for all of its items. */
const runOptions: INodeProperties[] = [
	runOption('maxConcurrency', 'How many requests may be open at the same time'),
	runOption(
		'maxRetries',
		'How often to repeat a request that was turned away or got no answer. The waits grow.',
	),
];

/** @returns the option of a run with that name, as a parameter. */
export function runOption(name: keyof typeof RUN_OPTIONS, description: string): INodeProperties {
	const { displayName, default: value, min, max } = RUN_OPTIONS[name];
	return {
		displayName,
		name,
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: min, maxValue: max },
		default: value,
		description,
	};
}
