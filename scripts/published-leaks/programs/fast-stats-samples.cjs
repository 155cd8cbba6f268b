// fast-stats 0.0.7: keeps every sample, a number each.
// Packages: fast-stats@0.0.7
// Leak of: Stats | Array
// Held by: latencies
'use strict';

const { Stats } = require('fast-stats');

const latencies = new Stats();
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 3000; i++) latencies.push((serial++ % 997) / 7);
};
