import type { Account, ManagedEntity } from '../account.cts';
import { isFilled, isList, isStringList, objectWith, optional, required } from '../jsonFields.cts';
import { ManagedAnswers } from '../managedAnswers.cts';
import { ok, Refusal } from '../reply.cts';
import type { ApiCall, Route } from '../routes.cts';

/** The account's own entities (Symbl docs: create entities; the paths changed). */
export function managedEntityRoutes(account: Account): Route[] {
	const { entities, generation, choices } = account;
	const answers = new ManagedAnswers('entity', choices);
	const isNew = generation === 'new';

	const find = ({ params }: ApiCall) => {
		const entity = entities.get(params.entityId ?? '');
		if (!entity) throw new Refusal(404, 'The entityId is either invalid or does not exist.');
		return entity;
	};

	const entityFrom = (id: string, body: unknown): ManagedEntity => {
		const given = objectWith(body, ['id', 'type', 'subType', 'category', 'values']);
		const category = optional(given, 'category', isFilled) ?? 'Custom';
		if (category !== 'Custom') throw new Refusal(400, '"category" must be "Custom"');
		return {
			id,
			type: required(given, 'type', isFilled),
			subType: required(given, 'subType', isFilled),
			category,
			values: required(given, 'values', isStringList),
		};
	};

	const save = (made: ManagedEntity[]) => {
		const all = [...entities.values(), ...made];
		for (const { id, type, subType } of made) {
			const taken = all.some(
				(other) => other.id !== id && other.type === type && other.subType === subType,
			);
			if (taken) throw new Refusal(409, `The subType "${subType}" of "${type}" already exists.`);
		}
		for (const entity of made) entities.set(entity.id, entity);
	};

	const createOne = ({ body }: ApiCall) => {
		const entity = entityFrom(account.newId(), body);
		save([entity]);
		return answers.created(entity);
	};

	const createMany = ({ body }: ApiCall) => {
		if (!isList(body)) throw new Refusal(400, '"value" must be a list');
		const made = body.map((each) => entityFrom(account.newId(), each));
		save(made);
		return { status: 201, body: { entities: made } };
	};

	const removeAll = (removed: ManagedEntity[]) => {
		if (removed.length === 0) throw new Refusal(404, 'There is no such entity.');
		for (const { id } of removed) entities.delete(id);
		return answers.deleted({ message: 'successfully deleted the entity' });
	};

	const alone = (path: string): Route[] =>
		choices.entityCreate === 'bulk' ? [] : [{ method: 'POST', path, answer: createOne }];

	const all = '/v1/manage/entities';
	const one = isNew ? `${all}/{entityId}` : '/v1/manage/entity/{entityId}';
	return [
		{
			method: 'GET',
			path: all,
			answer: () => ok({ entities: [...entities.values()] }),
		},
		{ method: 'GET', path: one, answer: (call) => answers.read(find(call)) },
		{
			method: 'PUT',
			path: one,
			answer(call) {
				const entity = entityFrom(find(call).id, call.body);
				save([entity]);
				return answers.updated(entity);
			},
		},
		...(isNew
			? [
					...alone(all),
					{ method: 'POST', path: `${all}/bulk`, answer: createMany },
					{ method: 'DELETE', path: one, answer: (call: ApiCall) => removeAll([find(call)]) },
					{
						method: 'DELETE',
						path: all,
						answer: ({ query }: ApiCall) =>
							removeAll([...entities.values()].filter(({ subType }) => subType === query.subType)),
					},
				]
			: [...alone('/v1/manage/entity'), { method: 'POST', path: all, answer: createMany }]),
	];
}
