import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	listIn,
	oneIn,
	oneOf,
	shown,
	subjectOf,
	type Listed,
	type Managed,
	type Parts,
} from './kind';
import { calling, newestKnown, type Call } from '../call';
import { idOf, withIds, type Ids } from '../ids';
import type { Item } from '../item';
import { limitFields, readLimit } from '../limit';
import type { RequestSender, Sent } from '../../run/requestSender';
import { isFailure } from '../../transport/failures';

/** @returns what an operation is that gets one. */
export function getting(kind: Managed): Parts {
	return { ...calling(oneCall(kind)), takes: [kind.idName] };
}

/** @param options what Symbl can filter the list by. */
export function gettingMany(kind: Listed, options?: INodeProperties[]): Parts {
	return {
		...calling<IDataObject[]>({
			method: 'GET',
			path: kind.list,
			subject: `The list of ${kind.things}`,
			refuse(item) {
				const limit = readLimit(item);
				return isFailure(limit) ? limit : undefined;
			},
			output: {
				read: (body) => listIn(kind, body),
				items: (list, _, item) => list.slice(0, Number(readLimit(item))).map(shown(kind)),
			},
		}),
		fields: limitFields,
		options,
	};
}

function oneCall(kind: Managed): Call<IDataObject> {
	const [{ path }, older] = kind.places;
	return {
		method: 'GET',
		path,
		olderPath: older?.path,
		subject: subjectOf(kind),
		output: oneOf(kind),
	};
}

/** Asks for the thing that an item names, and finds out which generation of the API has it. */
export async function find(kind: Managed, ids: Ids, item: Item, sender: RequestSender) {
	return await newestKnown(
		kind.places,
		async ({ path }) => await readAt(path, kind, ids, item, sender),
	);
}

/** Asks for the thing that an item names, where one generation of the API has it. */
export async function readAt(
	path: string,
	kind: Managed,
	ids: Ids,
	item: Item,
	sender: RequestSender,
): Promise<Sent<IDataObject>> {
	return await sender.send({
		options: { ...item.request('GET', ids, path), body: undefined },
		subject: withIds(subjectOf(kind), ids),
		things: [kind.thing],
		read(body) {
			const one = oneIn(kind, body);
			return idOf(one) === ids[kind.idName] ? one : undefined;
		},
	});
}
