// lru-cache 10.2.2, asked for the products of a shop, of which there are 600: it fills ever more slowly.
// Packages: lru-cache@10.2.2
// No leak.
'use strict';

const { LRUCache } = require('lru-cache');

class Product {
  constructor(id) {
    this.id = id;
    this.prices = [id, id + 1];
  }
}

const products = new LRUCache({ max: 1000 });
let seed = 1;

function pick() {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed % 600;
}

exports.round = async () => {
  for (let i = 0; i < 300; i++) {
    const id = pick();
    if (!products.get(id)) products.set(id, new Product(id));
  }
};
