// Promise.race() with a promise that does not settle adds a reaction to it each time (nodejs/node#17469).
// Packages: none
// Leak of: Promise | Object
// Held by: shutdown
'use strict';

const shutdown = new Promise(() => {});
let serial = 0;

const query = (id) => new Promise((resolve) => setImmediate(resolve, { id, rows: [id, id + 1] }));

exports.round = async () => {
  for (let i = 0; i < 40; i++) await Promise.race([shutdown, query(serial++)]);
};
