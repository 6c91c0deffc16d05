import { isObject, isString } from './jsonFields.cts';
import type { LoggedRequest } from './log.cts';

/** Stands in a body, a header or a status text for what is echoed. */
export const ECHO_PLACEHOLDER = '{{secret}}';

const numeric = (character: string) => `&#x${character.codePointAt(0)?.toString(16)};`;

const forms = {
	plain: (secret: string) => secret,
	urlEncoded: encodeURIComponent,
	/** Every byte, not only those that need it. */
	percentEncoded: (secret: string) => Buffer.from(secret).toString('hex').replace(/../g, '%$&'),
	base64: (secret: string) => Buffer.from(secret).toString('base64'),
	base64url: (secret: string) => Buffer.from(secret).toString('base64url'),
	hex: (secret: string) => Buffer.from(secret).toString('hex'),
	/** All but letters and digits as character references. */
	htmlEscaped: (secret: string) => secret.replace(/[^A-Za-z0-9]/gu, numeric),
	/** Every character as a reference. */
	htmlNumeric: (secret: string) => [...secret].map(numeric).join(''),
	jsonEscaped: (secret: string) =>
		Array.from(
			{ length: secret.length },
			(_, index) => `\\u${secret.charCodeAt(index).toString(16).padStart(4, '0')}`,
		).join(''),
	upperCase: (secret: string) => secret.toUpperCase(),
	lowerCase: (secret: string) => secret.toLowerCase(),
};

/** The form in which a server gives a secret back. */
export type EchoForm = keyof typeof forms;

export const echoForms = Object.keys(forms).filter(isEchoForm);

/** How the secret of a request comes back in its answer. */
export interface Echo {
	/** The bearer token (on the token call, the app's secret), or the Authorization header. */
	of?: 'secret' | 'authorization';
	as: EchoForm;
}

/** Whether a text names a form. */
export function isEchoForm(value: unknown): value is EchoForm {
	return isString(value) && Object.hasOwn(forms, value);
}

function secretOf({ headers, body }: LoggedRequest, of: Echo['of']): string {
	const { authorization = '' } = headers;
	if (of === 'authorization') return authorization;
	if (isObject(body) && isString(body.appSecret)) return body.appSecret;
	return authorization.replace(/^Bearer /, '');
}

/** @returns the text with the secret of the request in each place that is marked for it */
export function withEcho(text: string, request: LoggedRequest, { of, as }: Echo): string {
	return text.replaceAll(ECHO_PLACEHOLDER, () => forms[as](secretOf(request, of)));
}
