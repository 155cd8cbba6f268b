// Carts in an object by session, never deleted.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

const carts = {};

class CartItem {
  constructor() {
    this.sku = `sku-${random(900)}`;
    this.note = text(60);
    this.count = 1 + random(3);
  }
}

class Cart {
  constructor() {
    this.items = Array.from({ length: 1 + random(4) }, () => new CartItem());
    this.total = random(10_000) / 100 + 0.001;
  }
}

module.exports = function round(number) {
  for (let i = 1 + random(3); i > 0; i--) {
    carts[`sess_${number.toString(36)}_${random(2 ** 30).toString(16)}`] = new Cart();
  }
};
