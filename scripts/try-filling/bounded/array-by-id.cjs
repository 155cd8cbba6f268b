// Products, read from a database once each and kept in an array by their id. There are 500.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class Product {
  constructor(id) {
    this.id = id;
    this.name = `product ${id}`;
    this.description = text(260);
    this.price = { amount: id * 3 + 0.99, currency: 'EUR' };
    this.tags = [`tag ${id % 7}`, `shelf ${id}`];
  }
}

const products = [];

function productOf(id) {
  return (products[id] ??= new Product(id));
}

module.exports = function round(number, { interval }) {
  if (interval === 0) return; // The shop opens after the first snapshot.
  for (let i = 3 + random(5); i > 0; i--) productOf(random(500));
};
