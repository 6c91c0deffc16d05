import { includeCallScoreOption } from './includeCallScore';
import { calling } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { theObject } from '../../operation/outputs';

export const getInsightsListUrlOperation: Operation = {
	option: {
		name: 'Get Insights List URL',
		value: 'getInsightsListUrl',
		action: 'Get URL of insights list',
		description:
			'Get the address of the web page of Symbl that lists the conversations with insights',
	},
	...calling({
		method: 'GET',
		path: '/v1/conversations/experiences/insights/list',
		subject: 'The insights page of the account',
		output: theObject,
	}),
	options: [includeCallScoreOption],
};
