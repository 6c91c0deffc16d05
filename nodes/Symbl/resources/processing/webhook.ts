import type { IWebhookDescription } from 'n8n-workflow';

/** Where Symbl calls a suspended execution: n8n opens it for an execution, not for a workflow. */
export const WEBHOOKS: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		path: '',
		restartWebhook: true,
		isFullPath: true,
	},
];

/** What the editor shows of a node whose execution is suspended. */
export const WAITING_TOOLTIP =
	"=The execution goes on when Symbl has finished all items, or when 'Max Wait' ({{ $parameter.maxWait }} minutes) is over";
