import { BinaryDataService } from 'n8n-core';
import { createRequire } from 'node:module';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { IBinaryData } from 'n8n-workflow';

// n8n-core has a container of its own.
const { Container }: typeof import('@n8n/di') = createRequire(require.resolve('n8n-core'))(
	'@n8n/di',
);

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** A file as n8n hands it on while it keeps files in memory. */
export const inMemory = (bytes: Buffer, mimeType: string): IBinaryData => ({
	data: bytes.toString('base64'),
	mimeType,
	fileName: 'call',
});

/** A file as n8n hands it on while it keeps files in its file system. */
export async function onDisk(bytes: Buffer | Readable, mimeType: string): Promise<IBinaryData> {
	const service = Container.get(BinaryDataService);
	await service.init();
	return await service.store(
		{ type: 'execution', workflowId: 'test', executionId: 'execution-1' },
		bytes,
		{ data: '', mimeType, fileName: 'call' },
	);
}
