// rate-limiter-flexible 5.0.3: with a duration of 0 a counter never expires, and there is one for each address.
// Packages: rate-limiter-flexible@5.0.3
// Leak of: Record
// Held by: _storage
'use strict';

const { RateLimiterMemory } = require('rate-limiter-flexible');

const limiter = new RateLimiterMemory({ points: 100, duration: 0 });
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 50; i++) await limiter.consume(`10.0.${serial >> 8}.${serial++ & 255}`);
};
