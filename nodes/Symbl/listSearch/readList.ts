import type { IDataObject, ILoadOptionsFunctions, INodeListSearchItems } from 'n8n-workflow';
import { openAccount } from '../transport/account';
import { isSuccess } from '../transport/answer';
import { readingEvidence } from '../transport/evidence';
import { failureOf, nodeError, refusal } from '../transport/failures';
import { request } from '../transport/request';

/**
 * Reads a list for somebody who picks from it in the editor.
 * @param subject what the list is, as a sentence begins.
 * @param read finds the entries in an answer; undefined if it is none of Symbl's.
 * @throws {NodeApiError} when Symbl does not answer with a list.
 */
export async function readList<T>(
	context: ILoadOptionsFunctions,
	list: { url: string; qs?: IDataObject; subject: string; read: (body: unknown) => T | undefined },
): Promise<T> {
	const account = await openAccount(context).catch((error: Error) => {
		throw nodeError(context.getNode(), refusal(error.message, 'Check the credential.'), 0);
	});
	const { url, qs } = list;
	const answer = await request(context, account, { method: 'GET', url, qs });
	const isDone = answer.kind === 'answered' && isSuccess(answer.status);
	const entries = isDone ? list.read(answer.body) : undefined;
	if (entries !== undefined) return entries;
	const evidence =
		answer.kind === 'answered' ? readingEvidence(answer, ['conversation'], false) : undefined;
	throw nodeError(context.getNode(), failureOf(answer, evidence, list.subject, account), 0);
}

/** @returns whether an entry of a list has the text in its name or ID; upper and lower case are the same. */
export function matches({ name, value }: INodeListSearchItems, filter: string): boolean {
	return `${name} ${value}`.toLocaleLowerCase().includes(filter.trim().toLocaleLowerCase());
}
