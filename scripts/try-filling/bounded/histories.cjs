// What each of 70 customers looked at last, at most eight views each; some customers come often.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { skewed, text } = require('../draw.cjs');

class Customer {
  constructor(id) {
    this.id = id;
    this.history = [];
  }
  look(view) {
    this.history.push(view);
    if (this.history.length > 8) this.history = this.history.slice(-8);
  }
}

class View {
  constructor(number) {
    this.page = `/item/${number}/${random(5000)}`;
    this.referrer = text(150);
    this.screen = { width: 1280, height: 720 + random(300) };
  }
}

const customers = new Map();

module.exports = function round(number) {
  for (let i = 1 + random(5); i > 0; i--) {
    const id = `c${skewed(70, 1.8)}`;
    if (!customers.has(id)) customers.set(id, new Customer(id));
    customers.get(id).look(new View(number));
  }
};
