import type { IExecuteSingleFunctions, INodeProperties } from 'n8n-workflow';
import type { Resource } from './operation';
import { refusal, type Failure } from '../transport/failures';

const ID = /^[\w-]{1,64}$/;

/**
 * The conversation that an operation works on. It is declared once for all of them: n8n evaluates
 * every declaration of a parameter for every item, shown or not.
 */
export function conversationIdField(resources: Resource[]): INodeProperties {
	const users = resources.flatMap((resource) =>
		resource.operations
			.filter(({ takesConversation }) => takesConversation)
			.map(({ option }) => ({ resource: resource.value, operation: option.value })),
	);
	return {
		displayName: 'Conversation',
		name: 'conversationId',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		displayOptions: {
			show: {
				resource: [...new Set(users.map(({ resource }) => resource))],
				operation: [...new Set(users.map(({ operation }) => operation))],
			},
		},
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a conversation...',
				typeOptions: { searchListMethod: 'searchConversations', searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 4866329603473408',
				validation: [
					{
						type: 'regex',
						properties: {
							regex: '^\\s*[\\w-]{1,64}\\s*$',
							errorMessage: 'A conversation ID has only letters, digits, _ and -',
						},
					},
				],
			},
		],
		description: 'The conversation to work on',
	};
}

/**
 * Reads the item's conversation ID: text, or a whole number that JavaScript holds exactly. Anything
 * else is refused, since a path is put together from it and another conversation may lie there.
 */
export function readConversationId(context: IExecuteSingleFunctions): string | Failure {
	const value: unknown = context.getNodeParameter('conversationId', undefined, {
		extractValue: true,
	});
	if (typeof value === 'number') {
		if (Number.isSafeInteger(value)) return String(value);
		return invalid(
			Number.isInteger(value)
				? 'is a number too large to be exact, so its last digits may be wrong'
				: `is the number ${value}`,
			'Pass the ID as text, as Symbl returns it.',
		);
	}
	const id = typeof value === 'string' ? value.trim() : undefined;
	return id !== undefined && ID.test(id) ? id : invalid(`is ${described(id ?? value)}`);
}

function invalid(
	what: string,
	description = 'A conversation ID has 1 to 64 letters, digits, _ or -, such as 4866329603473408. Check the expression or the data that comes in.',
): Failure {
	return refusal(`'Conversation' ${what}. Nothing was sent for this item`, description);
}

/** What came in, in words that a person recognises. */
function described(value: unknown): string {
	if (value === '' || value === undefined || value === null) return 'empty';
	if (Array.isArray(value)) return 'a list, not one ID';
	if (typeof value === 'object') return 'an object, not an ID';
	const text = String(value);
	return `not an ID: “${text.length > 70 ? `${text.slice(0, 70)}…` : text}”`;
}
