import type { IDataObject } from 'n8n-workflow';
import { subjectOf, type Managed, type Parts } from './kind';
import { find } from './read';
import {
	deletedBefore,
	failedDeletion,
	ifNotFoundOption,
	notDeleted,
	readIfNotFound,
	remove,
	resultOf,
	type Deletion,
} from '../deletion';
import { readIdsIn, withIds, type Ids } from '../ids';
import type { Item } from '../item';
import { runOption } from '../parameters';
import type { FailedItem, Scope, Task } from '../../run/task';
import { isFailure, type Failure } from '../../transport/failures';

/** @param notice what to know before it. @returns what an operation is that deletes one for good. */
export function deleting(kind: Managed, notice: string): Parts {
	return {
		request: { method: 'DELETE', url: kind.places[0].path },
		plan: (item) => planDeletion(kind, item),
		unreadable: (failure) => notBegun(failure, { [kind.idName]: null }),
		takes: [kind.idName],
		fields: [{ displayName: notice, name: `${kind.idName}Notice`, type: 'notice', default: '' }],
		options: [ifNotFoundOption, maxDeletionsOption],
	};
}

const maxDeletionsOption = runOption(
	'maxDeletions',
	'Delete nothing at all if more than this come in. 0 means no limit.',
);

const notBegun = (failure: Failure, named: IDataObject): FailedItem =>
	failedDeletion({ deleted: false, outcome: 'failed', failure }, named);

function planDeletion(kind: Managed, item: Item): Task | FailedItem {
	const ids = readIdsIn(kind.places[0].path, item);
	if (isFailure(ids)) return notBegun(ids, { [kind.idName]: null });
	const id = ids[kind.idName] ?? '';
	const ifNotFound = readIfNotFound(item.option('ifNotFound') ?? 'error');
	if (isFailure(ifNotFound)) return notBegun(ifNotFound, { ...ids });
	return {
		deletes: id,
		things: kind.things,
		async execute(scope) {
			const deletion = await scope.session.once(
				id,
				async () => await removeOne(kind, id, ids, item, scope),
			);
			return resultOf(deletion, { ...ids }, ifNotFound);
		},
	};
}

/** Deletes a thing where the API has it. It is read first, so that the DELETE goes nowhere else. */
async function removeOne(
	kind: Managed,
	id: string,
	ids: Ids,
	item: Item,
	scope: Scope,
): Promise<Deletion> {
	const before = deletedBefore(id, scope);
	if (before) return before;
	const { place, sent } = await find(kind, ids, item, scope.sender);
	if ('failure' in sent) {
		const { failure } = sent;
		return notDeleted({ failure, isUnknownToSymbl: failure.name === 'notFound' }, id, scope);
	}
	return await remove(
		{
			id,
			thing: kind.thing,
			subject: withIds(subjectOf(kind), ids),
			request: (method) => item.request(method, ids, place.path),
			field: kind.thing,
			found: sent.value,
		},
		scope,
	);
}
