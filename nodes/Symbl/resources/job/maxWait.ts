import type { INodeProperties } from 'n8n-workflow';
import type { Item } from '../../operation/item';
import { invalidValue, type Failure } from '../../transport/failures';

const MINUTE = 60_000;

/** A longer wait would outlast what JavaScript's and n8n's timers can hold. In minutes: 24 days. */
const LONGEST = 34_560;

/** @returns the parameter that takes how long to wait. @param value its default, in minutes. */
export const maxWaitField = (value: number, description: string): INodeProperties => ({
	displayName: 'Max Wait (Minutes)',
	name: 'maxWait',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: LONGEST, numberPrecision: 2 },
	default: value,
	description,
});

/** How long an item waits. */
export interface MaxWait {
	ms: number;
	/** "10 minutes". */
	text: string;
}

/** Reads how long an item waits at most. @param fallback in minutes. */
export function readMaxWait(item: Item, fallback: number): MaxWait | Failure {
	const minutes = item.parameter('maxWait', fallback);
	if (typeof minutes === 'number' && minutes > 0 && minutes <= LONGEST) {
		return { ms: minutes * MINUTE, text: minutes === 1 ? '1 minute' : `${minutes} minutes` };
	}
	return invalidValue('Max Wait', `a number of minutes above 0 and up to ${LONGEST}`, minutes);
}
