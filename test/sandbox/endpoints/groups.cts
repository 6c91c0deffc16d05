import type { Account, ConversationGroup } from '../account.cts';
import { listConversations } from '../conversationList.cts';
import { isFilled, isList, isString, objectWith, optional, required } from '../jsonFields.cts';
import { ManagedAnswers } from '../managedAnswers.cts';
import { parseMetadataFilter } from '../metadataFilter.cts';
import { ok, Refusal } from '../reply.cts';
import type { Route } from '../routes.cts';
import { shownPage } from './conversations.cts';

const MAX_NAME = 128;
const MAX_DESCRIPTION = 512;

function groupFrom(id: string, body: unknown, needsDescription: boolean): ConversationGroup {
	const given = objectWith(body, ['id', 'name', 'description', 'criteria']);
	const name = required(given, 'name', isFilled);
	const description = needsDescription
		? required(given, 'description', isFilled)
		: optional(given, 'description', isString);
	const criteria = required(given, 'criteria', isFilled);
	if (name.length > MAX_NAME || /[^\p{L}\p{N}\s"_-]/u.test(name)) {
		throw new Refusal(400, '"name" is not valid');
	}
	if (description !== undefined && description.length > MAX_DESCRIPTION) {
		throw new Refusal(400, `"description" must be at most ${MAX_DESCRIPTION} characters`);
	}
	parseMetadataFilter(criteria);
	return { id, name, description, criteria };
}

/** Conversation groups (Symbl docs: conversation groups). Deleting one keeps its conversations. */
export function groupRoutes(account: Account): Route[] {
	const { groups, store, choices } = account;
	const find = (id = '') => {
		const group = groups.get(id);
		if (!group) throw new Refusal(404, 'The groupId is either invalid or does not exist.');
		return group;
	};
	const answers = new ManagedAnswers('group', choices);
	const groupOf = (id: string, body: unknown) =>
		groupFrom(id, body, choices.description === 'required');
	const save = (id: string, body: unknown) => {
		const group = groupOf(id, body);
		groups.set(id, group);
		return group;
	};
	const all = '/v1/manage/groups';
	const isPlural = choices.groupPaths === 'plural';
	const single = isPlural ? all : '/v1/manage/group';
	const many = isPlural ? `${all}/bulk` : all;
	const one = `${single}/{groupId}`;
	return [
		{
			method: 'POST',
			path: single,
			answer: ({ body }) => answers.created(save(account.newId(), body)),
		},
		{
			method: 'POST',
			path: many,
			answer({ body }) {
				if (!isList(body)) throw new Refusal(400, '"value" must be a list');
				const made = body.map((each) => groupOf(account.newId(), each));
				for (const group of made) groups.set(group.id, group);
				return { status: 201, body: { groups: made } };
			},
		},
		{
			method: 'GET',
			path: all,
			answer: () => ok({ groups: [...groups.values()] }),
		},
		{
			method: 'GET',
			path: one,
			answer: ({ params }) => answers.read(find(params.groupId)),
		},
		{
			method: 'PUT',
			path: one,
			answer: ({ params, body }) => answers.updated(save(find(params.groupId).id, body)),
		},
		{
			method: 'DELETE',
			path: one,
			answer({ params }) {
				const { id } = find(params.groupId);
				groups.delete(id);
				return answers.deleted({ id, type: 'group', deleted: true });
			},
		},
		{
			method: 'GET',
			path: '/v1/groups/{groupId}/conversations',
			answer({ params, query }) {
				const passes = parseMetadataFilter(find(params.groupId).criteria);
				const members = [...store.conversations.values()].filter(passes);
				return ok(shownPage(listConversations(members, query, choices)));
			},
		},
	];
}
