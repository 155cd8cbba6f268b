// Each revision of a document knows the one before.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class Revision {
  constructor(number, previous) {
    this.number = number;
    this.previous = previous;
    this.patch = { from: random(5000), to: random(5000), text: text(230) };
  }
}

const document = { head: null, title: 'plan' };
let count = 0;

module.exports = function round(number, { interval }) {
  background(number);
  if (interval === 0) return;
  for (let i = 1 + random(4); i > 0; i--) document.head = new Revision(count++, document.head);
};
