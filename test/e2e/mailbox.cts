import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** An SMTP server on loopback that delivers to nobody. */
export interface Mailbox {
	/** What an SMTP credential needs to find it. */
	readonly credential: { type: 'smtp'; data: Record<string, string | number | boolean> };
	/** The texts of the mails so far, in order, with their headers. */
	readonly mails: string[];
	stop(): Promise<void>;
}

export async function startMailbox(): Promise<Mailbox> {
	const mails: string[] = [];
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		receive(socket, mails);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The mailbox has no port');
	return {
		credential: {
			type: 'smtp',
			data: {
				user: '',
				password: '',
				host: '127.0.0.1',
				port: address.port,
				secure: false,
				disableStartTls: true,
			},
		},
		mails,
		stop: async () => {
			server.close();
			for (const socket of sockets) socket.destroy();
			await once(server, 'close');
		},
	};
}

/** The smallest part of SMTP (RFC 5321) that a mail client is content with. */
function receive(socket: Socket, mails: string[]) {
	const end = '\r\n.\r\n';
	let pending = '';
	let inMail = false;
	socket.setEncoding('utf8').on('error', () => {});
	socket.write('220 mailbox\r\n');
	socket.on('data', (text: string) => {
		pending += text;
		for (;;) {
			const length = pending.indexOf(inMail ? end : '\r\n');
			if (length < 0) return;
			const part = pending.slice(0, length);
			pending = pending.slice(length + (inMail ? end.length : 2));
			if (inMail) mails.push(decoded(part));
			inMail = !inMail && /^DATA$/i.test(part);
			socket.write(inMail ? '354 go ahead\r\n' : '250 fine\r\n');
			if (/^QUIT$/i.test(part)) socket.end();
		}
	});
}

/** Quoted-printable (RFC 2045): lines are broken by "=", and "=3D" stands for "=". */
function decoded(mail: string): string {
	return mail
		.replace(/=\r\n/g, '')
		.replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/** @returns the address of a link in a mail, by a pattern that the address matches */
export function linkIn(mail: string, pattern: RegExp): string {
	const links = [...mail.matchAll(/href="([^"]+)"/g)].map(([, link = '']) => link);
	const found = links
		.map((link) => link.replaceAll('&amp;', '&'))
		.find((link) => pattern.test(link));
	if (found === undefined) throw new Error(`No such link in the mail:\n${mail}`);
	return found;
}
