// node-cache 5.1.2 with a TTL, swept by its own check.
// Packages: node-cache@5.1.2
// No leak.
'use strict';

const NodeCache = require('node-cache');

const quotes = new NodeCache({ stdTTL: 0.05, checkperiod: 0.02 });
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 50; i++)
    quotes.set(`quote-${serial++}`, { symbol: 'ACME', price: serial / 7, bids: [1, 2] });
  await new Promise((resolve) => setTimeout(resolve, 100));
};
