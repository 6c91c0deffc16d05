import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeBaseDescription,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { searchConversations } from './listSearch/searchConversations';
import * as searchNamed from './listSearch/searchNamed';
import { authenticationField, credentialTypes } from './operation/authentication';
import { noLimitHint, toolHint } from './operation/hints';
import { offlineOperations } from './operation/parameters';
import { requestOptionsField } from './operation/requestOptions';
import { customOperations } from './operation/routing';
import { subtitleOf } from './operation/subtitle';
import { resourceProperties, resources } from './resources';
import { continueWhenProcessed } from './resources/processing/callback';
import { WAITING_TOOLTIP, WEBHOOKS } from './resources/processing/webhook';
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
			credentials: credentialTypes(offline),
			webhooks: WEBHOOKS,
			waitingNodeTooltip: WAITING_TOOLTIP,
			requestDefaults: REQUEST_DEFAULTS,
			hints: [noLimitHint, toolHint],
			properties: [authenticationField(offline), ...resourceProperties, requestOptionsField],
		};
	}

	customOperations = customOperations(resources);

	webhook = continueWhenProcessed;

	methods = {
		listSearch: { searchConversations, ...searchNamed },
	};
}
