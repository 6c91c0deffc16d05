import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { BEGINNING, conversationsIn } from './conversationList';
import { idOf, isId } from './ids';
import type { Scope } from '../run/task';
import { isObject } from '../transport/answer';
import type { Failure } from '../transport/failures';

/** What to look up. */
export interface Target {
	id: string;
	/** In a sentence: "conversation". */
	thing: string;
	/** As a sentence begins: "Conversation 4866329603473408". */
	subject: string;
	request(method: 'GET' | 'DELETE'): IHttpRequestOptions;
	/** Where it stands in an answer, if it is not the answer itself. */
	field?: string;
}

/** A thing as it was looked up, or why there is none. */
export type LookUp = { found: IDataObject } | { failure: Failure; isUnknownToSymbl: boolean };

/**
 * Asks Symbl for a thing. A 404 that nothing shows to be Symbl's counts only if the host shows that it
 * leads to Symbl, and then says the same again: a gateway may have lost sight of Symbl for a moment.
 * @param settles whether it finds out what became of an earlier request.
 */
export async function lookUp(target: Target, scope: Scope, settles = false): Promise<LookUp> {
	const { id, subject, thing, field = '' } = target;
	const options = target.request('GET');
	const ask = async () =>
		await scope.sender.send({
			options,
			subject,
			things: [thing],
			read(body) {
				const found = isObject(body) && isObject(body[field]) ? body[field] : body;
				return isObject(found) && idOf(found) === id ? found : undefined;
			},
			settles,
		});
	const sent = await ask();
	if ('value' in sent) return { found: sent.value };
	const isFromGateway = sent.failure.evidence === 'gateway';
	if (sent.failure.name !== 'unclearNotFound' || isFromGateway) {
		return { failure: sent.failure, isUnknownToSymbl: sent.failure.name === 'notFound' };
	}
	if (!(await leadsToSymbl(id, options, scope, settles))) {
		return { failure: sent.failure, isUnknownToSymbl: false };
	}
	const again = await ask();
	if ('value' in again) return { found: again.value };
	const { failure } = again;
	const isSame = failure.name === 'unclearNotFound' && failure.evidence !== 'gateway';
	return { failure, isUnknownToSymbl: isSame || failure.name === 'notFound' };
}

/**
 * Whether a look-up reaches Symbl: the host has to list conversations as only Symbl does, and to know the
 * newest of them by its ID, since a gateway may let the list through and nothing else.
 */
async function leadsToSymbl(
	id: string,
	options: IHttpRequestOptions,
	scope: Scope,
	settles: boolean,
): Promise<boolean> {
	const listed = await scope.sender.send({
		options: {
			...options,
			url: '/v1/conversations',
			qs: { limit: 1, order: 'desc', startTime: BEGINNING },
		},
		subject: 'The list of conversations',
		things: [],
		read: conversationsIn,
		settles,
	});
	if (!('value' in listed)) return false;
	const [newest] = listed.value;
	if (newest === undefined) return true;
	if (newest.id === id || !isId(newest.id)) return false;
	const known = await scope.sender.send({
		options: { ...options, url: `/v1/conversations/${newest.id}` },
		subject: `Conversation ${newest.id}`,
		things: ['conversation'],
		read: (body) => idOf(body) === newest.id || undefined,
		settles,
	});
	return 'value' in known;
}
