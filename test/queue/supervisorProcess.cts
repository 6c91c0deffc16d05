import { closeSync, openSync } from 'node:fs';
import { startChild } from '../n8n/child.cts';
import type { Order, Report } from './supervisor.cts';

const report = (message: Report) => process.send?.(message);

process.on('message', ({ order, command, args, env, logFile, owner }: Order) => {
	const log = openSync(logFile, 'a');
	const child = startChild(command, args, env, log, owner);
	closeSync(log);
	const { pid } = child;
	child.once('error', ({ message }) => report({ order, error: message }));
	if (pid === undefined) return;
	child.once('exit', (exitCode) => report({ ended: pid, exitCode }));
	report({ order, pid });
});

process.once('disconnect', () => process.exit());
