// bluebird 3.7.2: each request waits for a promise that never settles, and it collects them (petkaantonov/bluebird#1402).
// Packages: bluebird@3.7.2
// Leak of: Promise
// Held by: connected
'use strict';

const Bluebird = require('bluebird');

const connected = new Bluebird(() => {});
let serial = 0;

function handle(request) {
  return connected.then(() => request.path).catch(() => null);
}

exports.round = async () => {
  for (let i = 0; i < 50; i++) void handle({ id: serial++, path: `/basket/${serial}` });
};
