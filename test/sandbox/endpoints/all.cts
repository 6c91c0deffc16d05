import type { Account } from '../account.cts';
import type { Route } from '../routes.cts';
import { analyticsRoutes } from './analytics.cts';
import { bookmarkRoutes } from './bookmarks.cts';
import { callScoreRoutes } from './callScore.cts';
import { conversationRoutes } from './conversations.cts';
import { detectedTrackerRoutes } from './detectedTrackers.cts';
import { entityRoutes } from './entities.cts';
import { experienceRoutes } from './experiences.cts';
import { groupRoutes } from './groups.cts';
import { insightRoutes } from './insights.cts';
import { managedEntityRoutes } from './managedEntities.cts';
import { managedTrackerRoutes } from './managedTrackers.cts';
import { memberRoutes } from './members.cts';
import { messageRoutes } from './messages.cts';
import { processRoutes } from './process.cts';
import { settingsRoutes } from './settings.cts';
import { summaryRoutes } from './summary.cts';
import { topicRoutes } from './topics.cts';
import { transcriptRoutes } from './transcript.cts';

/** Every call that needs a token. */
export function apiRoutes(account: Account): Route[] {
	return [
		analyticsRoutes,
		bookmarkRoutes,
		callScoreRoutes,
		conversationRoutes,
		detectedTrackerRoutes,
		entityRoutes,
		experienceRoutes,
		groupRoutes,
		insightRoutes,
		managedEntityRoutes,
		managedTrackerRoutes,
		memberRoutes,
		messageRoutes,
		processRoutes,
		settingsRoutes,
		summaryRoutes,
		topicRoutes,
		transcriptRoutes,
	].flatMap((routes) => routes(account));
}
