import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { searchConversations } from './listSearch/searchConversations';
import * as searchNamed from './listSearch/searchNamed';
import { authenticationField, CREDENTIAL_TYPES } from './operation/authentication';
import { noLimitHint } from './operation/hints';
import { requestOptionsField } from './operation/requestOptions';
import { customOperations } from './operation/routing';
import { subtitleOf } from './operation/subtitle';
import { resourceProperties, resources } from './resources';
import { continueWhenProcessed } from './resources/processing/callback';
import { WAITING_TOOLTIP, WEBHOOKS } from './resources/processing/webhook';
import { REQUEST_DEFAULTS } from './transport/request';

export class Symbl implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Symbl.ai',
		name: 'symbl',
		icon: { light: 'file:../../icons/symbl.svg', dark: 'file:../../icons/symbl.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitleOf(resources),
		description:
			'Process conversations in Symbl.ai, get what they hold, and permanently delete them',
		defaults: { name: 'Symbl.ai' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: CREDENTIAL_TYPES,
		webhooks: WEBHOOKS,
		waitingNodeTooltip: WAITING_TOOLTIP,
		requestDefaults: REQUEST_DEFAULTS,
		hints: [noLimitHint],
		properties: [authenticationField, ...resourceProperties, requestOptionsField],
	};

	customOperations = customOperations(resources);

	webhook = continueWhenProcessed;

	methods = {
		listSearch: { searchConversations, ...searchNamed },
	};
}
