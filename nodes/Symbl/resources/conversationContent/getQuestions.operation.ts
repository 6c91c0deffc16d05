import type { IDataObject } from 'n8n-workflow';
import { calling, type Call } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { listOf, splitOption } from '../../operation/outputs';

export const questionsCall: Call<IDataObject[]> = {
	method: 'GET',
	path: '/v1/conversations/{conversationId}/questions',
	subject: 'The list of questions of conversation {conversationId}',
	output: listOf('questions'),
	isProcessed: true,
};

export const getQuestionsOperation: Operation = {
	option: {
		name: 'Get Questions',
		value: 'getQuestions',
		action: 'Get questions of conversation',
		description: 'Get the questions that were asked',
	},
	...calling(questionsCall),
	takes: ['conversationId'],
	options: [splitOption],
};
