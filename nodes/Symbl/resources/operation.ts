import type { INodeProperties, INodePropertyOptions, INodePropertyRouting } from 'n8n-workflow';

/** One operation of the node: everything that is particular to it. */
export interface Operation {
	/** How it is listed, and how n8n builds and sends its request. */
	option: INodePropertyOptions & { value: string; action: string; routing: INodePropertyRouting };
	/** Whether it works on one conversation, and so takes 'Conversation'. */
	takesConversation?: true;
	/** Parameters of its own. Where they are shown is added for it. */
	fields?: INodeProperties[];
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
	return resource.operations.flatMap(({ option, fields = [] }) =>
		fields.map((field) => ({
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
