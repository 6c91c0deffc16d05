import type { Listed } from '../../operation/managed';

export const scorecard: Listed = {
	idName: 'scorecardId',
	thing: 'scorecard',
	things: 'scorecards',
	list: '/v1/manage/callscore/scorecards',
};
