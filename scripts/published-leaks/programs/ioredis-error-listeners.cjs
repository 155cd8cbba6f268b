// ioredis 5.4.1: a listener on the shared client for each request, never taken off (redis/ioredis#1048 and many others).
// Packages: ioredis@5.4.1
// Leak of: onError
// Held by: error
'use strict';

const Redis = require('ioredis');

const redis = new Redis({ lazyConnect: true });
redis.setMaxListeners(0);
let serial = 0;

function handle(request) {
  redis.on('error', function onError(error) {
    request.failed = error;
  });
}

exports.round = async () => {
  for (let i = 0; i < 50; i++) handle({ id: serial++, path: '/basket', failed: null });
};
