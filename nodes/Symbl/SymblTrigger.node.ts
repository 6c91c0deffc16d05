import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { authenticationField, credentialTypes } from './operation/authentication';
import { connectionOptionsField } from './operation/requestOptions';
import { filtersField } from './resources/conversation/filters';
import { simplifyField } from './resources/conversation/shape';
import { LONGEST_LOOK_BACK, pollNewConversations } from './trigger/newConversations';

export class SymblTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Symbl.ai Trigger',
		name: 'symblTrigger',
		icon: { light: 'file:../../icons/symbl.svg', dark: 'file:../../icons/symbl.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: 'New Conversation',
		// n8n's panel shows this for the actions, too.
		description:
			'Starts the workflow when a conversation has appeared in Symbl.ai. Actions process and permanently delete conversations.',
		defaults: { name: 'Symbl.ai Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialTypes(),
		properties: [
			authenticationField(),
			{
				displayName: 'Event',
				name: 'event',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'New Conversation',
						value: 'newConversation',
						description: 'A conversation has appeared, whenever it took place',
					},
				],
				default: 'newConversation',
			},
			{
				displayName: 'Look Back (Days)',
				name: 'lookBack',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: LONGEST_LOOK_BACK },
				default: 7,
				description:
					'How long ago a conversation may have begun to be noticed, for recordings that are processed later. Each poll reads the list of this time.',
			},
			simplifyField,
			{
				...filtersField,
				description: 'Without a filter, the workflow starts for every conversation',
			},
			connectionOptionsField,
		],
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollNewConversations.call(this);
	}
}
