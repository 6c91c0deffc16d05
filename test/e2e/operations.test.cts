import { accessToken, openSandbox, sent } from '../contract/accounts.cts';
import { isList, isObject, isStringList } from '../sandbox/jsonFields.cts';
import { CALL, locatorOf, operations, type OperationCase } from './operations.cts';
import { runSymbl, outputsOf, server } from './runs.cts';

/** The node's operations as n8n has them for its editor, as "resource:operation". */
async function knownOperations(): Promise<string[]> {
	const types: unknown = await (await server.request('/types/nodes.json')).json();
	const node = listOf(types).find(({ name }) => name === 'n8n-nodes-symbl.symbl');
	return listOf(node?.properties)
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options }) => {
			const show = isObject(displayOptions) ? displayOptions.show : undefined;
			const resources = isObject(show) && isStringList(show.resource) ? show.resource : [];
			return resources.flatMap((resource) =>
				listOf(options).map(({ value }) => `${resource}:${String(value)}`),
			);
		});
}

const listOf = (value: unknown) => (isList(value) ? value.filter(isObject) : []);

test('every operation that n8n offers is tried', async () => {
	expect(Object.keys(operations).sort()).toEqual((await knownOperations()).sort());
});

test.each(Object.entries(operations))('%s', async (name, its) => {
	const [resource, operation] = name.split(':');
	const sandbox = await openSandbox();
	sandbox.add(CALL);
	const id = (await its.prepare?.(sandbox)) ?? '';
	sandbox.log.length = 0;
	const { parameters, sends }: Pick<OperationCase, 'parameters' | 'sends'> = JSON.parse(
		JSON.stringify(its).replaceAll('{id}', id),
	);
	const execution = await runSymbl({
		credential: accessToken(sandbox),
		items: [{}],
		parameters: { resource, operation, conversationId: locatorOf(CALL.id), ...parameters },
	});
	expect(execution).toMatchObject({ status: 'success' });
	expect(sent(sandbox)).toEqual(sends);
	const [first] = outputsOf(execution)[0] ?? [];
	const output = Object.fromEntries(
		Object.entries(its.output).map(([name, value]) => [name, value === '{id}' ? id : value]),
	);
	expect(first?.json).toMatchObject(output);
});
