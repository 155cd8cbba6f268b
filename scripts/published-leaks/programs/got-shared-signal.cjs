// got 12.5.2: each request leaves a listener on the AbortSignal it is given (sindresorhus/got#2160).
// Packages: got@12.5.2
// Leak of: Request | Listener | ClientRequest
// Held by: signal|AbortSignal
'use strict';

const { serve } = require('./lib/loopback.cjs');

const shutdown = new AbortController();
let got;
let url;

exports.start = async () => {
  ({ got } = await import('got'));
  url = await serve((_request, response) => response.end('{"ok":true}'));
};

exports.round = async () => {
  for (let i = 0; i < 20; i++) await got(url, { signal: shutdown.signal }).json();
};
