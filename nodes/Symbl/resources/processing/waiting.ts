import type { INodeProperties } from 'n8n-workflow';
import { isLoopback } from '../../../../credentials/account';
import { maxWaitField, readMaxWait, type MaxWait } from '../job/maxWait';
import type { Item } from '../../operation/item';
import type { Account } from '../../transport/account';
import { invalidItem, isFailure, refusal, type Failure } from '../../transport/failures';

/** How long to wait by default, in minutes. */
const DEFAULTS = { jobToFinish: 10, callback: 240 } as const;

/** The parameters that say what to wait for. */
export const waitingFields: INodeProperties[] = [
	{
		displayName: 'Wait For',
		name: 'waitFor',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Callback',
				value: 'callback',
				description:
					'Suspend the execution until Symbl calls this n8n. For recordings, which may take long.',
			},
			{
				name: 'Job to Finish',
				value: 'jobToFinish',
				description: 'Look at the job again and again. The execution goes on running meanwhile.',
			},
			{
				name: 'Nothing',
				value: 'nothing',
				description: 'Go on at once. What can be read before the job has finished is incomplete.',
			},
		],
		default: 'jobToFinish',
		description: 'What has to happen before the workflow goes on',
	},
	{
		...maxWaitField(
			DEFAULTS.jobToFinish,
			'After how many minutes to give up. An item that is not finished by then becomes an error.',
		),
		displayOptions: { show: { waitFor: ['jobToFinish'] } },
	},
	{
		...maxWaitField(
			DEFAULTS.callback,
			'After how many minutes to go on without a callback. What is not finished by then comes out as an error item, with both IDs.',
		),
		displayOptions: { show: { waitFor: ['callback'] } },
	},
];

/** What an item waits for. */
export type Waiting =
	| { mode: 'nothing' }
	| { mode: 'jobToFinish'; maxWait: MaxWait }
	| { mode: 'callback'; maxWait: MaxWait; resumeUrl: string };

/** Reads what an item waits for. */
export function readWaiting(item: Item): Waiting | Failure {
	const mode = item.parameter('waitFor', 'jobToFinish');
	if (mode === 'nothing') return { mode };
	if (mode !== 'jobToFinish' && mode !== 'callback') {
		return invalidItem(
			`'Wait For' is none of its choices: ${JSON.stringify(mode)}`,
			"Check 'Wait For'.",
		);
	}
	const maxWait = readMaxWait(item, DEFAULTS[mode]);
	if (isFailure(maxWait)) return maxWait;
	if (mode === 'jobToFinish') return { mode, maxWait };
	if (item.execution) return { mode, maxWait, resumeUrl: item.execution().resumeUrl };
	return invalidItem(
		'A tool cannot wait for a callback, since its execution is that of the agent',
		"Set 'Wait For' to 'Job to Finish' or 'Nothing'.",
	);
}

/** @returns why Symbl could not call, if it can be told. */
export function unreachable(resumeUrl: string, { baseUrl }: Account): Failure | undefined {
	if (!URL.canParse(resumeUrl) || !isLoopback(new URL(resumeUrl).hostname)) return undefined;
	const symbl = new URL(baseUrl);
	if (isLoopback(symbl.hostname)) return undefined;
	return refusal(
		`Symbl at ${symbl.host} cannot call back: this n8n has the address ${new URL(resumeUrl).origin}, which only the machine itself can reach. Nothing was sent`,
		"Give n8n its public address (its setting WEBHOOK_URL), or set 'Wait For' to 'Job to Finish'.",
	);
}
