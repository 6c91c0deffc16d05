import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { hostFields, listingTest, signRequest } from './account';
import { fetchSessionToken } from './sessionToken';

export class SymblAppApi implements ICredentialType {
	name = 'symblAppApi';

	displayName = 'Symbl App Credentials API';

	icon: Icon = { light: 'file:../icons/symbl.svg', dark: 'file:../icons/symbl.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-symbl/n8n-nodes-symbl/blob/main/docs/credentials.md#connect-with-app-credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{
			displayName: 'App ID',
			name: 'appId',
			type: 'string',
			default: '',
			required: true,
			description: 'Shown on the home page of the Symbl platform',
		},
		{
			displayName: 'App Secret',
			name: 'appSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Shown next to the App ID',
		},
		...hostFields,
	];

	/** n8n calls this when there is no session token yet, when it expired, and in a credential test. */
	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject) {
		return { sessionToken: await fetchSessionToken(this, credentials) };
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return signRequest(request, credentials, {
			name: 'sessionToken',
			displayName: 'Session Token',
		});
	}

	test: ICredentialTestRequest = listingTest(
		"Symbl issued a token and then refused it. Check that 'App ID', 'App Secret' and 'Base URL' belong together.",
	);
}
