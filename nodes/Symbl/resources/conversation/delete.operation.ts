import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { guardOptions, readGuards } from './guards';
import {
	failedDeletion,
	ifNotFoundOption,
	keptFor,
	readIfNotFound,
	remove,
	resultOf,
	type Deletion,
	type Guards,
	type IfNotFound,
} from '../../operation/deletion';
import { lookUp, type Target } from '../../operation/lookUp';
import { readId } from '../../operation/ids';
import type { Item } from '../../operation/item';
import type { Operation } from '../../operation/operation';
import { runOption } from '../../operation/parameters';
import type { FailedItem, Scope, Task } from '../../run/task';
import { isObject } from '../../transport/answer';
import { invalidValue, isFailure, type Failure } from '../../transport/failures';

const dryRunFields: INodeProperties[] = [
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description:
			'Whether to only look each conversation up and say what would be deleted. Nothing is deleted.',
	},
	{
		displayName: 'This cannot be undone. "Execute step" deletes for real, too.',
		name: 'deleteNotice',
		type: 'notice',
		// Hidden rather than shown by a condition, so that an expression counts as off.
		displayOptions: { hide: { dryRun: [true] } },
		default: '',
	},
	{
		displayName: 'Nothing is deleted: each item says what would be. To delete, turn Dry Run off.',
		name: 'dryRunNotice',
		type: 'notice',
		displayOptions: { hide: { dryRun: [{ _cnd: { not: true } }] } },
		default: '',
	},
];

export const deleteOperation: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		// An AI agent reads this, and nothing else, as the description of the tool.
		action: 'Delete conversation (cannot be undone)',
		description: 'Delete a conversation permanently, with everything that Symbl knows of it',
	},
	request: { method: 'DELETE', url: '/v1/conversations/{conversationId}' },
	plan: planDeletion,
	unreadable: (failure) => failed(null, failure),
	takes: ['conversationId'],
	fields: dryRunFields,
	options: [
		{
			displayName: 'Approved Plan',
			name: 'approvedPlan',
			type: 'string',
			default: '',
			placeholder: "e.g. {{ $('Dry Run').first().json.plan }}",
			description:
				"The 'plan' of a Dry Run that somebody approved. If the conversations are not the same, nothing is deleted.",
		},
		...guardOptions,
		ifNotFoundOption,
		{
			displayName: 'Include Input Fields',
			name: 'includeInputFields',
			type: 'boolean',
			default: true,
			description: 'Whether to add the fields of the item that came in to the one that comes out',
		},
		{
			displayName: 'Look Up First',
			name: 'lookUpFirst',
			type: 'boolean',
			default: true,
			description:
				'Whether to get the name and times of each conversation right before it is deleted, at one more request',
		},
		runOption(
			'maxDeletions',
			'Delete nothing at all if more conversations than this come in. 0 means no limit.',
		),
		{
			displayName: 'Tried Before',
			name: 'triedBefore',
			type: 'boolean',
			default: true,
			description:
				'Whether a deletion of this conversation may have been sent before, by a run whose outcome was lost. What is not found then counts as gone.',
		},
		{
			displayName: 'Verify',
			name: 'verify',
			type: 'boolean',
			default: true,
			description:
				'Whether to ask Symbl after each deletion that it does not know the conversation any more, at one more request',
		},
	],
};

/** What may differ from item to item. */
interface ItemSettings {
	dryRun: boolean;
	ifNotFound: IfNotFound;
	approvedPlan?: string;
	includeInputFields: boolean;
	triedBefore: boolean;
	verify: boolean;
	guards: Guards;
}

