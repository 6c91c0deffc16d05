import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { hostFields, listingTest, signRequest } from './account';

export class SymblApi implements ICredentialType {
	name = 'symblApi';

	displayName = 'Symbl Access Token API';

	icon: Icon = { light: 'file:../icons/symbl.svg', dark: 'file:../icons/symbl.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-symbl/n8n-nodes-symbl/blob/main/docs/credentials.md#connect-with-an-access-token';

	properties: INodeProperties[] = [
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'A token that Symbl issued. It works for 24 hours at most: for workflows that run on their own, use the Symbl App Credentials API instead.',
		},
		...hostFields,
	];

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return signRequest(request, credentials, { name: 'accessToken', displayName: 'Access Token' });
	}

	test: ICredentialTestRequest = listingTest(
		"Symbl refused the token: it is mistyped or older than 24 hours. Check 'Access Token'.",
	);
}
