import type { IDataObject } from 'n8n-workflow';
import { calling, type Call } from '../../operation/call';
import type { Operation } from '../../operation/operation';
import { listOf, splitOption } from '../../operation/outputs';

export const entitiesCall: Call<IDataObject[]> = {
	method: 'GET',
	path: '/v1/conversations/{conversationId}/entities',
	subject: 'The list of entities of conversation {conversationId}',
	output: listOf('entities', inNewerShape),
	isProcessed: true,
};

export const getEntitiesOperation: Operation = {
	option: {
		name: 'Get Entities',
		value: 'getEntities',
		action: 'Get entities of conversation',
		description: 'Get names, dates, numbers and other entities that were mentioned',
	},
	...calling(entitiesCall),
	takes: ['conversationId'],
	options: [splitOption],
};

/** Until 2022 each entity stood by itself; since then, entities of a kind stand together. */
function inNewerShape(entity: IDataObject): IDataObject {
	if (Array.isArray(entity.matches)) return entity;
	const { type, customType, value, messageRefs, start, end, text } = entity;
	const range = start === undefined && end === undefined ? {} : { start, end };
	return {
		type,
		subType: customType ?? type,
		...(customType !== undefined && { category: 'Custom' }),
		matches: [{ detectedValue: value ?? text, ...range, messageRefs: messageRefs ?? [] }],
	};
}
