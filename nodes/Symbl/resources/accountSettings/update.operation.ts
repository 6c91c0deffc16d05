import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { pairsField, readPairs } from '../conversation/pairs';
import type { Item } from '../../operation/item';
import type { Operation } from '../../operation/operation';
import { textsIn } from '../../operation/texts';
import type { FailedItem, Task } from '../../run/task';
import { asObject, isObject } from '../../transport/answer';
import { invalidItem, isFailure, type Failure } from '../../transport/failures';

const PATH = '/v1/manage/settings';

/** Symbl's documentation, "Settings for redaction". */
const fields: INodeProperties[] = [
	{
		displayName: 'Redact by Default',
		name: 'redactByDefault',
		type: 'boolean',
		default: true,
		description:
			'Whether Symbl masks names, numbers and the like in what it gives out, unless a request says otherwise',
	},
	{
		displayName: 'Replace With',
		name: 'redactionType',
		type: 'options',
		options: [
			{ name: 'Asterisks', value: 'obfuscation' },
			{ name: 'Name of the Entity', value: 'default', description: 'Such as [PERSON_NAME]' },
			{ name: 'Texts of Your Own', value: 'custom' },
		],
		default: 'default',
		description: 'What stands in the place of what is masked',
	},
	pairsField({
		displayName: 'Texts',
		name: 'redactionTexts',
		description:
			'What stands in the place of each kind of entity, such as SSN. The key “default” is for all others.',
		showFor: { redactionType: ['custom'] },
	}),
	{
		displayName: 'Leave Unmasked',
		name: 'redactionExclude',
		type: 'string',
		default: '',
		placeholder: 'e.g. PERSON_NAME, EMAIL_ADDRESS',
		description:
			'Kinds of entities that are not masked, separated by commas, or a list from an expression',
	},
];

export const updateOperation: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update redaction settings of account',
		description: 'Set what Symbl masks in the conversations of the account',
	},
	request: { method: 'PATCH', url: PATH },
	plan: planUpdate,
	fields,
};

function planUpdate(item: Item): Task | FailedItem {
	const value = readRedaction(item);
	if (isFailure(value)) return { failure: value, details: {} };
	return {
		async execute({ sender }) {
			const change = async (op: 'replace' | 'add') =>
				await sender.send({
					options: { ...item.request('PATCH', {}), body: [{ op, path: '/redaction', value }] },
					subject: 'The settings of the account',
					things: [],
					read: settingsIn,
				});
			let sent = await change('replace');
			// The first change of all has nothing to replace.
			if ('failure' in sent && sent.failure.httpCode === '400') sent = await change('add');
			if ('failure' in sent) return { failure: sent.failure, details: {} };
			const { redaction } = sent.value;
			return { items: [{ json: { updated: true, ...(isObject(redaction) && { redaction }) } }] };
		},
	};
}

/** What an answer shows of the settings: it need not show any. */
function settingsIn(body: unknown): IDataObject | undefined {
	if (body === undefined) return {};
	if (!isObject(body) || body.error) return undefined;
	return asObject(body.settings) ?? body;
}

function readRedaction(item: Item): IDataObject | Failure {
	const isDefault = item.parameter('redactByDefault');
	if (typeof isDefault !== 'boolean') return invalid('Redact by Default', 'true or false');
	const type = item.parameter('redactionType');
	if (typeof type !== 'string') return invalid('Replace With', 'one of its options');
	const exclude = textsIn(item.parameter('redactionExclude', ''));
	if (!exclude) return invalid('Leave Unmasked', 'a list of texts');
	const redaction = { default: isDefault, type, exclude };
	if (type !== 'custom') return redaction;
	const texts = readPairs(item.parameter('redactionTexts', {}), 'Texts');
	return isFailure(texts) ? texts : { ...redaction, custom: Object.fromEntries(texts) };
}

const invalid = (name: string, expected: string): Failure =>
	invalidItem(`'${name}' must be ${expected}`, `Check '${name}'.`);
