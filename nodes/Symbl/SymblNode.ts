import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeBaseDescription,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { searchConversations } from './listSearch/searchConversations';
import * as searchNamed from './listSearch/searchNamed';
import { authenticationField, CREDENTIAL_TYPES } from './operation/authentication';
import { noLimitHint, toolHint } from './operation/hints';
import { hiddenFrom, offlineOperations } from './operation/parameters';
import { requestOptionsField } from './operation/requestOptions';
import { customOperations } from './operation/routing';
import { subtitleOf } from './operation/subtitle';
import { resourceProperties, resources } from './resources';
import { continueWhenProcessed } from './resources/processing/callback';
import { WAITING_TOOLTIP, WEBHOOKS } from './resources/processing/webhook';
import { REQUEST_DEFAULTS } from './transport/request';
import { VERSIONS } from './versions';

const offline = offlineOperations(resources);

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
			credentials: CREDENTIAL_TYPES.map((type) => hiddenFrom(offline, type)),
			webhooks: WEBHOOKS,
			waitingNodeTooltip: WAITING_TOOLTIP,
			requestDefaults: REQUEST_DEFAULTS,
			hints: [noLimitHint, toolHint],
			properties: [
				hiddenFrom(offline, authenticationField),
				...resourceProperties,
				hiddenFrom(offline, requestOptionsField),
			],
		};
	}

	customOperations = customOperations(resources);

	webhook = continueWhenProcessed;

	methods = {
		listSearch: { searchConversations, ...searchNamed },
	};
}
