import { isObject } from '../jsonFields.cts';
import { Refusal } from '../reply.cts';
import type { Route } from '../routes.cts';
import type { TokenIssuer } from '../tokens.cts';

/** The token call (Symbl docs: authentication). The body of its 401 is documented nowhere. */
export function tokenRoutes(tokens: TokenIssuer): Route[] {
	return [
		{
			method: 'POST',
			path: '/oauth2/token:generate',
			answer({ body }) {
				if (!isObject(body) || body.type !== 'application') {
					throw new Refusal(400, '"type" must be "application"');
				}
				if (body.appId !== tokens.app.appId || body.appSecret !== tokens.app.appSecret) {
					throw new Refusal(401, 'The combination of appId and appSecret is not valid.');
				}
				return { status: 200, body: tokens.generate() };
			},
		},
	];
}
