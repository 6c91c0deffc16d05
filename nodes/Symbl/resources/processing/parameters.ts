import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { readMoment } from '../conversation/moment';
import { isFeature, type Feature } from '../job/polling';
import type { Item } from '../../operation/item';
import { isObject, parseJson } from '../../transport/answer';
import { invalidItem, isFailure, type Failure } from '../../transport/failures';

/** The languages of Symbl's documentation ("Async API supported languages"). */
const LANGUAGES: Record<string, string> = {
	'ar-SA': 'Arabic (Saudi Arabia)',
	'nl-NL': 'Dutch (Netherlands)',
	'en-AU': 'English (Australia)',
	'en-IN': 'English (India)',
	'en-IE': 'English (Ireland)',
	'en-ZA': 'English (South Africa)',
	'en-GB': 'English (United Kingdom)',
	'en-US': 'English (United States)',
	'fr-CA': 'French (Canada)',
	'fr-FR': 'French (France)',
	'de-DE': 'German (Germany)',
	'hi-IN': 'Hindi (India)',
	'it-IT': 'Italian (Italy)',
	'ja-JP': 'Japanese (Japan)',
	'fa-IR': 'Persian (Iran)',
	'pt-BR': 'Portuguese (Brazil)',
	'pt-PT': 'Portuguese (Portugal)',
	'ru-RU': 'Russian (Russia)',
	'es-ES': 'Spanish (Spain)',
	'es-US': 'Spanish (United States)',
};

/** The stages of a sale that Symbl's call score knows. */
const SALES_STAGES = ['Demo', 'Discovery', 'General', 'Negotiation', 'Qualification'];

/** A parameter of a process call. */
interface Parameter {
	option: INodeProperties;
	/** @returns what the call gets for it, or half a sentence that says what is wrong with it. */
	read(value: unknown, timezone: string): IDataObject | Failure | string;
}

/** A parameter that goes out under its own name, once it is checked. */
const named = (
	option: INodeProperties,
	check: (value: unknown) => unknown = (value) => value,
): Parameter => ({
	option,
	read(value) {
		const checked = check(value);
		return checked === undefined ? 'cannot be used as it is' : { [option.name]: checked };
	},
});

const flag = (displayName: string, name: string, description: string): Parameter => ({
	option: { displayName, name, type: 'boolean', default: true, description },
	read: (value) => (typeof value === 'boolean' ? { [name]: value } : 'must be true or false'),
});

const text = (value: unknown): string | undefined =>
	typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

const oneOf =
	(values: string[]) =>
	(value: unknown): unknown =>
		typeof value === 'string' && values.includes(value) ? value : undefined;

const list = (
	option: Pick<INodeProperties, 'displayName' | 'name' | 'default' | 'description'>,
): Parameter => ({
	option: { ...option, type: 'json', typeOptions: { rows: 4 } },
	read(value) {
		const given = typeof value === 'string' ? parseJson(value) : value;
		return Array.isArray(given) ? { [option.name]: given } : 'must be a list in JSON';
	},
});

