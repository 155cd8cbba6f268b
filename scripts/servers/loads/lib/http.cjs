// Requests over connections that stay open, as those of a proxy do: as many as requests are under way.
'use strict';

const http = require('node:http');

const agent = new http.Agent({ keepAlive: true, maxSockets: 300 });

exports.request = (port, path, { method = 'GET', headers = {}, body } = {}) =>
  new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const json =
      text === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const sent = http.request(
      { host: '127.0.0.1', port, path, method, agent, headers: { ...json, ...headers } },
      (answer) => {
        answer.resume();
        answer.on('end', () =>
          answer.statusCode < 500 ? resolve() : reject(new Error(`${path}: ${answer.statusCode}`)),
        );
      },
    );
    sent.on('error', (error) => {
      // The server closed a connection that was idle for too long, just when it was used again.
      if (sent.reusedSocket && error.code === 'ECONNRESET')
        resolve(exports.request(port, path, { method, headers, body }));
      else reject(error);
    });
    sent.end(text);
  });

/** One of so many numbers, low ones more often. The same sequence in each run. */
let seed = 1;
exports.pick = (count) => {
  seed = (seed * 48_271) % 2_147_483_647;
  return Math.floor((seed / 2_147_483_647) ** 2 * count);
};
