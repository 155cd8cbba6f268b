// opossum 8.1.3: a circuit breaker for each request; its rolling window's interval keeps it (nodeshift/opossum#363, #635).
// Packages: opossum@8.1.3
// Leak of: Status | Timeout | Object | Array
// Held by: TimersList|Timeout
'use strict';

const CircuitBreaker = require('opossum');

const ask = async (id) => ({ id });
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 20; i++) await new CircuitBreaker(ask, { timeout: 500 }).fire(serial++);
};
