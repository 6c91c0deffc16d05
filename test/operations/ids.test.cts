import type { IDataObject } from 'n8n-workflow';
import { getting, jsonOf, openCalls, operate, requestsOf, type Operating } from './operating.cts';

/** What an item may hold that names nothing. */
const refused: Array<[string, IDataObject[string], RegExp]> = [
	['nothing', '', /empty/],
	['null', null, /empty/],
	['a field that is not there', undefined, /empty/],
	['blanks', ' \n', /empty/],
	['..', '..', /“\.\.”/],
	['a/../b', 'a/../b', /“a\/\.\.\/b”/],
	['an encoded ..', '%2e%2e', /%2e%2e/],
	['a query', '1?x=y', /1\?x=y/],
	['a fragment', '1#', /1#/],
	['two IDs', '1,2', /1,2/],
	['65 characters', 'a'.repeat(65), /aaaa/],
	['true', true, /true/],
	['an object', { id: '1' }, /an object, not an ID/],
	['a list', ['1'], /a list, not one ID/],
	['a number that is not whole', 1.5, /the number 1\.5/],
	['a number too large to be exact', 2 ** 53, /too large to be exact/],
];

const AT = '/v1/conversations/101';

/** For each ID: an operation that takes it, what it is called, and what is sent for a good one. */
const cases: Array<[id: string, name: string, title: string, path: string, given?: Operating]> = [
	['conversationId', 'conversationContent/getTopics', 'Conversation', '/v1/conversations/7/topics'],
	['conversationId', 'conversationContent/getEverything', 'Conversation', '/v1/conversations/7'],
	['bookmarkId', 'bookmark/get', 'Bookmark', `${AT}/bookmarks/7`],
	['bookmarkId', 'bookmark/delete', 'Bookmark', `${AT}/bookmarks/7`],
	['conversationId', 'bookmark/delete', 'Conversation', '/v1/conversations/7/bookmarks/1'],
	[
		'bookmarkId',
		'bookmark/update',
		'Bookmark',
		`${AT}/bookmarks/7`,
		{ parameters: { updateFields: { label: 'New' } } },
	],
	['memberId', 'member/update', 'Member', `${AT}/members/7`, { parameters: { memberName: 'Zoë' } }],
	['trackerId', 'tracker/get', 'Tracker', '/v1/manage/trackers/7'],
	['trackerId', 'tracker/delete', 'Tracker', '/v1/manage/trackers/7'],
	[
		'entityId',
		'customEntity/update',
		'Entity',
		'/v1/manage/entities/7',
		{ parameters: { updateFields: { values: 'New' } } },
	],
	['groupId', 'conversationGroup/delete', 'Group', '/v1/manage/group/7'],
	['groupId', 'conversationGroup/getConversations', 'Group', '/v1/groups/7/conversations'],
];

describe.each(cases)('%s of %s', (id, name, title, path, given) => {
	const items = [
		{
			conversationId: '101',
			bookmarkId: '1',
			memberId: '1',
			groupId: '1',
			trackerId: '1',
			entityId: '1',
			[id]: 7,
		},
	];

	it.each(refused)('refuses %s, and sends nothing for that item', async (_, value, says) => {
		const sandbox = await openCalls();
		const execution = await operate(sandbox, name, {
			...given,
			items: [{ ...items[0], [id]: value }, ...items],
			settings: { onError: 'continueRegularOutput' },
		});
		const message = new RegExp(`^'${title}' is .*${says.source}.*Nothing was sent for this item`);
		expect(jsonOf(execution)[0]).toMatchObject({
			error: expect.stringMatching(new RegExp(message, 's')),
			details: { httpCode: null },
		});
		const paths = sandbox.log.map((request) => request.path);
		expect(paths[0]).toBe(path);
		expect(paths.filter((its) => !its.includes('/7'))).toEqual([]);
	});

	it('sends nothing at all where such an item stops the node', async () => {
		const sandbox = await openCalls();
		const { error } = await operate(sandbox, name, {
			...given,
			items: [...items, { ...items[0], [id]: 'a/../b' }, ...items],
		});
		expect(error?.message).toMatch(`'${title}' is not an ID`);
		expect(error).toMatchObject({ context: { itemIndex: 1 } });
		expect(sandbox.log).toEqual([]);
	});
});

it.each([
	['blanks around it', ' 101\n', '101'],
	['a number', 101, '101'],
	['the largest exact number', 9007199254740991, '9007199254740991'],
])('takes %s', async (_, bookmarkId, id) => {
	const sandbox = await openCalls();
	await operate(sandbox, 'bookmark/get', { items: [{ conversationId: ' 101', bookmarkId }] });
	expect(requestsOf(sandbox)).toEqual([getting(`${AT}/bookmarks/${id}`)]);
});
