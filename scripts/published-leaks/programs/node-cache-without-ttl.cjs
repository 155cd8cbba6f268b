// node-cache 5.1.2: without a TTL nothing is ever dropped (node-cache/node-cache#171).
// Packages: node-cache@5.1.2
// Leak of: Object
// Held by: data
'use strict';

const NodeCache = require('node-cache');

const quotes = new NodeCache();
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 50; i++)
    quotes.set(`quote-${serial++}`, { symbol: 'ACME', price: serial / 7, bids: [1, 2] });
};