function planDeletion(item: Item): Task | FailedItem {
	const id = readId(item, 'conversationId');
	if (typeof id !== 'string') return failed(null, id);
	const settings = readSettings(item);
	if (isFailure(settings)) return failed(id, settings);
	const { dryRun, guards, triedBefore, verify, approvedPlan, ifNotFound } = settings;
	const target: Target = {
		id,
		thing: 'conversation',
		subject: `Conversation ${id}`,
		request: (method) => item.request(method, { conversationId: id }),
	};

	return {
		conversationId: id,
		deletes: dryRun ? undefined : id,
		guards: guards.text,
		approvedPlan,
		async execute(scope) {
			const deletion = dryRun
				? await preview(target, guards, scope)
				: await scope.session.once(
						id,
						async () => await remove({ ...target, guards, triedBefore, verify }, scope),
					);
			const input = settings.includeInputFields ? fieldsBesides(item.input.json) : undefined;
			const ids = { conversationId: id };
			const result = resultOf(deletion, ids, ifNotFound, shown(deletion), input);
			return dryRun ? { ...result, fate: undefined } : result;
		},
	};
}

/** What the node itself says, and nothing that came in may say in its place. */
const OWN_FIELDS = new Set([
	'conversationId',
	'deleted',
	'outcome',
	'conversation',
	'reason',
	'message',
	'deletedAt',
	'verifiedAt',
	'plan',
	'error',
	'details',
]);

const fieldsBesides = (input: IDataObject): IDataObject =>
	Object.fromEntries(Object.entries(input).filter(([name]) => !OWN_FIELDS.has(name)));

/** Looks a conversation up and says what would become of it. */
async function preview(target: Target, guards: Guards, scope: Scope): Promise<Deletion> {
	const plan = scope.plan.hash();
	const lookedUp = await lookUp(target, scope);
	if ('failure' in lookedUp) {
		const { isUnknownToSymbl, failure } = lookedUp;
		return { deleted: false, outcome: isUnknownToSymbl ? 'notFound' : 'failed', failure, plan };
	}
	const { found } = lookedUp;
	const reason = guards.heldBy(found);
	if (reason !== undefined) return { ...keptFor(reason, target.thing, found), plan };
	return { deleted: false, outcome: 'wouldDelete', found, message: WOULD_DELETE, plan };
}

const WOULD_DELETE = 'This conversation would be deleted.';

const failed = (id: string | null, failure: Failure): FailedItem =>
	failedDeletion({ deleted: false, outcome: 'failed', failure }, { conversationId: id });

/** Its name and times, where the conversation was looked up. */
function shown({ found }: Deletion): IDataObject {
	if (!found) return {};
	const { name, startTime, endTime } = found;
	return { conversation: { name, startTime, endTime } };
}

/** Reads the settings of one item. A value of the wrong type is refused: it may mean "do not delete". */
function readSettings(item: Item): ItemSettings | Failure {
	const options = item.parameter('options', {});
	if (!isObject(options)) return invalidValue('Options', 'a set of options', options);
	// An expression that yields nothing is no "off": whoever adds an option means something.
	const given = (name: string, fallback: unknown) =>
		name in options ? (options[name] ?? null) : fallback;
	const dryRun = item.parameter('dryRun', false) ?? null;
	if (typeof dryRun !== 'boolean') return invalidValue('Dry Run', 'true or false', dryRun);
	const ifNotFound = readIfNotFound(given('ifNotFound', 'error'));
	if (isFailure(ifNotFound)) return ifNotFound;
	const includeInputFields = given('includeInputFields', false);
	if (typeof includeInputFields !== 'boolean') {
		return invalidValue('Include Input Fields', 'true or false', includeInputFields);
	}
	const triedBefore = given('triedBefore', false);
	if (typeof triedBefore !== 'boolean') {
		return invalidValue('Tried Before', 'true or false', triedBefore);
	}
	const verify = given('verify', false);
	if (typeof verify !== 'boolean') return invalidValue('Verify', 'true or false', verify);
	const approvedPlan = readPlan(given('approvedPlan', undefined));
	if (isFailure(approvedPlan)) return approvedPlan;
	const guards = readGuards(given);
	if (isFailure(guards)) return guards;
	return { dryRun, ifNotFound, approvedPlan, includeInputFields, triedBefore, verify, guards };
}

function readPlan(value: unknown): string | undefined | Failure {
	if (value === undefined) return undefined;
	const plan = typeof value === 'string' ? value.trim().toLowerCase() : value;
	if (typeof plan === 'string' && /^[\da-f]{64}$/.test(plan)) return plan;
	return invalidValue('Approved Plan', "the 'plan' that a Dry Run puts out", value);
}
