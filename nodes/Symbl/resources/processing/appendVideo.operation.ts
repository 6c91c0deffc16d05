import { processing } from './submission';
import type { Operation } from '../../operation/operation';

export const appendVideoOperation: Operation = {
	option: {
		name: 'Append Video',
		value: 'appendVideo',
		action: 'Append video',
		description: 'Add a video recording (MP4) to a conversation',
	},
	...processing({ kind: 'video', appends: true }),
};
