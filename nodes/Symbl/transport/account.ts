import {
	sleep,
	type ICredentialDataDecryptedObject,
	type ICredentialsDecrypted,
	type IExecuteFunctions,
	type IExecuteSingleFunctions,
	type ILoadOptionsFunctions,
	type IPollFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { baseUrlOf, fieldText } from '../../../credentials/account';
import {
	LENT,
	type Connection,
	type Lent,
	type TokenCallError,
} from '../../../credentials/sessionToken';
import type { Answer } from './answer';
import { SecretFilter } from './secrets';

/** The contexts that talk to Symbl: a run, an item, a list in the editor, the trigger, a callback. */
export type SymblContext =
	| IExecuteFunctions
	| IExecuteSingleFunctions
	| ILoadOptionsFunctions
	| IPollFunctions
	| IWebhookFunctions;

/** The credential that each value of the node's 'Authentication' stands for. */
export const CREDENTIALS = { appCredentials: 'symblAppApi', accessToken: 'symblApi' } as const;

const SECRET_FIELDS = ['accessToken', 'sessionToken', 'appSecret'];

/** n8n's own timeout where Request Options set none. In milliseconds. */
const DEFAULT_TIMEOUT = 300_000;

/** Whether asking for a token again would bring the same refusal. */
const isFinal = (answer: Answer): boolean =>
	answer.kind === 'noToken' && [400, 401, 403].includes(answer.status ?? 0);

/**
 * The Symbl account that a run works with. Its credential is read and decrypted once, which is
 * most of what a request would cost otherwise; n8n puts a renewed token into the same object.
 */
export class Account {
	/** Tells accounts apart in what n8n saves, without a secret: n8n's credential and the host. */
	readonly name: string;

	/** The API's root. */
	readonly baseUrl: string;

	/** From Request Options. */
	readonly connection: Connection;

	/** How long a request may take, in milliseconds. */
	readonly timeout: number;

	/** All that were in use so far: an answer may still come to a token that has been replaced. */
	private readonly secrets = new SecretFilter();
	private renewal?: Promise<Answer>;
	private refusal?: Answer;
	private newTokenUntried = false;

	/** @throws {CredentialError} when the Base URL cannot be used. */
	constructor(
		readonly type: 'symblApi' | 'symblAppApi',
		readonly credentials: ICredentialsDecrypted,
		private readonly data: ICredentialDataDecryptedObject,
		private readonly lent: Lent,
	) {
		this.connection = lent.connection;
		this.baseUrl = baseUrlOf(data);
		this.name = `${credentials.id} ${this.baseUrl}`;
		this.timeout = this.connection.timeout || DEFAULT_TIMEOUT;
	}

	/** @returns why the last token call brought no token, once. */
	takeTokenError(): TokenCallError | undefined {
		const { tokenError } = this.lent;
		this.lent.tokenError = undefined;
		return tokenError;
	}

	/** Whether a request can be signed without a token call before it. */
	get hasToken(): boolean {
		return this.type === 'symblApi' || this.data.sessionToken !== '';
	}

	/**
	 * Sends a request, and once more with a new token if Symbl refuses the one at hand. While there
	 * is no token, one request goes ahead and n8n fetches a token for it; the others wait, so that
	 * a run makes one token call however many items it has.
	 * @param request sends the request with the token that the credential holds at that moment.
	 */
	async send(request: () => Promise<Answer>): Promise<Answer> {
		this.noteSecrets();
		if (this.type === 'symblApi') return await request();

		const { answer, token } = await this.sendWithToken(request);
		if (answer.kind !== 'answered' || answer.status !== 401) {
			if (answer.kind === 'answered') this.newTokenUntried = false;
			return answer;
		}
		if (token === this.data.sessionToken) {
			if (this.newTokenUntried) return answer;
			this.data.sessionToken = '';
		}
		return (await this.sendWithToken(request)).answer;
	}

	private async sendWithToken(request: () => Promise<Answer>) {
		while (this.data.sessionToken === '' && this.renewal) {
			await this.renewal;
			// What that answer ends must have ended before anybody goes on.
			await sleep(0);
		}
		if (this.refusal) return { answer: this.refusal, token: '' };

		const token = this.data.sessionToken;
		if (token !== '') return { answer: await request(), token };

		this.newTokenUntried = true;
		this.renewal = request().finally(() => (this.renewal = undefined));
		const answer = await this.renewal;
		if (isFinal(answer)) this.refusal = answer;
		return { answer, token: this.data.sessionToken };
	}

	/** @returns what a server said, without the account's secrets. */
	hideSecrets(text: string): string {
		this.noteSecrets();
		return this.secrets.hide(text);
	}

	private noteSecrets(): void {
		for (const field of SECRET_FIELDS) this.secrets.add(fieldText(this.data, field));
	}
}

/**
 * Reads the credential that the node's 'Authentication' names.
 * @param connection the request options of n8n's that the token call shall use, too.
 * @throws {CredentialError} when the credential is unusable; n8n's own error when there is none.
 */
export async function openAccount(
	context: SymblContext,
	connection: Connection = {},
): Promise<Account> {
	const { parameters, credentials } = context.getNode();
	const type =
		CREDENTIALS[parameters.authentication === 'accessToken' ? 'accessToken' : 'appCredentials'];
	const lent: Lent = { connection };
	const data = Object.assign(await context.getCredentials(type), { [LENT]: lent });
	const { id, name } = credentials?.[type] ?? { id: '', name: '' };
	return new Account(type, { id: id ?? '', name, type, data }, data, lent);
}
