// debug 4.3.4: has no list of instances.
// Packages: debug-fixed@npm:debug@4.3.4
// No leak.
'use strict';

const createDebug = require('debug-fixed');

let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 50; i++) createDebug(`request:${serial++ % 40}`)('handled');
};
