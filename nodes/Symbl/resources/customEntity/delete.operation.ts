import { customEntity } from './customEntity';
import { deleting } from '../../operation/managed';
import type { Operation } from '../../operation/operation';

export const deleteOperation: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete custom entity',
		description: 'Delete a custom entity permanently',
	},
	...deleting(customEntity, 'This cannot be undone. "Execute step" deletes for real, too.'),
};
