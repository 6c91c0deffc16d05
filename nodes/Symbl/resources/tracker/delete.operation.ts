import { tracker } from './tracker';
import { deleting } from '../../operation/managed';
import type { Operation } from '../../operation/operation';

export const deleteOperation: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete tracker',
		description: 'Delete a tracker permanently. What it found in conversations is not deleted.',
	},
	...deleting(tracker, 'This cannot be undone. "Execute step" deletes for real, too.'),
};
