import type { IDataObject } from 'n8n-workflow';
import { calling, type Call } from '../call';
import type { Operation } from '../operation';
import { listOf, splitOption } from '../outputs';

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
		routing: calling(questionsCall),
	},
	takes: ['conversationId'],
	options: [splitOption],
};
