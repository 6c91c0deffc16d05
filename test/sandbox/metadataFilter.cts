import { Refusal } from './reply.cts';
import type { ConversationRecord } from './store.cts';

const CONDITION =
	/conversation\.metadata\.([\w.-]+)==("[^"]*"|'[^']*'|(?:(?! and | or ).)+)(?: and (?=.)|$)/y;
const MAX_PARAMETERS = 2;

/**
 * Reads an RSQL filter: `conversation.metadata.<key>==<value>`, joined with ` and `, on at most two
 * distinct keys (Symbl docs: create conversation groups).
 * @throws Refusal (400) for anything else
 */
export function parseMetadataFilter(filter: string): (conversation: ConversationRecord) => boolean {
	const conditions: Array<{ key: string; value: string }> = [];
	CONDITION.lastIndex = 0;
	for (let read = 0; read < filter.length; read = CONDITION.lastIndex) {
		const [, key, value] = CONDITION.exec(filter) ?? [];
		if (key === undefined || value === undefined) {
			throw new Refusal(400, '"filter" is not a valid RSQL expression');
		}
		conditions.push({ key, value: value.replace(/^(["'])(.*)\1$/, '$2') });
	}
	if (new Set(conditions.map(({ key }) => key)).size > MAX_PARAMETERS) {
		throw new Refusal(400, `"filter" must not use more than ${MAX_PARAMETERS} parameters`);
	}
	return ({ metadata }) => conditions.every(({ key, value }) => metadata?.[key] === value);
}
