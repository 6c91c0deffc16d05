import { createHmac, randomUUID } from 'node:crypto';
import { characters, type Random } from './random.cts';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function base64url(part: object): string {
	return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/** Issues and checks the access tokens of one app (Symbl docs: authentication). */
export class TokenIssuer {
	readonly app: { appId: string; appSecret: string };
	readonly issued: string[] = [];
	private readonly validUntil = new Map<string, number>();
	private cached?: string;

	/** `lifetime` in seconds. */
	constructor(
		random: Random,
		private readonly lifetime: number,
	) {
		this.app = {
			appId: characters(random, ALPHANUMERIC, 64),
			appSecret: characters(random, ALPHANUMERIC, 80),
		};
	}

	/** A new token, valid from now on; it looks like a JWT whose `exp` is true. */
	issue(): string {
		const now = Date.now();
		const issuedAt = Math.floor(now / 1_000);
		const content = [
			{ alg: 'HS256', typ: 'JWT' },
			{ sub: this.app.appId, jti: randomUUID(), iat: issuedAt, exp: issuedAt + this.lifetime },
		];
		const unsigned = content.map(base64url).join('.');
		const signature = createHmac('sha256', this.app.appSecret).update(unsigned).digest('base64url');
		const token = `${unsigned}.${signature}`;
		this.issued.push(token);
		this.validUntil.set(token, now + this.lifetime * 1_000);
		return token;
	}

	/** The cached token while it lasts, else a new one, with the whole seconds that it has left. */
	generate(): { accessToken: string; expiresIn: number } {
		if (this.cached === undefined || this.secondsLeft(this.cached) < 1) this.cached = this.issue();
		return { accessToken: this.cached, expiresIn: Math.round(this.secondsLeft(this.cached)) };
	}

	/** Whether a request with this `Authorization` header may pass. */
	accepts(authorization: string | undefined): boolean {
		return (
			authorization !== undefined &&
			authorization.startsWith('Bearer ') &&
			this.secondsLeft(authorization.slice('Bearer '.length)) > 0
		);
	}

	/** No token issued so far is accepted or cached any longer. */
	expireAll(): void {
		this.validUntil.clear();
		this.cached = undefined;
	}

	private secondsLeft(token: string): number {
		return ((this.validUntil.get(token) ?? 0) - Date.now()) / 1_000;
	}
}
