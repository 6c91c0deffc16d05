import { calling } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { theFirst } from '../../operation/outputs';

export const getOperation: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get insights',
		description:
			'Get what a language model made of a call: summary, next steps, objections and more',
	},
	...calling({
		method: 'GET',
		path: '/v1/conversations/{conversationId}/lm-insights',
		subject: 'The set of insights of conversation {conversationId}',
		output: theFirst,
		isProcessed: true,
	}),
	takes: ['conversationId'],
};
