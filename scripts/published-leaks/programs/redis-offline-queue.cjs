// redis 4.6.14: with the server away, commands wait in a queue without a bound (redis/node-redis#2237).
// Packages: redis@4.6.14
// Leak of: Object | Promise | Node
// Held by: RedisCommandsQueue
'use strict';

const { createClient } = require('redis');

// Nothing listens on port 9.
const client = createClient({ socket: { host: '127.0.0.1', port: 9, reconnectStrategy: () => 3_000_000 } });
let serial = 0;

exports.start = async () => {
  client.on('error', () => {});
  client.connect().catch(() => {});
};

exports.round = async () => {
  for (let i = 0; i < 60; i++) client.set(`views:${serial++}`, 'seen', { EX: 60 }).catch(() => {});
};
