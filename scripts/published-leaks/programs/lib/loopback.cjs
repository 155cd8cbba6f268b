// A server on the loopback interface, and requests to it.
'use strict';

const http = require('node:http');

/** Starts it; gives its address, `http://127.0.0.1:PORT`. */
exports.serve = (handler) =>
  new Promise((resolve) => {
    const server = http.createServer(handler).listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${server.address().port}`);
    });
  });

/** One request after another, each on a connection of its own. */
exports.request = (url, headers = {}) =>
  new Promise((resolve, reject) => {
    const sent = http.get(url, { agent: false, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.headers));
    });
    sent.on('error', reject);
  });
