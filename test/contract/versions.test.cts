import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { loadPackage } from '../engine/engine.cts';

/**
 * What decides which conversations are deleted, by the version of the node that brought it. n8n drops a
 * parameter that the installed node does not know, in silence. Whoever adds one here gives the node a
 * new version (nodes/Symbl/versions.ts), and shows the parameter from that version on.
 */
const GUARDS: Record<number, { parameters: string[]; options: string[]; filters: string[] }> = {
	1: {
		parameters: ['conversationId', 'deleteNotice', 'dryRun', 'dryRunNotice'],
		options: [
			...['approvedPlan', 'ifNotFound', 'includeInputFields', 'keepIf', 'lookUpFirst'],
			...[
				'maxConcurrency',
				'maxDeletions',
				'maxRetries',
				'onlyIfOlderThan',
				'triedBefore',
				'verify',
			],
		],
		filters: [
			...['endedBefore', 'metadata', 'nameContains', 'olderThan', 'participant', 'rsql'],
			...['startedAfter', 'withoutMetadata'],
		],
	},
};

const VERSIONS = Object.keys(GUARDS).map(Number);

type Entry = INodeProperties | INodePropertyOptions | INodePropertyCollection;

const isProperty = (entry: Entry): entry is INodeProperties => 'type' in entry;

const node = async (version?: number) =>
	(await loadPackage()).getByNameAndVersion('n8n-nodes-symbl.symbl', version).description;

async function parameterNamed(name: string): Promise<INodeProperties> {
	const found = (await node()).properties.find((property) => property.name === name);
	if (!found) throw new Error(`There is no ${name}`);
	return found;
}

const propertiesIn = ({ options = [] }: INodeProperties) => options.filter(isProperty);

/** Whether a parameter is shown for Conversation > Delete. */
function isOfDelete({ displayOptions }: INodeProperties): boolean {
	const of = (name: string) => displayOptions?.show?.[name] ?? displayOptions?.show?.[`/${name}`];
	return (
		(of('resource')?.includes('conversation') ?? true) &&
		(of('operation')?.includes('delete') ?? true)
	);
}

const COMMON = ['authentication', 'resource', 'operation', 'options', 'requestOptions'];

async function guards(): Promise<Record<'parameters' | 'options' | 'filters', INodeProperties[]>> {
	const { properties } = await node();
	return {
		parameters: properties.filter(isOfDelete).filter(({ name }) => !COMMON.includes(name)),
		options: propertiesIn(await parameterNamed('options')).filter(isOfDelete),
		filters: propertiesIn(await parameterNamed('filters')),
	};
}

it('every guard is in the list of one version', async () => {
	const found = await guards();
	for (const kind of ['parameters', 'options', 'filters'] as const) {
		const listed = VERSIONS.flatMap((version) => GUARDS[version]?.[kind] ?? []);
		expect([...new Set(found[kind].map(({ name }) => name))].sort()).toEqual(listed.sort());
	}
});

it('the node has exactly the versions in which guards came', async () => {
	expect((await node()).version).toEqual(VERSIONS);
});

it('a guard that came later is shown from its version on', async () => {
	const found = await guards();
	for (const version of VERSIONS.filter((each) => each > 1)) {
		for (const kind of ['parameters', 'options', 'filters'] as const) {
			const later = found[kind].filter(({ name }) => GUARDS[version]?.[kind].includes(name));
			for (const { displayOptions: { show = {} } = {} } of later) {
				expect(show['@version']).toEqual([{ _cnd: { gte: version } }]);
			}
		}
	}
});

it.each([0.5, 1.1, 2, 99])('version %d is refused', async (version) => {
	await expect(node(version)).rejects.toThrow(/not available in version|Available versions/i);
});

it.each([undefined, ...VERSIONS])('version %s is there', async (version) => {
	expect((await node(version)).name).toBe('symbl');
});

it('an agent is told that a deletion cannot be undone', async () => {
	const { properties, description, hints = [] } = await node();
	const [operation] = properties.filter(
		({ name, displayOptions }) =>
			name === 'operation' && displayOptions?.show?.resource?.includes('conversation'),
	);
	const entry = operation?.options?.find((each) => 'value' in each && each.value === 'delete');
	expect(entry).toMatchObject({ action: expect.stringMatching(/cannot be undone/) });
	expect(description).toMatch(/cannot be undone/);
	expect(hints).toContainEqual(
		expect.objectContaining({
			message: expect.stringMatching(/human review/),
			displayCondition: expect.stringMatching(/descriptionType.*"delete".*dryRun/),
		}),
	);
});
