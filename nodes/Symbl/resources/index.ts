import type { INodeProperties } from 'n8n-workflow';
import { conversation } from './conversation';
import { conversationIdField } from './conversationId';
import { operationFields, operationSelector, type Resource } from './operation';

const resources: Resource[] = [conversation];

/** The node's resources, operations and their parameters. */
export const resourceProperties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: resources.map(({ name, value }) => ({ name, value })),
		default: 'conversation',
	},
	...resources.map(operationSelector),
	conversationIdField(resources),
	...resources.flatMap(operationFields),
];
