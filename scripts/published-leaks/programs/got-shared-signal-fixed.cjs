// got 13.0.0: takes its listener from the shared AbortSignal again.
// Packages: got-fixed@npm:got@13.0.0
// No leak.
'use strict';

const { serve } = require('./lib/loopback.cjs');

const shutdown = new AbortController();
let got;
let url;

exports.start = async () => {
  ({ got } = await import('got-fixed'));
  url = await serve((_request, response) => response.end('{"ok":true}'));
};

exports.round = async () => {
  for (let i = 0; i < 20; i++) await got(url, { signal: shutdown.signal }).json();
};
