import { group } from './group';
import { deleting } from '../../operation/managed';
import type { Operation } from '../../operation/operation';

export const deleteOperation: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete group',
		description: 'Delete a group permanently. Its conversations stay.',
	},
	...deleting(
		group,
		'This cannot be undone. "Execute step" deletes for real, too. The conversations of the group stay.',
	),
};
