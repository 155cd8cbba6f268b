// Trees of expressions whose equal parts are shared. There are 330 formulas.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');

class Expression {
  constructor(id, op, left, right) {
    this.id = id;
    this.op = op;
    this.left = left;
    this.right = right;
    this.type = { name: op, width: 64, signed: true };
    this.uses = [0, 0, 0, 0];
  }
}

const table = new Map();

function make(op, left, right) {
  const key = `${op}(${left ? left.id : ''},${right ? right.id : ''})`;
  let node = table.get(key);
  if (!node) {
    node = new Expression(table.size, op, left, right);
    table.set(key, node);
  }
  node.uses[0]++;
  return node;
}

function formula(n) {
  const leaf = (i) => make(`x${(n * 31 + i * 17 + ((n * i) % 13)) % 40}`);
  const pair = (op, i) => make(op, leaf(i), leaf(i + 1));
  return make('+', make('*', pair('-', 0), pair('/', 2)), make('max', pair('+', 4), pair('min', 6)));
}

module.exports = function round(number, { interval }) {
  background(number);
  if (interval === 0) return;
  for (let i = 2 + random(3); i > 0; i--) formula(random(330));
};
