import type { IDataObject } from 'n8n-workflow';
import { givenMany, givenOne } from './fields';
import { listIn, shown, type Managed, type Parts } from './kind';
import { calling } from '../call';
import { capitalized, idOf } from '../ids';
import type { Item } from '../item';
import type { Output } from '../outputs';
import { isObject } from '../../transport/answer';
import { isFailure, refusal, type Failure } from '../../transport/failures';

/** @returns what an operation is that creates one. */
export function creating(kind: Managed): Parts {
	const [path, olderPath] = kind.createOne ?? kind.createMany;
	const subject = `The new ${kind.thing}`;
	return {
		...calling<IDataObject[]>({
			method: 'POST',
			path,
			olderPath,
			subject,
			body(item) {
				const made = givenOne(kind, item);
				return isFailure(made) || kind.createOne ? made : [made];
			},
			output: created(kind, subject, (item) => [givenOne(kind, item)]),
		}),
		fields: kind.fields,
	};
}

/** @returns what an operation is that creates several at once. */
export function creatingMany(kind: Managed): Parts {
	const [path, olderPath] = kind.createMany;
	const subject = `The list of new ${kind.things}`;
	return {
		...calling<IDataObject[]>({
			method: 'POST',
			path,
			olderPath,
			subject,
			body: (item) => givenMany(kind, item),
			output: created(kind, subject, (item) => givenMany(kind, item)),
		}),
		fields: [
			{
				displayName: capitalized(kind.things),
				name: `${kind.things}Json`,
				type: 'json',
				required: true,
				default: JSON.stringify(kind.example, null, 2),
				description: `A list of ${kind.things}, each with what Create asks for: ${kind.fields
					.map(({ name }) => name)
					.join(', ')}`,
			},
		],
	};
}

/**
 * What was created. Where an answer does not say what that is, it is looked up in the list.
 * @param asked what the item asked for.
 */
const created = (
	kind: Managed,
	subject: string,
	asked: (item: Item) => Array<IDataObject | Failure> | Failure,
): Output<IDataObject[]> => ({
	read(body) {
		const { thing } = kind;
		const list = listIn(kind, body);
		if (list || !isObject(body) || body.error) return list;
		return [isObject(body[thing]) ? body[thing] : body];
	},
	async items(made, _, item, sender) {
		if (made.every((thing) => idOf(thing) !== undefined)) return made.map(shown(kind));
		const wanted = [asked(item)].flat().flatMap((thing) => (isFailure(thing) ? [] : [thing]));
		const sent = await sender.send({
			options: { ...item.request('GET', {}, kind.list), body: undefined },
			subject: `The list of ${kind.things}`,
			things: [],
			read: (body) => listIn(kind, body),
		});
		const list = 'value' in sent ? sent.value : [];
		const found = wanted.flatMap((thing) => {
			const same = list.filter((entry) => isAsAsked(entry, thing));
			return same.length === 1 ? same : [];
		});
		if (found.length === wanted.length) return found.map(shown(kind));
		return refusal(
			`${subject}: Symbl did not say what it made`,
			`It may have been done all the same: look into the list of ${kind.things} before you run it again.`,
		);
	},
});

const isAsAsked = (entry: IDataObject, asked: IDataObject): boolean =>
	Object.entries(asked).every(
		([name, value]) => JSON.stringify(entry[name]) === JSON.stringify(value),
	);
