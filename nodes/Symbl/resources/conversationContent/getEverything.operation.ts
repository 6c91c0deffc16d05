import type { IDataObject } from 'n8n-workflow';
import { actionItemsCall } from './getActionItems.operation';
import { analyticsCall } from './getAnalytics.operation';
import { entitiesCall } from './getEntities.operation';
import { followUpsCall } from './getFollowUps.operation';
import { insightsCall } from './getInsights.operation';
import { messagesCall } from './getMessages.operation';
import { questionsCall } from './getQuestions.operation';
import { summaryCall } from './getSummary.operation';
import { topicsCall } from './getTopics.operation';
import { trackersCall } from './getTrackers.operation';
import { transcriptCall } from './getTranscript.operation';
import { bookmarksCall } from '../bookmark/bookmark';
import { send, type Question } from '../../operation/call';
import { conversationCall } from '../conversation/get.operation';
import { readIdsIn } from '../../operation/ids';
import type { Item } from '../../operation/item';
import { membersCall } from '../member/getMembers.operation';
import type { Operation } from '../../operation/operation';
import { saysMoreFollows } from '../../operation/remainder';
import type { FailedItem, Task } from '../../run/task';
import { isFailure } from '../../transport/failures';

/** What Symbl keeps of a conversation, in the order in which it is put out. */
const PARTS: Record<string, Question<unknown>> = {
	conversation: conversationCall,
	members: membersCall,
	messages: messagesCall,
	transcript: transcriptCall,
	summary: summaryCall,
	topics: topicsCall,
	questions: questionsCall,
	actionItems: actionItemsCall,
	followUps: followUpsCall,
	insights: insightsCall,
	entities: entitiesCall,
	trackers: trackersCall,
	analytics: analyticsCall,
	bookmarks: bookmarksCall,
};

/** What a part is asked for with. */
const BODIES: Partial<Record<string, IDataObject>> = {
	transcript: { contentType: 'text/markdown', createParagraphs: true, showSpeakerSeparation: true },
};

const MORE_FOLLOWS = 'Symbl says that more follows than it gave.';

export const getEverythingOperation: Operation = {
	option: {
		name: 'Get Everything',
		value: 'getEverything',
		action: 'Get everything of conversation',
		description:
			'Get the content of a conversation in one item, to archive it before it is deleted',
	},
	request: { method: 'GET', url: conversationCall.path },
	plan: getEverything,
	takes: ['conversationId'],
};

function getEverything(item: Item): Task | FailedItem {
	const ids = readIdsIn(conversationCall.path, item);
	if (isFailure(ids)) return { failure: ids, details: {} };
	return {
		async execute({ sender }) {
			const parts: IDataObject = {};
			const missing: IDataObject[] = [];
			for (const [part, call] of Object.entries(PARTS)) {
				let isCut = false;
				const read = (body: unknown) => {
					const value = call.output.read(body);
					isCut = saysMoreFollows(body, Array.isArray(value) ? value.length : undefined);
					return value;
				};
				const sent = await send({ ...call, output: { read } }, item, sender, ids, BODIES[part]);
				if ('value' in sent) {
					Object.assign(parts, { [part]: sent.value });
					if (isCut) missing.push({ part, message: MORE_FOLLOWS });
				} else if (sent.failure.name === 'notThereYet') {
					missing.push({ part, message: sent.failure.message });
				} else {
					return { failure: sent.failure, details: { ...ids } };
				}
			}
			const isComplete = missing.length === 0;
			return { items: [{ json: { ...ids, isComplete, missing, ...parts } }] };
		},
	};
}
