import { processing } from './submission';
import type { Operation } from '../../operation/operation';

export const appendTextOperation: Operation = {
	option: {
		name: 'Append Text',
		value: 'appendText',
		action: 'Append text',
		description: 'Add what was said to a conversation',
	},
	...processing({ kind: 'text', appends: true }),
};
