import type {
	DeclarativeRestApiSettings,
	IDataObject,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
} from 'n8n-workflow';
import { readConversationId } from '../conversationId';
import type { Operation } from '../operation';
import type { Deletion, Entry } from '../../run/ledger';
import { runItem, type FailedItem, type Result, type Run } from '../../run/run';
import type { Sender } from '../../run/send';
import { RUN_OPTIONS } from '../../run/settings';
import { isObject, messageOf } from '../../transport/answer';
import { failureOf, refusal, type Failure } from '../../transport/failures';

export const deleteOperation: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete conversation',
		description: 'Delete a conversation permanently, with everything that Symbl knows of it',
		routing: {
			request: { method: 'DELETE', url: '/v1/conversations/' },
			send: { paginate: true },
			operations: { pagination: deleteConversation },
		},
	},
	takesConversation: true,
	fields: [
		{
			displayName:
				'This cannot be undone. "Execute step" deletes for real, too: to try things out, add the option "Dry Run".',
			name: 'deleteNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				{
					displayName: 'Dry Run',
					name: 'dryRun',
					type: 'boolean',
					default: false,
					description:
						'Whether to only look the conversation up and say what would be deleted. Nothing is deleted.',
				},
				{
					displayName: 'If Not Found',
					name: 'ifNotFound',
					type: 'options',
					options: [
						{
							name: 'Output an Item',
							value: 'output',
							description: 'Go on with an item that says it was not found',
						},
						{
							name: 'Report an Error',
							value: 'error',
							description: 'Treat it as an error, as the settings of the node say',
						},
					],
					default: 'error',
					description: 'What to do when Symbl knows no conversation with this ID',
				},
				{
					displayName: RUN_OPTIONS.maxConcurrency.displayName,
					name: 'maxConcurrency',
					type: 'number',
					noDataExpression: true,
					typeOptions: {
						minValue: RUN_OPTIONS.maxConcurrency.min,
						maxValue: RUN_OPTIONS.maxConcurrency.max,
					},
					default: 5,
					description: 'How many requests may be open at the same time',
				},
				{
					displayName: RUN_OPTIONS.maxDeletions.displayName,
					name: 'maxDeletions',
					type: 'number',
					noDataExpression: true,
					typeOptions: { minValue: RUN_OPTIONS.maxDeletions.min },
					default: 0,
					description:
						'Delete nothing at all if more conversations than this come in. 0 means no limit.',
				},
				{
					displayName: RUN_OPTIONS.maxRetries.displayName,
					name: 'maxRetries',
					type: 'number',
					noDataExpression: true,
					typeOptions: {
						minValue: RUN_OPTIONS.maxRetries.min,
						maxValue: RUN_OPTIONS.maxRetries.max,
					},
					default: 3,
					description:
						'How often to repeat a request that was turned away or got no answer. The waits grow.',
				},
			],
		},
	],
};

/** The options that may differ from item to item. */
interface ItemOptions {
	dryRun: boolean;
	ifNotFound: 'error' | 'output';
}

async function deleteConversation(
	this: IExecutePaginationFunctions,
	requestData: DeclarativeRestApiSettings.ResultOptions,
): Promise<INodeExecutionData[]> {
	return await runItem(this, requestData, (run, request) => {
		const id = readConversationId(this);
		if (typeof id !== 'string') return failed(null, 'failed', id);
		const options = readItemOptions(this);
		if ('message' in options) return failed(id, 'failed', options);

		const target = { ...request, url: `${request.url}${id}` };
		const act = async (sender: Sender) =>
			options.dryRun
				? await preview(run, sender, target, id)
				: await run.ledger.once(id, (earlier) => remove(run, sender, target, id, earlier));
		return {
			deletes: options.dryRun ? undefined : id,
			perform: async (sender) => resultOf(await act(sender), id, options),
		};
	});
}

