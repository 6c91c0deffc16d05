import { processing } from './submission';
import type { Operation } from '../../operation/operation';

export const processTextOperation: Operation = {
	option: {
		name: 'Process Text',
		value: 'processText',
		action: 'Process text',
		description: 'Have Symbl process what was said as a new conversation',
	},
	...processing({ kind: 'text', appends: false }),
};
