import type { INodeExecutionData, OnError } from 'n8n-workflow';
import type { Execution } from '../engine/engine.cts';

/** The three settings of "On Error". */
export const errorModes: OnError[] = [
	'stopWorkflow',
	'continueRegularOutput',
	'continueErrorOutput',
];

/** What is to be seen of an item that could not do what it was for. */
export interface ExpectedFailure {
	message: string | RegExp;
	description: string | RegExp;
	httpCode: string | null;
	/** What a deletion tells besides. */
	deleted?: false | null;
	outcome?: 'failed' | 'unknown';
	/** The conversation that the item names; null where it was to name one. */
	conversationId?: string | null;
}

const text = (wanted: string | RegExp) =>
	wanted === ''
		? ''
		: typeof wanted === 'string'
			? expect.stringContaining(wanted)
			: expect.stringMatching(wanted);

/** The item that a failure becomes where errors do not stop the node. */
function errorJson({ message, description, ...details }: ExpectedFailure) {
	return { error: text(message), details: { ...details, description: text(description) } };
}

/** An item that did what it was for. */
export const successItem = (json: object, item: number) => ({ json, pairedItem: { item } });

/** The item of a conversation that is gone. */
export const deletedItem = (
	conversationId: string,
	item: number,
	message: string | RegExp = 'successfully deleted the conversation',
) =>
	successItem(
		{
			conversationId,
			deleted: true,
			outcome: 'deleted',
			message: typeof message === 'string' ? message : text(message),
			deletedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
		},
		item,
	);

/** The item of a conversation that Symbl does not know now, and that the run may have deleted. */
export const goneItem = (conversationId: string, item: number) =>
	successItem(
		{
			conversationId,
			deleted: null,
			outcome: 'gone',
			message: text('Symbl does not know it now'),
		},
		item,
	);

/**
 * Checks what n8n makes of a run in which one item failed.
 * @param input the JSON of the items that came in.
 * @param failed the index of the one that failed.
 * @param others the items that the others became, each at its own index.
 */
export function expectOneFailure(
	{ outputs, error }: Execution,
	mode: OnError,
	input: Array<INodeExecutionData['json']>,
	failed: number,
	failure: ExpectedFailure,
	others: object[],
): void {
	if (mode === 'stopWorkflow') {
		expect(outputs.flat()).toEqual([]);
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: text(failure.message),
			description: text(failure.description),
			httpCode: failure.httpCode,
			errorResponse: {},
			context: { itemIndex: failed },
		});
		return;
	}
	expect(error).toBeUndefined();
	const json = errorJson(failure);
	const pairedItem = { item: failed };
	const rest = others.filter((_, index) => index !== failed);
	if (mode === 'continueErrorOutput') {
		expect(outputs).toStrictEqual([rest, [{ json: { ...input[failed], ...json }, pairedItem }]]);
	} else {
		const all = [...rest];
		all.splice(failed, 0, { json, pairedItem });
		expect(outputs).toStrictEqual([all]);
	}
}
