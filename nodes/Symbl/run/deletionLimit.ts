import type { Plan } from './plan';
import { refusal, type Failure } from '../transport/failures';

/**
 * @param maxDeletions 0 for no limit.
 * @returns why a run that would delete more than allowed is refused as a whole.
 */
export function exceeded(maxDeletions: number, plan: Plan): Failure | undefined {
	const { things } = plan;
	const { size } = plan.deletions;
	if (maxDeletions === 0 || size <= maxDeletions) return undefined;
	return refusal(
		`Nothing was deleted: ${size} ${things} came in, and 'Max Deletions' allows ${maxDeletions}`,
		"Check where the IDs come from. If all of these shall go, raise 'Max Deletions' in Options.",
	);
}
