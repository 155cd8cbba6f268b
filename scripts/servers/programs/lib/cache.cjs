// What most services have: products behind an LRU cache that is smaller than the shop.
'use strict';

const { LRUCache } = require('lru-cache');

class Product {
  constructor(id) {
    this.id = id;
    this.name = `Product ${id}`;
    this.prices = [id, id * 1.2];
    this.tags = ['new', `group-${id % 7}`];
  }
}

const cache = new LRUCache({ max: 200 });

exports.findProduct = (id) => {
  const cached = cache.get(id);
  if (cached) return cached;
  const product = new Product(id);
  cache.set(id, product);
  return product;
};
