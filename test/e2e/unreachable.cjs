const { Socket } = require('node:net');

const { destroy } = Socket.prototype;

/** Loaded before n8n: a connection that is reset ends as one does whose host is out of reach. */
Socket.prototype.destroy = function (error, callback) {
	if (error?.code === 'ECONNRESET') {
		Object.assign(error, { code: 'EHOSTUNREACH', errno: -113, message: 'read EHOSTUNREACH' });
	}
	return destroy.call(this, error, callback);
};
