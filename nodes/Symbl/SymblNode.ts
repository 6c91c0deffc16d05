import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeBaseDescription,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { searchConversations } from './listSearch/searchConversations';
import * as searchNamed from './listSearch/searchNamed';
import { noLimitHint, toolHint } from './operation/hints';
import { offlineOperations } from './operation/parameters';
import { customOperations } from './operation/routing';
import { subtitleOf } from './operation/subtitle';
import { resourceProperties, resources } from './resources';
import { REQUEST_DEFAULTS } from './transport/request';
import { VERSIONS } from './versions';

const offline = { operation: offlineOperations(resources) };

/** The node of all versions; a parameter that came later says from which version on it is shown. */
export class SymblNode implements INodeType {
	description: INodeTypeDescription;

	constructor(base: INodeTypeBaseDescription) {
		this.description = {
			...base,
			version: VERSIONS,
			subtitle: subtitleOf(resources),
			defaults: { name: 'Symbl.ai' },
			usableAsTool: true,
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			credentials: [
				{
					name: 'symblAppApi',
					required: true,
					displayOptions: { show: { authentication: ['appCredentials'] }, hide: offline },
				},
				{
					name: 'symblApi',
					required: true,
					displayOptions: { show: { authentication: ['accessToken'] }, hide: offline },
				},
			],
			requestDefaults: REQUEST_DEFAULTS,
			hints: [noLimitHint, toolHint],
			properties: [
				{
					displayName: 'Authentication',
					name: 'authentication',
					type: 'options',
					noDataExpression: true,
					displayOptions: { hide: offline },
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
	}

	customOperations = customOperations(resources);

	methods = {
		listSearch: { searchConversations, ...searchNamed },
	};
}
