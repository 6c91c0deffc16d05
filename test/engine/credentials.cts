import {
	ICredentialsHelper,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialType,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type IRequestOptionsSimplified,
} from 'n8n-workflow';

/** A credential as n8n would have it in its database. */
export interface StoredCredential {
	type: string;
	data: ICredentialDataDecryptedObject;
}

/**
 * n8n's own credentials helper without its database: the same rules about when a token is fetched,
 * what is stored, and who signs, with the package's real credential classes behind it.
 */
export class EngineCredentials extends ICredentialsHelper {
	/** How often a credential was read, as each reading costs a query and a decryption. */
	reads = 0;

	constructor(
		private readonly types: ReadonlyMap<string, ICredentialType>,
		readonly stored: StoredCredential,
	) {
		super();
	}

	getParentTypes(): string[] {
		return [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async getDecrypted(): Promise<ICredentialDataDecryptedObject> {
		this.reads++;
		return structuredClone(this.stored.data);
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		node: INode,
		credentialsExpired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const type = this.typeOf(typeName);
		const expirable = type.properties.find(
			({ type: kind, typeOptions }) => kind === 'hidden' && typeOptions?.expirable === true,
		);
		if (!expirable || !type.preAuthentication) return undefined;
		if (credentials[expirable.name] !== '' && !credentialsExpired) return undefined;

		const output = await type.preAuthentication.call(helpers, credentials);
		const token = output[expirable.name];
		if (typeof token !== 'string' || !node.credentials) return undefined;
		this.stored.data[expirable.name] = token;
		return Object.assign(credentials, { [expirable.name]: token });
	}

	async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		request: IHttpRequestOptions | IRequestOptionsSimplified,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.typeOf(typeName);
		if (typeof authenticate !== 'function') throw new Error(`${typeName} does not sign requests`);
		if (!('url' in request)) throw new Error('A request without a URL');
		return await authenticate(credentials, request);
	}

	async getCredentials(details: INodeCredentialsDetails): Promise<ICredentials> {
		throw new Error(`There is no database behind credential ${details.name}`);
	}

	async updateCredentials(): Promise<void> {}

	async updateCredentialsOauthTokenData(): Promise<void> {}

	getCredentialsProperties(type: string) {
		return this.typeOf(type).properties;
	}

	private typeOf(name: string): ICredentialType {
		const type = this.types.get(name);
		if (!type) throw new Error(`The package has no credential ${name}`);
		return type;
	}
}
