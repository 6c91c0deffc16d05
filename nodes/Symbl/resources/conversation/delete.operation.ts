import type { IDataObject, IExecutePaginationFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { readId } from '../ids';
import { runOption, type Operation } from '../operation';
import { performing, type Item } from '../performing';
import type { Deletion, Entry } from '../../run/ledger';
import type { FailedItem, Result, Task } from '../../run/run';
import type { Sender } from '../../run/send';
import { asObject, isObject, receiptOf } from '../../transport/answer';
import { refusal, type Failure } from '../../transport/failures';

export const deleteOperation: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete conversation',
		description: 'Delete a conversation permanently, with everything that Symbl knows of it',
		routing: performing('DELETE', '/v1/conversations/{conversationId}', deleteConversation),
	},
	takes: ['conversationId'],
	fields: [
		{
			displayName:
				'This cannot be undone. "Execute step" deletes for real, too. To try things out, add the option "Dry Run".',
			name: 'deleteNotice',
			type: 'notice',
			default: '',
		},
	],
	options: [
		{
			displayName: 'Dry Run',
			name: 'dryRun',
			type: 'boolean',
			// Without the option it is off; whoever adds it means it.
			default: true,
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
		runOption(
			'maxDeletions',
			'Delete nothing at all if more conversations than this come in. 0 means no limit.',
		),
	],
};

/** The options that may differ from item to item. */
interface ItemOptions {
	dryRun: boolean;
	ifNotFound: 'error' | 'output';
}

function deleteConversation({ context, run, request }: Item): Task | FailedItem {
	const id = readId(context, 'conversationId');
	if (typeof id !== 'string') return failed(null, 'failed', id);
	const options = readItemOptions(context);
	if ('message' in options) return failed(id, 'failed', options);

	const act = async (sender: Sender) =>
		options.dryRun
			? await preview(sender, request('GET', { conversationId: id }), id)
			: await run.ledger.once(
					id,
					async (earlier) =>
						await remove(sender, request('DELETE', { conversationId: id }), id, earlier),
				);
	return {
		deletes: options.dryRun ? undefined : id,
		perform: async (sender) => resultOf(await act(sender), id, options),
	};
}

/** Deletes a conversation and says what that did to it, as far as anybody knows. */
async function remove(
	sender: Sender,
	options: IHttpRequestOptions,
	id: string,
	earlier: Entry | undefined,
): Promise<Deletion> {
	const sent = await sender.send({ options, subject: subjectOf(id), read: receiptOf });
	const mayBeGone = sent.mayHaveActed || earlier !== undefined;
	const at = new Date().toISOString();

	if ('value' in sent)
		return { fate: 'deleted', entry: { outcome: 'deleted', at, message: sent.value } };
	const { failure } = sent;
	if (failure.name === 'notFound') {
		if (!mayBeGone) return { fate: 'notFound', failure: withHint(failure) };
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
	sender: Sender,
	options: IHttpRequestOptions,
	id: string,
): Promise<Deletion | { conversation: IDataObject }> {
	const sent = await sender.send({ options, subject: subjectOf(id), read: asObject });
	if ('failure' in sent) {
		const { failure } = sent;
		return failure.name === 'notFound'
			? { fate: 'notFound', failure: withHint(failure) }
			: { fate: 'failed', failure };
	}
	const { name, startTime, endTime } = sent.value;
	return { conversation: { name, startTime, endTime } };
}

const withHint = (failure: Failure): Failure => ({
	...failure,
	description: `${failure.description} If it may be gone already, set 'If Not Found' to 'Output an Item'.`,
});

/** Turns what became of a conversation into what its item says. */
function resultOf(
	deletion: Deletion | { conversation: IDataObject },
	id: string,
	{ dryRun, ifNotFound }: ItemOptions,
): Result {
	if ('conversation' in deletion) {
		const message = 'This conversation would be deleted.';
		const { conversation } = deletion;
		return { items: [{ json: { ...detailsOf(id, 'wouldDelete'), message, conversation } }] };
	}
	const fate = dryRun ? undefined : deletion.fate;
	if (deletion.fate === 'deleted') {
		const { outcome, at, message } = deletion.entry;
		return { items: [{ json: { ...detailsOf(id, outcome), message, deletedAt: at } }], fate };
	}
	const { failure } = deletion;
	if (deletion.fate === 'notFound' && ifNotFound === 'output') {
		return { items: [{ json: { ...detailsOf(id, 'notFound'), message: failure.message } }], fate };
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
	// An expression that yields nothing is no "off": whoever adds the option means to keep something.
	const { dryRun = 'dryRun' in options ? null : false, ifNotFound = 'error' } = options;
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
