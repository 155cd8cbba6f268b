// The last 32 calls of each of 14 endpoints, in rings written at index modulo 32; some endpoints are popular.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { skewed, text } = require('../draw.cjs');

class Call {
  constructor(number) {
    this.when = number;
    this.trace = `${number}-${random(1_000_000)}`;
    this.answer = { status: 200, body: text(300) };
  }
}

class Ring {
  constructor(size) {
    this.slots = new Array(size);
    this.written = 0;
  }
  write(value) {
    this.slots[this.written++ % this.slots.length] = value;
  }
}

const rings = Array.from({ length: 14 }, () => new Ring(32));

module.exports = function round(number, { interval }) {
  if (interval === 0) return;
  for (let i = 3 + random(5); i > 0; i--) rings[skewed(14, 1.8)].write(new Call(number));
};
