import { processing } from './submission';
import type { Operation } from '../../operation/operation';

export const processAudioOperation: Operation = {
	option: {
		name: 'Process Audio',
		value: 'processAudio',
		action: 'Process audio',
		description: 'Have Symbl process a sound recording as a new conversation',
	},
	...processing({ kind: 'audio', appends: false }),
};