/** Deletes a conversation and says what that did to it, as far as anybody knows. */
async function remove(
	run: Run,
	sender: Sender,
	request: IHttpRequestOptions,
	id: string,
	earlier: Entry | undefined,
): Promise<Deletion> {
	const isReceipt = (body: unknown) => isObject(body) || body === '' || body === undefined;
	const sent = await sender.send(request, subjectOf(id), isReceipt);
	const mayBeGone = sent.mayHaveActed || earlier !== undefined;
	const at = new Date().toISOString();

	const failure = sent.failure ?? unknownId(run, sent.body, id);
	if (!failure) {
		const message = messageOf(sent.body);
		return { fate: 'deleted', entry: { outcome: 'deleted', at, message } };
	}
	if (failure.name === 'notFound') {
		if (!mayBeGone) return { fate: 'notFound', failure };
		const message = 'It is gone now. Whether this run deleted it cannot be told.';
		return { fate: 'deleted', entry: { outcome: 'goneAfterRetry', at, message } };
	}
	if (mayBeGone || failure.mayHaveActed) {
		const message = `${failure.message}. It may be gone`;
		const description = `${failure.description} To find out, run again with 'If Not Found' set to 'Output an Item'.`;
		return { fate: 'unknown', failure: { ...failure, message, description } };
	}
	return { fate: failure.name === 'notAttempted' ? 'notAttempted' : 'failed', failure };
}

/** Looks a conversation up instead of deleting it. */
async function preview(
	run: Run,
	sender: Sender,
	request: IHttpRequestOptions,
	id: string,
): Promise<Deletion | { conversation: IDataObject }> {
	const lookUp: IHttpRequestOptions = { ...request, method: 'GET' };
	const { body, failure } = await sender.send(lookUp, subjectOf(id), isObject);
	const reason = failure ?? unknownId(run, body, id);
	if (reason) return { fate: reason.name === 'notFound' ? 'notFound' : 'failed', failure: reason };
	const { name, startTime, endTime } = isObject(body) ? body : {};
	return { conversation: { name, startTime, endTime } };
}

/**
 * Symbl's documentation shows the answer for an unknown ID without its status, so it may be a 200.
 * @returns the failure that a 404 would be, for such an answer.
 */
function unknownId(run: Run, body: unknown, id: string): Failure | undefined {
	if (!/\b(invalid|does not exist)\b/i.test(messageOf(body))) return undefined;
	return failureOf({ kind: 'answered', status: 404, body }, subjectOf(id), run.account);
}

/** Turns what became of a conversation into what its item says. */
function resultOf(
	deletion: Deletion | { conversation: IDataObject },
	id: string,
	{ dryRun, ifNotFound }: ItemOptions,
): Result {
	if ('conversation' in deletion) {
		const message = 'This conversation would be deleted.';
		const { conversation } = deletion;
		return { json: [{ ...detailsOf(id, 'wouldDelete'), message, conversation }] };
	}
	const fate = dryRun ? undefined : deletion.fate;
	if (deletion.fate === 'deleted') {
		const { outcome, at, message } = deletion.entry;
		return { json: [{ ...detailsOf(id, outcome), message, deletedAt: at }], fate };
	}
	const { failure } = deletion;
	if (deletion.fate === 'notFound' && ifNotFound === 'output') {
		return { json: [{ ...detailsOf(id, 'notFound'), message: failure.message }], fate };
	}
	return failed(id, deletion.fate === 'unknown' ? 'unknown' : 'failed', failure, fate);
}

/** `deleted` is null where nobody knows: no claim is made that no answer supports. */
function detailsOf(conversationId: string | null, outcome: string): IDataObject {
	const isGone = outcome === 'deleted' || outcome === 'goneAfterRetry';
	return { conversationId, deleted: outcome === 'unknown' ? null : isGone, outcome };
}

function failed(
	id: string | null,
	outcome: 'failed' | 'unknown',
	failure: Failure,
	fate: FailedItem['fate'] = outcome,
): FailedItem {
	return { failure, details: detailsOf(id, outcome), fate };
}

const subjectOf = (id: string) => `Conversation ${id}`;

/** Reads the options of one item. A value of the wrong type is refused: it may mean "do not delete". */
function readItemOptions(context: IExecutePaginationFunctions): ItemOptions | Failure {
	const options: unknown = context.getNodeParameter('options', {});
	if (!isObject(options)) return badOption('Options', 'a set of options', options);
	const { dryRun = false, ifNotFound = 'error' } = options;
	if (typeof dryRun !== 'boolean') return badOption('Dry Run', 'true or false', dryRun);
	if (ifNotFound !== 'error' && ifNotFound !== 'output') {
		return badOption('If Not Found', "'error' or 'output'", ifNotFound);
	}
	return { dryRun, ifNotFound };
}

function badOption(name: string, expected: string, value: unknown): Failure {
	return refusal(
		`'${name}' must be ${expected}, but it is ${JSON.stringify(value)}. Nothing was sent for this item`,
		`Check '${name}' under Options.`,
	);
}
