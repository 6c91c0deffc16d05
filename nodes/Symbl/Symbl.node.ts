import { VersionedNodeType, type INodeTypeBaseDescription } from 'n8n-workflow';
import { SymblNode } from './SymblNode';
import { VERSIONS } from './versions';

const base: INodeTypeBaseDescription = {
	displayName: 'Symbl.ai',
	name: 'symbl',
	icon: { light: 'file:../../icons/symbl.svg', dark: 'file:../../icons/symbl.dark.svg' },
	group: ['transform'],
	description:
		'Process conversations in Symbl.ai, get what they hold, and permanently delete them, which cannot be undone',
	defaultVersion: VERSIONS.at(-1),
};

/** Refuses what was made with a version that it lacks: see `VERSIONS`. */
export class Symbl extends VersionedNodeType {
	constructor() {
		const node = new SymblNode(base);
		super(Object.fromEntries(VERSIONS.map((version) => [version, node])), base);
	}
}
