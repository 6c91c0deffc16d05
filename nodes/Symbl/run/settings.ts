import type { IExecutePaginationFunctions } from 'n8n-workflow';
import type { Connection } from '../../../credentials/sessionToken';
import { isObject } from '../transport/answer';
import { refusal, type Failure } from '../transport/failures';

/** What is the same for all items of a run. */
export interface RunSettings {
	maxConcurrency: number;
	maxRetries: number;
	/** 0 for no limit. */
	maxDeletions: number;
	/** How n8n spaces the items, under Request Options. The interval is in ms, 0 for no spacing. */
	batching: { size: number; interval: number };
	/** What the token call takes over from Request Options. */
	connection: Connection;
	/** A setting that cannot be used. */
	refusal?: Failure;
}

/** The run's own options: name in the editor, default, and range. */
export const RUN_OPTIONS = {
	maxConcurrency: { displayName: 'Max Concurrency', default: 5, min: 1, max: 20 },
	maxRetries: { displayName: 'Max Retries', default: 3, min: 0, max: 10 },
	maxDeletions: { displayName: 'Max Deletions', default: 0, min: 0, max: 1_000_000_000 },
} as const;

/**
 * Reads from the first item of a run what holds for all of them.
 * @param options the first item's request, as n8n built it from Request Options.
 */
export function readRunSettings(
	context: IExecutePaginationFunctions,
	{ timeout, proxy, skipSslCertificateValidation }: Connection,
): RunSettings {
	const options: unknown = context.getNodeParameter('options', {});
	const settings: RunSettings = {
		maxConcurrency: RUN_OPTIONS.maxConcurrency.default,
		maxRetries: RUN_OPTIONS.maxRetries.default,
		maxDeletions: RUN_OPTIONS.maxDeletions.default,
		batching: readBatching(context.getNodeParameter('requestOptions', {})),
		connection: { timeout, proxy, skipSslCertificateValidation },
	};
	for (const name of ['maxConcurrency', 'maxRetries', 'maxDeletions'] as const) {
		const value: unknown = isObject(options) ? options[name] : undefined;
		const { displayName, min, max } = RUN_OPTIONS[name];
		if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) {
			settings[name] = value;
		} else if (value !== undefined) {
			settings.refusal = refusal(
				`'${displayName}' must be a whole number from ${min} to ${max}, but it is ${JSON.stringify(value)}`,
				`Set '${displayName}' in Options.`,
			);
		}
	}
	return settings;
}

/** n8n's own reading of Batching: no size or a negative one means one item at a time. */
function readBatching(requestOptions: unknown): RunSettings['batching'] {
	const batching = isObject(requestOptions) ? requestOptions.batching : undefined;
	const batch = isObject(batching) && isObject(batching.batch) ? batching.batch : {};
	const { batchSize, batchInterval } = batch;
	return {
		size: typeof batchSize === 'number' && batchSize > 0 ? batchSize : 1,
		interval: typeof batchInterval === 'number' && batchInterval > 0 ? batchInterval : 0,
	};
}
