import type { Feature } from './job.cts';
import {
	isBoolean,
	isFilled,
	isList,
	isNumber,
	isObject,
	isString,
	isStringList,
	isStringMap,
	optional,
} from './jsonFields.cts';
import { Refusal } from './reply.cts';
import { ReceivedFile } from './requestBody.cts';
import type { ApiCall } from './routes.cts';

const booleans = [
	'detectPhrases',
	'detectEntities',
	'enableAllTrackers',
	'enableAllTracker',
	'enableSummary',
	'enableSeparateRecognitionPerChannel',
	'enableSpeakerDiarization',
	'parentRefs',
	'sentiment',
];
const numbers = ['confidenceThreshold', 'diarizationSpeakerCount'];
const lists = ['entities', 'customEntities', 'trackers', 'customVocabulary', 'channelMetadata'];
const objects = ['features', 'metadata'];

const languages =
	'en-US en-GB en-AU en-IE en-IN en-ZA ru-RU fr-CA fr-FR de-DE it-IT nl-NL ja-JP es-US es-ES ar-SA hi-IN pt-BR pt-PT fa-IR'.split(
		' ',
	);

/** What a request to process something asks for, as far as it shows in what comes out. */
export interface ProcessingOptions {
	name?: string;
	webhookUrl?: string;
	startTime?: string;
	metadata?: Record<string, string>;
	/** Who speaks on which channel, or as many speakers as were counted. */
	speakers: Array<{ name: string; email: string }>;
	/** What a language model is to add. */
	features: Feature[];
	/** All that was given, decoded. */
	parameters: Record<string, unknown>;
}

/** A query parameter as the value that it would be in a JSON body. */
function fromQuery(name: string, text: string): unknown {
	if (![...booleans, ...numbers, ...lists, ...objects].includes(name)) return text;
	try {
		return JSON.parse(text);
	} catch {
		throw new Refusal(400, `"${name}" is not of the expected type`);
	}
}

function oneOf(from: Record<string, unknown>, name: string, allowed: string[]): void {
	const value = optional(from, name, isString);
	if (value !== undefined && !allowed.includes(value)) {
		throw new Refusal(400, `"${name}" must be one of [${allowed.join(', ')}]`);
	}
}

function speakersOf(given: Record<string, unknown>): ProcessingOptions['speakers'] {
	const channels = optional(given, 'channelMetadata', isList) ?? [];
	const named = channels.map((channel) => {
		const speaker = (isObject(channel) && optional(channel, 'speaker', isObject)) || {};
		return {
			name: optional(speaker, 'name', isString) ?? '',
			email: optional(speaker, 'email', isString) ?? '',
		};
	});
	const counted = optional(given, 'diarizationSpeakerCount', isNumber);
	if (given.enableSpeakerDiarization === true && counted === undefined) {
		throw new Refusal(400, '"diarizationSpeakerCount" is required');
	}
	const others = Array.from({ length: counted ?? 0 }, (_, index) => ({
		name: `Speaker ${index + 1}`,
		email: '',
	}));
	return [...named, ...others];
}

function featuresOf(given: Record<string, unknown>): Feature[] {
	const features = optional(given, 'features', isObject) ?? {};
	const asked = optional(features, 'featureList', isStringList) ?? [];
	return (['insights', 'callScore'] as const).filter((feature) => asked.includes(feature));
}

/**
 * Reads the parameters of a request to process something from its JSON body and its query.
 * @throws Refusal (400) for one that is not as documented (Symbl docs: async API)
 */
export function processingOptions({ query, body }: ApiCall): ProcessingOptions {
	const given: Record<string, unknown> = {
		...Object.fromEntries(
			Object.entries(query).map(([name, text]) => [name, fromQuery(name, text)]),
		),
		...(isObject(body) && !(body instanceof ReceivedFile) && body),
	};
	for (const name of booleans) optional(given, name, isBoolean);
	for (const name of lists) optional(given, name, isList);
	optional(given, 'customVocabulary', isStringList);
	for (const name of objects) optional(given, name, isObject);
	const threshold = optional(given, 'confidenceThreshold', isNumber) ?? 0.5;
	if (threshold < 0 || threshold > 1) {
		throw new Refusal(400, '"confidenceThreshold" must be from 0 to 1');
	}
	oneOf(given, 'languageCode', languages);
	oneOf(given, 'mode', ['phone', 'default']);
	oneOf(given, 'conversationType', ['sales', 'general']);
	const startTime = optional(given, 'startTime', isString);
	if (startTime !== undefined && Number.isNaN(Date.parse(startTime))) {
		throw new Refusal(400, '"startTime" must be a valid ISO 8601 date');
	}
	return {
		name: optional(given, 'name', isFilled),
		webhookUrl: optional(given, 'webhookUrl', isFilled),
		startTime: startTime && new Date(startTime).toISOString(),
		metadata: optional(given, 'metadata', isStringMap),
		speakers: speakersOf(given),
		features: featuresOf(given),
		parameters: given,
	};
}
