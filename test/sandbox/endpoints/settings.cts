import type { Account } from '../account.cts';
import { jsonPatch } from '../jsonPatch.cts';
import { ok } from '../reply.cts';
import type { Route } from '../routes.cts';

/** The account's settings (Symbl docs: settings for redaction). Its answer is documented nowhere. */
export function settingsRoutes(account: Account): Route[] {
	return [
		{
			method: 'PATCH',
			path: '/v1/manage/settings',
			answer({ body }) {
				const settings = jsonPatch(Object.fromEntries(account.settings), body);
				account.settings.clear();
				for (const [name, value] of Object.entries(settings)) account.settings.set(name, value);
				return ok(settings);
			},
		},
	];
}
