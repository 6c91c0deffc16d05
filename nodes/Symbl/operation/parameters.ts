import type { INodeProperties } from 'n8n-workflow';
import { ID_NAMES, idField } from './ids';
import { isRunOperation, type AnyOperation, type Resource } from './operation';
import { routingOf } from './routing';
import { RUN_OPTIONS } from '../run/runSettings';

/** @returns the list of a resource's operations, as n8n shows it. */
export function operationSelector(resource: Resource): INodeProperties {
	const { value, operations, defaultOperation } = resource;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value] } },
		options: operations.map((operation) => ({
			...operation.option,
			routing: routingOf(operation),
		})),
		default: defaultOperation,
	};
}

/** The parameters for IDs, each with the operations that take it. */
export function idFields(resources: Resource[]): INodeProperties[] {
	const taken = shared(resources, ({ takes = [] }) => takes);
	return ID_NAMES.flatMap((name) =>
		taken.flatMap(([id, users]) => (id === name ? shownFor(users, idField(name)) : [])),
	);
}

/**
 * The parameters of all operations. What operations share, they share as one declaration, and there is
 * one list of options for all of them, so that a value survives switching.
 */
export function operationFields(resources: Resource[]): INodeProperties[] {
	const fields = shared(resources, ({ fields = [] }) => fields);
	const options = shared(resources, ({ options = [] }) => options);
	return [
		...fields.map(([field, users]) => shownFor(users, field)),
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				...options.map(([option, users]) => shownFor(users, option, '/')),
				...runOptions.map((option) => ({
					...option,
					displayOptions: { hide: { '/operation': offlineOperations(resources) } },
				})),
			].sort((one, other) => one.displayName.localeCompare(other.displayName)),
		},
	];
}

/** @returns the operations that send nothing. No other resource has one of the same name. */
export const offlineOperations = (resources: Resource[]): string[] =>
	resources.flatMap(({ operations }) =>
		operations.filter(isRunOperation).map(({ option }) => option.value),
	);

/** Operations, of some resources, that are shown the same: n8n looks at each list by itself. */
export interface Users {
	resources: Set<string>;
	operations: Set<string>;
}

/**
 * @returns what the operations have, each with those that have it: all at once, or resource by resource
 * where one of them has an operation of the same name that does not have it.
 */
export function shared<T>(
	resources: Resource[],
	partsOf: (operation: AnyOperation) => T[],
): Array<[part: T, users: Users]> {
	const found = new Map<T, Map<Resource, Set<string>>>();
	for (const resource of resources) {
		for (const operation of resource.operations) {
			for (const part of partsOf(operation)) {
				const users = found.get(part) ?? new Map<Resource, Set<string>>();
				found.set(part, users);
				const operations = users.get(resource) ?? new Set();
				users.set(resource, operations.add(operation.option.value));
			}
		}
	}
	return [...found].flatMap(([part, users]) => {
		const operations = new Set([...users.values()].flatMap((own) => [...own]));
		const names = new Set([...users.keys()].map(({ value }) => value));
		const isExact = [...users].every(([resource, own]) =>
			resource.operations.every(
				({ option: { value } }) => own.has(value) || !operations.has(value),
			),
		);
		return isExact
			? [[part, { resources: names, operations }]]
			: [...users].map(([{ value }, own]): [T, Users] => [
					part,
					{ resources: new Set([value]), operations: own },
				]);
	});
}

/**
 * @param root what leads from the property to the node's own parameters.
 * @returns the property, shown for these operations alone.
 */
export function shownFor(users: Users, property: INodeProperties, root = ''): INodeProperties {
	const show = {
		...property.displayOptions?.show,
		[`${root}resource`]: [...users.resources],
		[`${root}operation`]: [...users.operations],
	};
	return { ...property, displayOptions: { ...property.displayOptions, show } };
}

/** @returns the option of a run with that name, as a parameter. */
export function runOption(name: keyof typeof RUN_OPTIONS, description: string): INodeProperties {
	const { displayName, default: value, min, max } = RUN_OPTIONS[name];
	return {
		displayName,
		name,
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: min, maxValue: max },
		default: value,
		description,
	};
}

/** The options that every operation has which sends something. */
const runOptions: INodeProperties[] = [
	runOption('maxConcurrency', 'How many requests may be open at the same time'),
	runOption(
		'maxRetries',
		'How often to repeat a request that was turned away or got no answer. The waits grow.',
	),
];
