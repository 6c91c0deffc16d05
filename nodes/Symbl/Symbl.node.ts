import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { searchConversations } from './listSearch/searchConversations';
import * as searchNamed from './listSearch/searchNamed';
import { noLimitHint } from './operation/hints';
import { customOperations } from './operation/routing';
import { subtitleOf } from './operation/subtitle';
import { resourceProperties, resources } from './resources';
import { REQUEST_DEFAULTS } from './transport/request';

export class Symbl implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Symbl.ai',
		name: 'symbl',
		icon: { light: 'file:../../icons/symbl.svg', dark: 'file:../../icons/symbl.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitleOf(resources),
		description: 'Permanently delete conversations in Symbl.ai, and get what must be kept first',
		defaults: { name: 'Symbl.ai' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'symblAppApi',
				required: true,
				displayOptions: { show: { authentication: ['appCredentials'] } },
			},
			{
				name: 'symblApi',
				required: true,
				displayOptions: { show: { authentication: ['accessToken'] } },
			},
		],
		requestDefaults: REQUEST_DEFAULTS,
		hints: [noLimitHint],
		properties: [
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'Access Token',
						value: 'accessToken',
						description: 'A token that works for 24 hours at most',
					},
					{
						name: 'App Credentials',
						value: 'appCredentials',
						description: 'App ID and App Secret: the token is renewed as needed',
					},
				],
				default: 'appCredentials',
			},
			...resourceProperties,
		],
	};

	customOperations = customOperations(resources);

	methods = {
		listSearch: { searchConversations, ...searchNamed },
	};
}
