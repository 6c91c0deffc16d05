import type { INodeProperties } from 'n8n-workflow';

export const includeCallScoreOption: INodeProperties = {
	displayName: 'Include Call Score',
	name: 'includeCallScore',
	type: 'boolean',
	default: true,
	description: 'Whether the page shows call scores, too',
	routing: { send: { type: 'query', property: 'includeCallScore' } },
};
