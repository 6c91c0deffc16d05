import { processing } from './submission';
import type { Operation } from '../../operation/operation';

export const processVideoOperation: Operation = {
	option: {
		name: 'Process Video',
		value: 'processVideo',
		action: 'Process video',
		description: 'Have Symbl process a video recording (MP4) as a new conversation',
	},
	...processing({ kind: 'video', appends: false }),
};
