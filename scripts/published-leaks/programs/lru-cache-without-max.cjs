// lru-cache 6.0.0: without `max` it has no bound (isaacs/node-lru-cache#183).
// Packages: lru-cache-6@npm:lru-cache@6.0.0
// Leak of: Quote
// Held by: quotes
'use strict';

const LruCache = require('lru-cache-6');

class Quote {
  constructor(id) {
    this.id = id;
    this.bids = [id, id + 1];
  }
}

const quotes = new LruCache({ updateAgeOnGet: true });
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 60; i++) quotes.set(`q${serial}`, new Quote(serial++));
};
