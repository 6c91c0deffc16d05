import type { Account, ManagedTracker } from '../account.cts';
import {
	isFilled,
	isList,
	isObject,
	isString,
	isStringList,
	objectWith,
	optional,
	required,
} from '../jsonFields.cts';
import { jsonPatch } from '../jsonPatch.cts';
import { ManagedAnswers } from '../managedAnswers.cts';
import { ok, Refusal } from '../reply.cts';
import type { ApiCall, Route } from '../routes.cts';

const MAX_BYTES = 1_000_000;
const listFields = ['vocabulary', 'categories', 'languages'] as const;
const patchable = ['name', 'description', 'excludeVocabulary', ...listFields];

/** The account's trackers (Symbl docs: management API; its paths and bodies changed in 2022). */
export function managedTrackerRoutes(account: Account): Route[] {
	const { trackers, generation, choices } = account;
	const answers = new ManagedAnswers('tracker', choices);
	const isNew = generation === 'new';

	const find = ({ params }: ApiCall) => {
		const tracker = trackers.get(params.trackerId ?? '');
		if (!tracker) throw new Refusal(404, 'The trackerId is either invalid or does not exist.');
		return tracker;
	};

	const trackerFrom = (id: string, body: unknown): ManagedTracker => {
		const given = objectWith(body, ['id', ...patchable]);
		const lists = Object.fromEntries(
			listFields.map((name) => [name, optional(given, name, isStringList)]),
		);
		const vocabulary = required(given, 'vocabulary', isStringList);
		if (new Set(vocabulary).size < vocabulary.length || vocabulary.length === 0) {
			throw new Refusal(400, '"vocabulary" must hold distinct texts');
		}
		if (choices.vocabularyCharacters === 'documented') {
			const wrong = vocabulary.find((phrase) => /[^\p{L}\p{M}\p{N}\s.']/u.test(phrase));
			if (wrong) throw new Refusal(400, `"vocabulary" must not hold "${wrong}"`);
		}
		const now = new Date().toISOString();
		return {
			...lists,
			id,
			name: required(given, 'name', isFilled),
			description:
				choices.description === 'required'
					? required(given, 'description', isFilled)
					: optional(given, 'description', isString),
			vocabulary,
			...(isNew && { createdOn: trackers.get(id)?.createdOn ?? now, updatedOn: now }),
		};
	};

	const save = (made: ManagedTracker[]) => {
		for (const { id, name } of made) {
			if ([...trackers.values(), ...made].some((other) => other.name === name && other.id !== id)) {
				throw new Refusal(409, `A tracker with the name "${name}" already exists.`);
			}
		}
		for (const tracker of made) trackers.set(tracker.id, tracker);
	};

	const demandSize = ({ headers }: ApiCall) => {
		if (Number(headers['content-length']) > MAX_BYTES) {
			throw new Refusal(413, 'The payload must be at most 1 MB.');
		}
	};

	const createOne = (call: ApiCall) => {
		demandSize(call);
		const tracker = trackerFrom(account.newId(), call.body);
		save([tracker]);
		return answers.created(tracker);
	};

	const createMany = (call: ApiCall) => {
		demandSize(call);
		if (!isList(call.body)) throw new Refusal(400, '"value" must be a list');
		const made = call.body.map((each) => trackerFrom(account.newId(), each));
		save(made);
		return { status: 201, body: { trackers: made } };
	};

	const update = (call: ApiCall, changed: (tracker: ManagedTracker) => unknown) => {
		const tracker = find(call);
		const updated = trackerFrom(tracker.id, changed(tracker));
		save([updated]);
		return answers.updated(updated);
	};

	const patched = (tracker: ManagedTracker, patch: unknown) => {
		const fields = Object.entries(tracker).filter(([name]) => patchable.includes(name));
		return jsonPatch(Object.fromEntries(fields), patch, patchable);
	};

	const put = ({ vocabulary: kept }: ManagedTracker, body: unknown) => {
		if (choices.trackerUpdate !== 'append' || !isObject(body)) return body;
		const added = required(body, 'vocabulary', isStringList);
		return { ...body, vocabulary: [...new Set([...kept, ...added])] };
	};

	const all = '/v1/manage/trackers';
	const one = isNew ? `${all}/{trackerId}` : '/v1/manage/tracker/{trackerId}';
	return [
		{
			method: 'GET',
			path: all,
			answer({ query }) {
				const named = [...trackers.values()].filter(
					({ name }) => query.name === undefined || query.name === name,
				);
				return ok({ trackers: named });
			},
		},
		{ method: 'GET', path: one, answer: (call) => answers.read(find(call)) },
		{
			method: 'DELETE',
			path: one,
			answer(call) {
				const { id } = find(call);
				trackers.delete(id);
				return answers.deleted({ id, type: 'tracker', deleted: true });
			},
		},
		...(isNew
			? [
					{ method: 'POST', path: all, answer: createOne },
					{ method: 'POST', path: `${all}/bulk`, answer: createMany },
					{
						method: 'PATCH',
						path: one,
						answer: (call: ApiCall) => update(call, (tracker) => patched(tracker, call.body)),
					},
				]
			: [
					{ method: 'POST', path: '/v1/manage/tracker', answer: createOne },
					{ method: 'POST', path: all, answer: createMany },
					{
						method: 'PUT',
						path: one,
						answer: (call: ApiCall) => update(call, (tracker) => put(tracker, call.body)),
					},
				]),
	];
}
