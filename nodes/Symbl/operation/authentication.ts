import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';

/** The credentials of both nodes, each with the choice that it belongs to. */
export const CREDENTIAL_TYPES: INodeCredentialDescription[] = [
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
];

export const authenticationField: INodeProperties = {
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
};
