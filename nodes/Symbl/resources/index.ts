import type { INodeProperties } from 'n8n-workflow';
import { bookmark } from './bookmark';
import { callScore } from './callScore';
import { conversation } from './conversation';
import { conversationContent } from './conversationContent';
import { conversationGroup } from './conversationGroup';
import { experience } from './experience';
import { idFields } from './ids';
import { insight } from './insight';
import { member } from './member';
import { operationFields, operationSelector, type Resource } from './operation';
import { speakerEvent } from './speakerEvent';

const resources: Resource[] = [
	bookmark,
	callScore,
	conversation,
	conversationContent,
	conversationGroup,
	experience,
	insight,
	member,
	speakerEvent,
];

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
	...idFields(resources),
	...operationFields(resources),
];
