import { readFields } from './fields';
import { shown, subjectOf, type Managed, type Parts } from './kind';
import { find, readAt } from './read';
import { readIdsIn, withIds } from '../ids';
import type { Item } from '../item';
import { messageOf } from '../outputs';
import { nothingToChange, updateFieldsOf } from '../updateFields';
import type { FailedItem, Task } from '../../run/task';
import { isObject } from '../../transport/answer';
import { isFailure } from '../../transport/failures';

/** @returns what an operation is that changes one, and says what Symbl holds afterwards. */
export function updating(kind: Managed): Parts {
	return {
		request: { method: kind.places[0].update.method, url: kind.places[0].path },
		plan: (item) => planUpdate(kind, item),
		takes: [kind.idName],
		fields: [updateFieldsOf(kind.fields.map((field) => ({ ...field, required: undefined })))],
	};
}

function planUpdate(kind: Managed, item: Item): Task | FailedItem {
	const ids = readIdsIn(kind.places[0].path, item);
	if (isFailure(ids)) return { failure: ids, details: {} };
	const details = { ...ids };
	const given = item.parameter('updateFields', {});
	const changes = readFields(kind, isObject(given) ? given : {}, false);
	if (isFailure(changes)) return { failure: changes, details };
	if (Object.keys(changes).length === 0) {
		return { failure: nothingToChange(), details };
	}
	const subject = withIds(subjectOf(kind), ids);
	return {
		execute: async ({ sender, session }) =>
			await session.inTurn(subject, async () => {
				const { place, sent: current } = await find(kind, ids, item, sender);
				if ('failure' in current) return { failure: current.failure, details };
				const { method, body } = place.update;
				const changed = await sender.send({
					options: {
						...item.request(method, ids, place.path),
						body: body(kind, current.value, changes),
					},
					subject,
					things: [kind.thing],
					read: messageOf,
				});
				if ('failure' in changed) return { failure: changed.failure, details };
				// One generation of the API adds to a list instead of replacing it.
				const now = await readAt(place.path, kind, ids, item, sender);
				if ('value' in now) return { items: [shown(kind)(now.value)] };
				const { failure } = now;
				const description = `It was changed, but what Symbl holds now could not be read. ${failure.description}`;
				return { failure: { ...failure, description }, details };
			}),
	};
}
