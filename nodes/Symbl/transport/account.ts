import {
	sleep,
	type ICredentialDataDecryptedObject,
	type ICredentialsDecrypted,
	type IExecuteSingleFunctions,
	type ILoadOptionsFunctions,
} from 'n8n-workflow';
import { baseUrlOf, fieldText } from '../../../credentials/account';
import { CONNECTION, type Connection } from '../../../credentials/sessionToken';
import type { Answer } from './answer';

/** The contexts that talk to Symbl: an item of a run, and the list in the editor. */
export type SymblContext = IExecuteSingleFunctions | ILoadOptionsFunctions;

/** The credential that each value of the node's 'Authentication' stands for. */
export const CREDENTIALS = { appCredentials: 'symblAppApi', accessToken: 'symblApi' } as const;

const SECRET_FIELDS = ['accessToken', 'sessionToken', 'appSecret'];

/** What is shorter is no secret of Symbl's, and would be found in ordinary words. */
const SHORTEST_SECRET = 8;

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

	/** All that were in use so far: an answer may still come to a token that has been replaced. */
	private readonly secrets = new Set<string>();
	private renewal?: Promise<Answer>;
	private refusal?: Answer;
	private newTokenUntried = false;

	/** @throws {CredentialError} when the Base URL cannot be used. */
	constructor(
		readonly type: 'symblApi' | 'symblAppApi',
		readonly credentials: ICredentialsDecrypted,
		private readonly data: ICredentialDataDecryptedObject,
	) {
		this.name = `${credentials.id} ${baseUrlOf(data)}`;
	}

	/**
	 * Sends a request, and once more with a new token if Symbl refuses the one at hand. While there
	 * is no token, one request goes ahead and n8n fetches a token for it; the others wait, so that
	 * a run makes one token call however many items it has.
	 * @param request sends the request with the token that the credential holds at that moment.
	 * @returns the answer without the account's secrets, which a server may have echoed.
	 */
	async send(request: () => Promise<Answer>): Promise<Answer> {
		this.noteSecrets();
		return this.redact(await this.sendAsAccount(request));
	}

	private async sendAsAccount(request: () => Promise<Answer>): Promise<Answer> {
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
		this.noteSecrets();
		if (isFinal(answer)) this.refusal = answer;
		return { answer, token: this.data.sessionToken };
	}

	private noteSecrets(): void {
		for (const field of SECRET_FIELDS) {
			const secret = fieldText(this.data, field);
			if (secret.length >= SHORTEST_SECRET) this.secrets.add(secret);
		}
	}

	private redact(answer: Answer): Answer {
		const json = JSON.stringify(answer);
		const redacted = [...this.secrets].reduce(
			(text, secret) => text.replaceAll(JSON.stringify(secret).slice(1, -1), '***'),
			json,
		);
		return redacted === json ? answer : JSON.parse(redacted);
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
	const data = Object.assign(await context.getCredentials(type), { [CONNECTION]: connection });
	const { id, name } = credentials?.[type] ?? { id: '', name: '' };
	return new Account(type, { id: id ?? '', name, type, data }, data);
}
