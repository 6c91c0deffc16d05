import { scorecard } from './scorecard';
import { gettingMany } from '../../operation/managed';
import type { Operation } from '../../operation/operation';

export const getAllOperation: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many scorecards',
		description: 'Get the scorecards of the account',
	},
	...gettingMany(scorecard),
};
