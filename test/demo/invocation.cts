import { parseArgs, types } from 'node:util';
import type { StoredCredential } from '../engine/credentials.cts';

export const HELP = `Runs examples/delete-conversations.json on n8n's engine and shows what became of each conversation.

  npm run demo                    on a make-believe Symbl on this machine: nothing real, no account
  npm run demo -- --dry-run       the same, and nothing is deleted

With an account in the environment, the conversations named are deleted for real, after a question:

  npm run demo -- [--dry-run] [--yes] ID [ID ...]

  SYMBL_BASE_URL                  where the Symbl API is, such as https://api.symbl.ai
  SYMBL_ACCESS_TOKEN              an access token, or instead of it
  SYMBL_APP_ID, SYMBL_APP_SECRET  an App ID and its secret

  --dry-run   only look the conversations up
  --yes       delete without asking
  --help      show this

Ends with 0 if all went as it should, 1 if something needs a look, 2 if it was called the wrong way.
`;

/** What the demo was asked to do. */
export type Invocation =
	| { act: 'help' }
	| { act: 'play'; dryRun: boolean }
	| { act: 'delete'; dryRun: boolean; ask: boolean; ids: string[]; credential: StoredCredential };

/** The demo was called in a way that leaves open what to do. The message says what to change. */
export class InvocationError extends Error {}

/**
 * Reads what to do from the arguments and the environment.
 * @throws {InvocationError} when they do not say it clearly, so that nothing is deleted by accident.
 */
export function readInvocation(args: string[], environment: NodeJS.ProcessEnv): Invocation {
	const { values, positionals: ids } = readArguments(args);
	const { help, yes, 'dry-run': dryRun } = values;
	if (help) return { act: 'help' };

	const credential = readCredential(environment);
	if (!credential) {
		if (ids.length === 0) return { act: 'play', dryRun };
		throw new InvocationError(
			'There are IDs, but no account. Set SYMBL_BASE_URL, and SYMBL_ACCESS_TOKEN or SYMBL_APP_ID and SYMBL_APP_SECRET. Without IDs, the demo plays on a make-believe Symbl.',
		);
	}
	if (ids.length === 0) {
		throw new InvocationError(
			'There is an account, but no ID. Name the conversations to delete: npm run demo -- ID [ID ...]',
		);
	}
	return { act: 'delete', dryRun, ask: !yes && !dryRun, ids, credential };
}

function readArguments(args: string[]) {
	try {
		return parseArgs({
			args,
			allowPositionals: true,
			options: {
				help: { type: 'boolean', default: false },
				yes: { type: 'boolean', default: false },
				'dry-run': { type: 'boolean', default: false },
			},
		});
	} catch (error) {
		throw new InvocationError(`${types.isNativeError(error) ? error.message : error}`);
	}
}

/** @returns the credential that the environment describes; undefined if it says nothing of one. */
function readCredential(environment: NodeJS.ProcessEnv): StoredCredential | undefined {
	const {
		SYMBL_BASE_URL: baseUrl,
		SYMBL_ACCESS_TOKEN: accessToken,
		SYMBL_APP_ID: appId,
		SYMBL_APP_SECRET: appSecret,
	} = environment;
	if (!baseUrl && !accessToken && !appId && !appSecret) return undefined;

	if (accessToken && (appId || appSecret)) {
		throw new InvocationError(
			'Both SYMBL_ACCESS_TOKEN and SYMBL_APP_ID or SYMBL_APP_SECRET are set. Unset one kind, so that it is clear which account is meant.',
		);
	}
	if (!baseUrl) {
		throw new InvocationError('SYMBL_BASE_URL is not set. Set it to where the Symbl API is.');
	}
	if (accessToken) return { type: 'symblApi', data: { accessToken, baseUrl, allowHttp: false } };
	if (appId && appSecret) {
		return {
			type: 'symblAppApi',
			data: { appId, appSecret, baseUrl, allowHttp: false, sessionToken: '' },
		};
	}
	if (!appId && !appSecret) {
		throw new InvocationError(
			'SYMBL_BASE_URL is set, but no account. Set SYMBL_ACCESS_TOKEN, or SYMBL_APP_ID and SYMBL_APP_SECRET. To play on a make-believe Symbl, unset it.',
		);
	}
	const [set, missing] = appId
		? ['SYMBL_APP_ID', 'SYMBL_APP_SECRET']
		: ['SYMBL_APP_SECRET', 'SYMBL_APP_ID'];
	throw new InvocationError(`${set} is set, but ${missing} is not. Set both.`);
}