/** What every process call takes. */
const shared: Parameter[] = [
	{
		option: {
			displayName: 'Additional Fields (JSON)',
			name: 'additionalFields',
			type: 'json',
			typeOptions: { rows: 4 },
			default: '{}',
			description: "Whatever else Symbl is to get, under the names of Symbl's documentation",
		},
		read(value) {
			const given = typeof value === 'string' ? parseJson(value || '{}') : value;
			return isObject(given) ? { ...given } : 'must be an object in JSON';
		},
	},
	named(
		{
			displayName: 'Confidence Threshold',
			name: 'confidenceThreshold',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
			default: 0.5,
			description: 'How sure Symbl must be of an insight to name it, from 0 to 1',
		},
		(value) => (typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined),
	),
	named(
		{
			displayName: 'Conversation Type',
			name: 'conversationType',
			type: 'options',
			options: [
				{ name: 'General', value: 'general' },
				{ name: 'Sales', value: 'sales' },
			],
			default: 'general',
			description: 'What the call score is made for',
		},
		oneOf(['general', 'sales']),
	),
	flag('Detect Entities', 'detectEntities', 'Whether to find names, dates, places and the like'),
	flag('Detect Phrases', 'detectPhrases', 'Whether to mark the key phrases in what was said'),
	flag(
		'Enable All Trackers',
		'enableAllTrackers',
		'Whether to look for everything that the trackers of the account track',
	),
	flag('Enable Summary', 'enableSummary', 'Whether to make a summary'),
	list({
		displayName: 'Entities (JSON)',
		name: 'entities',
		default: '[{ "customType": "", "text": "" }]',
		description:
			'Your own entities to look for: a list of objects with "customType", "text" and, if needed, "value"',
	}),
	{
		option: {
			displayName: 'Features',
			name: 'features',
			type: 'multiOptions',
			options: [
				{ name: 'Call Insights', value: 'insights' },
				{ name: 'Call Score', value: 'callScore' },
			],
			default: ['insights'],
			description:
				'What a language model is to make of the conversation. Waiting includes it. A call score needs 50 words or more.',
		},
		read: (value) =>
			Array.isArray(value) && value.length > 0 && value.every(isFeature)
				? { features: { featureList: value } }
				: "must be some of 'Call Insights' and 'Call Score'",
	},
	flag('Parent References', 'parentRefs', 'Whether topics name the topics that they belong to'),
	{
		option: {
			displayName: 'Prospect Name',
			name: 'prospectName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Contoso',
			description: 'With whom the sale is to be made, for the call score',
		},
		read: (value) =>
			text(value) === undefined ? 'is empty' : { metadata: { prospectName: text(value) } },
	},
	{
		option: {
			displayName: 'Sales Stage',
			name: 'salesStage',
			type: 'options',
			options: SALES_STAGES.map((name) => ({ name, value: name.toLowerCase() })),
			default: 'general',
			description: 'How far the sale is, for the call score',
		},
		read: (value) =>
			SALES_STAGES.some((name) => name.toLowerCase() === value)
				? { metadata: { salesStage: value } }
				: 'is none of the stages that Symbl knows',
	},
	{
		option: {
			displayName: 'Scorecard ID',
			name: 'scorecardId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 5815170693595136',
			description: "The scorecard for the call score. 'Features' must have 'Call Score'.",
		},
		read: (value) =>
			text(value) === undefined
				? 'is empty'
				: { features: { callScore: { scorecardId: text(value) } } },
	},
	flag('Sentiment', 'sentiment', 'Whether to tell the sentiment of messages and topics'),
	{
		option: {
			displayName: 'Start Time',
			name: 'startTime',
			type: 'dateTime',
			default: '',
			description: 'When the conversation began',
		},
		read(value, timezone) {
			const ms = readMoment(value, 'Start Time', timezone);
			return isFailure(ms) ? ms : { startTime: new Date(ms).toISOString() };
		},
	},
	list({
		displayName: 'Trackers (JSON)',
		name: 'trackers',
		default: '[{ "name": "", "vocabulary": [""] }]',
		description:
			'What to look for in this conversation: a list of objects with "name" and "vocabulary", or with the "id" of a tracker of the account',
	}),
	named(
		{
			displayName: 'Webhook URL',
			name: 'webhookUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://example.com/webhook',
			description:
				"An address of your own that Symbl calls at each step. To go on with this workflow, set 'Wait For' to 'Callback' instead.",
		},
		(value) => (/^https?:\/\/\S+$/.test(text(value) ?? '') ? text(value) : undefined),
	),
];

