import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';

const connectionOptions: INodeProperties[] = [
	{
		displayName: 'Ignore SSL Issues (Insecure)',
		name: 'allowUnauthorizedCerts',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description: 'Whether to connect even if SSL certificate validation is not possible',
	},
	{
		displayName: 'Proxy',
		name: 'proxy',
		type: 'string',
		default: '',
		placeholder: 'e.g. http://myproxy:3128',
		description:
			'HTTP proxy to use. If authentication is required it can be defined as follow: http://username:password@myproxy:3128.',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 10000,
		description:
			'Time in ms to wait for the server to send response headers (and start the response body) before aborting the request',
	},
];

const batchingOption: INodeProperties = {
	displayName: 'Batching',
	name: 'batching',
	type: 'fixedCollection',
	placeholder: 'Add Batching',
	typeOptions: { multipleValues: false },
	default: { batch: {} },
	options: [
		{
			displayName: 'Batching',
			name: 'batch',
			values: [
				{
					displayName: 'Items per Batch',
					name: 'batchSize',
					type: 'number',
					typeOptions: { minValue: -1 },
					default: 50,
					description:
						'Input will be split in batches to throttle requests. -1 for disabled. 0 will be treated as 1.',
				},
				{
					displayName: 'Batch Interval (Ms)',
					name: 'batchInterval',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 1000,
					description: 'Time (in milliseconds) between each batch of requests. 0 for disabled.',
				},
			],
		},
	] satisfies INodePropertyCollection[],
};

/**
 * What n8n adds to the settings of a declarative node by itself, with its own words. It does not for
 * one that takes calls (`webhook`), nor for a trigger.
 */
const requestOptions = (options: INodeProperties[]): INodeProperties => ({
	displayName: 'Request Options',
	name: 'requestOptions',
	type: 'collection',
	isNodeSetting: true,
	placeholder: 'Add Option',
	default: {},
	options,
});

export const requestOptionsField = requestOptions([batchingOption, ...connectionOptions]);

/** For a node without items. */
export const connectionOptionsField = requestOptions(connectionOptions);
