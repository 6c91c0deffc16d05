import type { INodeProperties } from 'n8n-workflow';
import { accountSettings } from './accountSettings';
import { bookmark } from './bookmark';
import { callScore } from './callScore';
import { conversation } from './conversation';
import { conversationContent } from './conversationContent';
import { conversationGroup } from './conversationGroup';
import { customEntity } from './customEntity';
import { experience } from './experience';
import { insight } from './insight';
import { job } from './job';
import { member } from './member';
import type { Resource } from '../operation/operation';
import { idFields, operationFields, operationSelector } from '../operation/parameters';
import { processing } from './processing';
import { scorecard } from './scorecard';
import { speakerEvent } from './speakerEvent';
import { tracker } from './tracker';

/** The node's resources, in the order of their names. */
export const resources: Resource[] = [
	accountSettings,
	bookmark,
	callScore,
	conversation,
	conversationContent,
	conversationGroup,
	customEntity,
	experience,
	insight,
	job,
	member,
	processing,
	scorecard,
	speakerEvent,
	tracker,
];

/** The node's resources, operations and their parameters. */
export const resourceProperties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		// n8n lists actions in this order: what most come for is first, and the rest goes by name.
		options: [conversation, ...resources.filter((other) => other !== conversation)].map(
			({ name, value }) => ({ name, value }),
		),
		default: 'conversation',
	},
	...resources.map(operationSelector),
	...idFields(resources),
	...operationFields(resources),
];
