// Products are looked at, and one in five is ordered; every visitor has a session.
'use strict';

const { pick, request } = require('./lib/http.cjs');
const { runPhases } = require('./lib/phases.cjs');

runPhases((port, serial) =>
  serial % 5 === 0
    ? request(port, '/orders', {
        method: 'POST',
        headers: { 'x-session': `visitor-${Math.floor(serial / 20)}` },
        body: { product: pick(2000) },
      })
    : request(port, `/products/${pick(2000)}`),
);
