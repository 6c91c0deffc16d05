import type { Account } from '../account.cts';
import {
	isBoolean,
	isFilled,
	isNumber,
	isObject,
	isString,
	objectWith,
	required,
} from '../jsonFields.cts';
import { derivedId } from '../random.cts';
import { ok, Refusal } from '../reply.cts';
import type { Route } from '../routes.cts';

const SITE = 'https://meetinginsights.symbl.ai';

const mediaOf = new Map([
	['verbose-text-summary', undefined],
	['video-summary', 'videoUrl'],
	['audio-summary', 'audioUrl'],
]);

const options = {
	logo: isString,
	favicon: isString,
	color: isObject,
	font: isObject,
	summaryURLExpiresIn: isNumber,
	readOnly: isBoolean,
	enableCustomDomain: isBoolean,
};

/** Prebuilt pages about conversations (Symbl docs: experience API). */
export function experienceRoutes(account: Account): Route[] {
	const booleans = ['includeCallScore'];
	return [
		account.conversationRoute('POST', '/experiences', ({ id }, { body }) => {
			const request = objectWith(body, ['name', 'videoUrl', 'audioUrl', ...Object.keys(options)]);
			const name = required(request, 'name', isString);
			if (!mediaOf.has(name)) {
				throw new Refusal(400, `"name" must be one of [${[...mediaOf.keys()].join(', ')}]`);
			}
			const media = mediaOf.get(name);
			if (media !== undefined) required(request, media, isFilled);
			for (const [option, is] of Object.entries(options)) {
				const value = request[option];
				if (value !== undefined && !is(value)) {
					throw new Refusal(400, `"${option}" is not of the expected type`);
				}
			}
			return { status: 201, body: { name, url: `${SITE}/meeting/#/${derivedId(id, name)}` } };
		}),
		account.conversationRoute('PUT', '/experiences/url', (_conversation, { body }) => {
			const url = required(objectWith(body, ['url']), 'url', isFilled);
			return ok({ url });
		}),
		{
			method: 'GET',
			path: '/v1/conversations/experiences/insights/list',
			booleans,
			answer: () => ok({ url: `${SITE}/insights/list` }),
		},
		{
			method: 'GET',
			path: '/v1/conversations/experiences/insights/details/{conversationId}',
			booleans,
			answer({ params }) {
				const { id } = account.conversation(params.conversationId);
				return ok({ url: `${SITE}/insights/details/${id}` });
			},
		},
	];
}
