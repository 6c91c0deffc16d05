import type { Resource } from './operation';

/**
 * @returns an expression that says in words what a node does: "Delete · Conversation". An operation
 * value has the same name in every resource.
 */
export function subtitleOf(resources: Resource[]): string {
	const operations = resources.flatMap(({ operations }) => operations.map(({ option }) => option));
	return `={{ ${words(operations)}[$parameter["operation"]] + " · " + ${words(resources)}[$parameter["resource"]] }}`;
}

const words = (options: Array<{ name: string; value: string }>): string =>
	`(${JSON.stringify(Object.fromEntries(options.map(({ name, value }) => [value, name])))})`;
