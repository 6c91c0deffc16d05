/** The documented body of a 429 (Symbl docs: async API). */
export function concurrencyBody(max: number) {
	return {
		statusCode: 429,
		message: `This API has a limit of maximum of \`${max}\` number of concurrent jobs per account. If you are looking to scale, and need more concurrent jobs than this limit, please contact us at support@symbl.ai`,
	};
}