/** What a process call takes besides for a recording. */
const forRecordings: Parameter[] = [
	{
		option: {
			displayName: 'Channels',
			name: 'channelMetadata',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add Channel',
			default: { channel: [{ channel: 1, name: '', email: '' }] },
			description:
				'Who speaks on which channel. Each channel is then processed by itself, and billed by itself.',
			options: [
				{
					displayName: 'Channel',
					name: 'channel',
					values: [
						{
							displayName: 'Channel',
							name: 'channel',
							type: 'number',
							typeOptions: { minValue: 1 },
							default: 1,
							description: 'The number of the channel. The first one is 1.',
						},
						{
							displayName: 'Speaker Email',
							name: 'email',
							type: 'string',
							default: '',
							placeholder: 'e.g. nathan@example.com',
						},
						{
							displayName: 'Speaker Name',
							name: 'name',
							type: 'string',
							default: '',
							placeholder: 'e.g. Nathan',
						},
					],
				},
			],
		},
		read(value) {
			const given = isObject(value) ? (value.channel ?? []) : value;
			if (!Array.isArray(given) || given.length === 0) return 'has no channel';
			const numbers = new Set(given.map((entry) => (isObject(entry) ? entry.channel : undefined)));
			if (numbers.size < given.length || ![...numbers].every((number) => Number(number) >= 1)) {
				return 'must have a number of its own, 1 or more, for each channel';
			}
			return {
				enableSeparateRecognitionPerChannel: true,
				channelMetadata: given.map(({ channel, name, email }) => ({
					channel,
					speaker: { ...(name && { name }), ...(email && { email }) },
				})),
			};
		},
	},
	{
		option: {
			displayName: 'Custom Vocabulary',
			name: 'customVocabulary',
			type: 'string',
			default: '',
			placeholder: 'e.g. Contoso, Kubernetes',
			description: 'Words that Symbl may not know, separated by commas',
		},
		read(value) {
			const words = (Array.isArray(value) ? value : String(value ?? '').split(',')).map((word) =>
				String(word).trim(),
			);
			return words.some((word) => word !== '')
				? { customVocabulary: words.filter((word) => word !== '') }
				: 'is empty';
		},
	},
	named(
		{
			displayName: 'Language',
			name: 'languageCode',
			type: 'options',
			options: Object.entries(LANGUAGES).map(([value, name]) => ({ name, value })),
			default: 'en-US',
			description: 'What is spoken. Insights come in English only.',
		},
		(value) =>
			typeof value === 'string' && /^[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?$/.test(value)
				? value
				: undefined,
	),
	named(
		{
			displayName: 'Mode',
			name: 'mode',
			type: 'options',
			options: [
				{ name: 'Default', value: 'default', description: 'For 16 kHz and more' },
				{ name: 'Phone', value: 'phone', description: 'For 8 kHz, as in telephone calls' },
			],
			default: 'default',
			description: 'What the sound is like',
		},
		oneOf(['default', 'phone']),
	),
	flag(
		'Separate Channels',
		'enableSeparateRecognitionPerChannel',
		'Whether each channel is processed by itself. Each is then billed by itself.',
	),
	{
		option: {
			displayName: 'Speaker Count',
			name: 'diarizationSpeakerCount',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 2,
			description:
				'How many people speak. Symbl then tells them apart (speaker diarization, in English and Spanish).',
		},
		read: (value) =>
			typeof value === 'number' && Number.isInteger(value) && value > 0
				? { enableSpeakerDiarization: true, diarizationSpeakerCount: value }
				: 'must be a whole number above 0',
	},
];

/** The options of an operation that processes text. */
export const textOptions = shared.map(({ option }) => option);

/** The options of an operation that processes a recording. */
export const recordingOptions = [...shared, ...forRecordings].map(({ option }) => option);

/**
 * Reads the parameters that an item gives.
 * @returns them under the names of Symbl's documentation.
 */
export function readParameters(item: Item, isRecording: boolean): IDataObject | Failure {
	const all: IDataObject = {};
	const origins = new Map<string, string>();
	for (const { option, read } of isRecording ? [...shared, ...forRecordings] : shared) {
		const given = item.option(option.name);
		if (given === undefined || given === null) continue;
		const parameters = read(given, item.timezone);
		if (typeof parameters === 'string') return unusable(option.displayName, parameters);
		if (isFailure(parameters)) return parameters;
		for (const [name, value] of Object.entries(parameters)) {
			const present = all[name];
			if (isObject(present) && isObject(value)) {
				all[name] = { ...present, ...value };
				continue;
			}
			if (present !== undefined && present !== value) {
				return unusable(
					option.displayName,
					`and '${origins.get(name) ?? ''}' both say what “${name}” is to be`,
				);
			}
			all[name] = value;
			origins.set(name, option.displayName);
		}
	}
	const features = isObject(all.features) ? all.features : {};
	if (features.callScore !== undefined && !asksFor(features, 'callScore')) {
		return unusable('Scorecard ID', "is of no use without 'Call Score' in 'Features'");
	}
	return all;
}

const asksFor = ({ featureList }: IDataObject, feature: Feature): boolean =>
	Array.isArray(featureList) && featureList.some((name) => name === feature);

/** @returns the features that the parameters ask for. */
export function featuresIn({ features }: IDataObject): Feature[] {
	const asked = isObject(features) ? features : {};
	return (['insights', 'callScore'] as const).filter((feature) => asksFor(asked, feature));
}

/**
 * Parameters as a query: lists and objects as JSON, and `true` in lower case, as Symbl refuses
 * anything else (symbl-docs#222).
 */
export const queryOf = (parameters: IDataObject): IDataObject =>
	Object.fromEntries(
		Object.entries(parameters)
			.filter(([, value]) => value !== undefined && value !== null)
			.map(([name, value]) => [
				name,
				typeof value === 'object' ? JSON.stringify(value) : `${value}`,
			]),
	);

const unusable = (displayName: string, what: string): Failure =>
	invalidItem(`'${displayName}' ${what}`, `Check '${displayName}' in Options.`);
