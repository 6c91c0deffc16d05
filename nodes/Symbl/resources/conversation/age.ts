import type { INodeProperties } from 'n8n-workflow';
import { isObject } from '../../transport/answer';
import { invalidValue, type Failure } from '../../transport/failures';

const DAY = 86_400_000;

const UNITS = { days: 1, weeks: 7, months: 30 } as const;

const isUnit = (unit: unknown): unit is keyof typeof UNITS =>
	typeof unit === 'string' && Object.hasOwn(UNITS, unit);

/** The parameter that takes an age: `{ age: { value, unit } }`. */
export const ageField = (
	displayName: string,
	name: string,
	description: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'fixedCollection',
	default: { age: { value: 90, unit: 'days' } },
	options: [
		{
			displayName: 'Age',
			name: 'age',
			values: [
				{
					displayName: 'Value',
					name: 'value',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 90,
				},
				{
					displayName: 'Unit',
					name: 'unit',
					type: 'options',
					options: [
						{ name: 'Days', value: 'days' },
						{ name: 'Months (30 Days)', value: 'months' },
						{ name: 'Weeks', value: 'weeks' },
					],
					default: 'days',
				},
			],
		},
	],
	description,
});

/**
 * Reads an age.
 * @param displayName of the parameter, for what cannot be used.
 * @returns milliseconds.
 */
export function readAge(value: unknown, displayName: string): number | Failure {
	const age: unknown = isObject(value) ? value.age : undefined;
	const { value: count, unit }: { value?: unknown; unit?: unknown } = isObject(age) ? age : {};
	if (typeof count === 'number' && count > 0 && isUnit(unit)) return count * UNITS[unit] * DAY;
	return invalidValue(displayName, 'a number above 0 and a unit', age);
}
