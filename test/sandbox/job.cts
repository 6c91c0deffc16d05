import type { ReceivedFile } from './requestBody.cts';

export const jobStatuses = ['scheduled', 'in_progress', 'completed', 'failed'] as const;

export type JobStatus = (typeof jobStatuses)[number];

export type JobKind = 'text' | 'audio' | 'video';

/** What a language model adds to a conversation where a process call asks for it. */
export type Feature = 'insights' | 'callScore';

/** What a process call asks for. */
export interface JobOrder {
	conversationId: string;
	kind: JobKind;
	source: 'text' | 'file' | 'url';
	/** PUT, to a conversation that there was. */
	appends: boolean;
	name?: string;
	webhookUrl?: string;
	/** All parameters as they were understood, those of the query decoded. */
	parameters: Record<string, unknown>;
	features: readonly Feature[];
	file?: ReceivedFile;
}
