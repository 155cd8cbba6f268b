// A page that asks for its modules with a query that is new each time.
'use strict';

const { pick, request } = require('./lib/http.cjs');
const { runPhases } = require('./lib/phases.cjs');

runPhases((port, serial) =>
  serial % 4 === 0
    ? request(port, `/main.js?build=${serial}`)
    : request(port, `/part-${pick(40)}.js?build=${serial >> 2}`),
);
