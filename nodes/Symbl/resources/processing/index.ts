import { appendAudioOperation } from './appendAudio.operation';
import { appendTextOperation } from './appendText.operation';
import { appendVideoOperation } from './appendVideo.operation';
import type { Resource } from '../../operation/operation';
import { processAudioOperation } from './processAudio.operation';
import { processTextOperation } from './processText.operation';
import { processVideoOperation } from './processVideo.operation';

export const processing: Resource = {
	name: 'Processing',
	value: 'processing',
	operations: [
		appendAudioOperation,
		appendTextOperation,
		appendVideoOperation,
		processAudioOperation,
		processTextOperation,
		processVideoOperation,
	],
	defaultOperation: 'processAudio',
};
