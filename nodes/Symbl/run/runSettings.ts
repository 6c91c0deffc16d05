import type { Connection } from '../../../credentials/sessionToken';
import { isObject } from '../transport/answer';
import { isFailure, refusal, type Failure } from '../transport/failures';

/** Reads a parameter of the node. */
type ReadParameter = (name: string, fallback: unknown) => unknown;

/** What is the same for all items of a run. */
export interface RunSettings {
	maxConcurrency: number;
	maxRetries: number;
	/** 0 for no limit. */
	maxDeletions: number;
	/** How n8n spaces the items, under Request Options. The interval is in ms, 0 for no spacing. */
	batching: { size: number; interval: number };
	/** Proxy, timeout (in ms) and certificates, from Request Options. */
	connection: Connection;
	/** A setting that cannot be used. */
	refusal?: Failure;
}

/** The run's own options: name in the editor, default, and range. */
export const RUN_OPTIONS = {
	maxConcurrency: { displayName: 'Max Concurrency', default: 5, min: 1, max: 20 },
	maxRetries: { displayName: 'Max Retries', default: 3, min: 0, max: 10 },
	maxDeletions: { displayName: 'Max Deletions', default: 1000, min: 0, max: 1_000_000_000 },
} as const;

/**
 * Reads from the first item of a run what holds for all of them. An expression that throws refuses the
 * run.
 */
export function readRunSettings(parameter: ReadParameter): RunSettings {
	let refused: Failure | undefined;
	const read: ReadParameter = (name, fallback) => {
		try {
			return parameter(name, fallback);
		} catch (error) {
			refused ??= refusal(
				isObject(error) ? `${error.message}` : `${error}`,
				"Check the expressions in 'Options' and 'Request Options'.",
			);
			return fallback;
		}
	};
	const options = read('options', {});
	const requestOptions = read('requestOptions', {});
	const settings: RunSettings = {
		maxConcurrency: RUN_OPTIONS.maxConcurrency.default,
		maxRetries: RUN_OPTIONS.maxRetries.default,
		maxDeletions: RUN_OPTIONS.maxDeletions.default,
		batching: readBatching(requestOptions),
		connection: {},
		refusal: refused,
	};
	const connection = readConnection(requestOptions);
	if (isFailure(connection)) settings.refusal = connection;
	else settings.connection = connection;
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

/** n8n's own reading of Batching: no size or a negative one means one item at a time; text counts. */
function readBatching(requestOptions: unknown): RunSettings['batching'] {
	const batching = isObject(requestOptions) ? requestOptions.batching : undefined;
	const batch = isObject(batching) && isObject(batching.batch) ? batching.batch : {};
	const size = Number(batch.batchSize);
	const interval = Number(batch.batchInterval);
	return { size: size > 0 ? size : 1, interval: interval > 0 ? interval : 0 };
}

/** Reads Proxy, Timeout and Ignore SSL Issues as n8n does for a declarative node. */
function readConnection(requestOptions: unknown): Connection | Failure {
	const { proxy, timeout, allowUnauthorizedCerts } = isObject(requestOptions) ? requestOptions : {};
	const connection: Connection = { skipSslCertificateValidation: Boolean(allowUnauthorizedCerts) };
	if (Number(timeout) > 0) connection.timeout = Number(timeout);
	if (proxy === undefined || proxy === '') return connection;
	const text = String(proxy);
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (!url?.hostname || !/^https?:$/.test(url.protocol)) {
		return refusal(
			"'Proxy' must be a web address such as http://proxy.example.com:3128",
			"Check 'Proxy' under Request Options.",
		);
	}
	connection.proxy = {
		host: url.hostname,
		port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
		protocol: url.protocol.replace(':', ''),
		...(url.username && {
			auth: {
				username: decodeURIComponent(url.username),
				password: decodeURIComponent(url.password),
			},
		}),
	};
	return connection;
}
