// debug 4.1.1: an instance that is made in a function stays in createDebug.instances (debug-js/debug#678).
// Packages: debug@4.1.1
// Leak of: debug
// Held by: instances
'use strict';

const createDebug = require('debug');

let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 50; i++) createDebug(`request:${serial++}`)('handled');
};
