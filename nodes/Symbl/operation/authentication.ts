import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';

type Hide = Record<string, string[]>;

/**
 * The credentials of both nodes, each with the choice that it belongs to.
 * @param hide where the node needs none.
 */
export const credentialTypes = (hide?: Hide): INodeCredentialDescription[] => [
	{
		name: 'symblAppApi',
		required: true,
		displayOptions: { show: { authentication: ['appCredentials'] }, ...(hide && { hide }) },
	},
	{
		name: 'symblApi',
		required: true,
		displayOptions: { show: { authentication: ['accessToken'] }, ...(hide && { hide }) },
	},
];

/** @param hide where the node needs no credential. */
export const authenticationField = (hide?: Hide): INodeProperties => ({
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
	...(hide && { displayOptions: { hide } }),
});
