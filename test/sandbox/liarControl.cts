import { faultMatch } from './faultFields.cts';
import { isBoolean, isNumber, isString, objectWith, optional, required } from './jsonFields.cts';
import { liars } from './liars.cts';
import { ok, Refusal } from './reply.cts';
import type { Route } from './routes.cts';
import type { Sandbox } from './sandbox.cts';

/** The catalogue of liars, for other processes. */
export function liarControlRoutes(sandbox: Sandbox): Route[] {
	return [
		{
			method: 'GET',
			path: '/__sandbox/liars',
			answer: () => ok(liars.map(({ name, from, acts }) => ({ name, from, acts }))),
		},
		{
			method: 'POST',
			path: '/__sandbox/liars',
			answer({ body }) {
				const given = objectWith(body, ['name', 'match', 'times', 'act']);
				const name = required(given, 'name', isString);
				if (!liars.some((liar) => liar.name === name)) {
					throw new Refusal(404, `There is no liar "${name}"`);
				}
				sandbox.playLiar(name, {
					...(given.match !== undefined && { match: faultMatch(given.match) }),
					times: optional(given, 'times', isNumber),
					act: optional(given, 'act', isBoolean),
				});
				return { status: 204 };
			},
		},
	];
}
