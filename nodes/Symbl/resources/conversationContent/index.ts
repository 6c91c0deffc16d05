import type { Resource } from '../../operation/operation';
import { getActionItemsOperation } from './getActionItems.operation';
import { getAnalyticsOperation } from './getAnalytics.operation';
import { getEntitiesOperation } from './getEntities.operation';
import { getEverythingOperation } from './getEverything.operation';
import { getFollowUpsOperation } from './getFollowUps.operation';
import { getInsightsOperation } from './getInsights.operation';
import { getMessagesOperation } from './getMessages.operation';
import { getQuestionsOperation } from './getQuestions.operation';
import { getSummaryOperation } from './getSummary.operation';
import { getTopicsOperation } from './getTopics.operation';
import { getTrackersOperation } from './getTrackers.operation';
import { getTranscriptOperation } from './getTranscript.operation';

export const conversationContent: Resource = {
	name: 'Conversation Content',
	value: 'conversationContent',
	operations: [
		getActionItemsOperation,
		getAnalyticsOperation,
		getEntitiesOperation,
		getEverythingOperation,
		getFollowUpsOperation,
		getInsightsOperation,
		getMessagesOperation,
		getQuestionsOperation,
		getSummaryOperation,
		getTopicsOperation,
		getTrackersOperation,
		getTranscriptOperation,
	],
	defaultOperation: 'getMessages',
};
