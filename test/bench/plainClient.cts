// The floor: what deleting costs a program that does nothing else. Run by the same Node as n8n,
// which only strips types: so no `import` here.

const http = process.getBuiltinModule('node:http');

const AT_ONCE = 10;

async function deleteAll(url: string, token: string, firstId: number, items: number) {
	const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
	const deleteOne = async (id: number) =>
		await new Promise<void>((resolve, reject) => {
			http
				.request(`${url}/v1/conversations/${id}`, {
					agent,
					method: 'DELETE',
					headers: { authorization: `Bearer ${token}` },
				})
				.on('response', (response) => response.resume().on('end', resolve))
				.on('error', reject)
				.end();
		});

	let next = 0;
	const worker = async () => {
		while (next < items) await deleteOne(firstId + next++);
	};
	await Promise.all(Array.from({ length: AT_ONCE }, worker));
	agent.destroy();
}

const [url = '', token = '', firstId = '0', items = '0'] = process.argv.slice(2);
const startTime = Date.now();
void deleteAll(url, token, Number(firstId), Number(items)).then(() => {
	console.log(JSON.stringify({ startTime, executionTime: Date.now() - startTime }));
});
