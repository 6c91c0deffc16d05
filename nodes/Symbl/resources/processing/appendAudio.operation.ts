import { processing } from './submission';
import type { Operation } from '../../operation/operation';

export const appendAudioOperation: Operation = {
	option: {
		name: 'Append Audio',
		value: 'appendAudio',
		action: 'Append audio',
		description: 'Add a sound recording to a conversation',
	},
	...processing({ kind: 'audio', appends: true }),
};
