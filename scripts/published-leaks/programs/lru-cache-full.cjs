// lru-cache 10.2.2, full before the first snapshot: what comes replaces what was there.
// Packages: lru-cache@10.2.2
// No leak.
'use strict';

const { LRUCache } = require('lru-cache');

class Quote {
  constructor(id) {
    this.id = id;
    this.bids = [id, id + 1];
  }
}

const quotes = new LRUCache({ max: 400 });
let serial = 0;

exports.start = async () => {
  while (quotes.size < 400) quotes.set(`q${serial}`, new Quote(serial++));
};

exports.round = async () => {
  for (let i = 0; i < 60; i++) quotes.set(`q${serial}`, new Quote(serial++));
};
