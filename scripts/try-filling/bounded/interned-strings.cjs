// A table of texts, as in a profiler: an array of them, and a Map from text to index. There are 700 texts.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');

class StringTable {
  constructor() {
    this.strings = [];
    this.indexes = new Map();
  }
  intern(string) {
    const known = this.indexes.get(string);
    if (known !== undefined) return known;
    const index = this.strings.push(string) - 1;
    this.indexes.set(string, index);
    return index;
  }
}

const table = new StringTable();
const last = new Uint32Array(64);

module.exports = function round(number, { interval }) {
  if (interval === 0) return;
  for (let i = 4 + random(9); i > 0; i--) {
    const n = random(700);
    const file = `/srv/application/node_modules/@scope-${n % 30}/package-${n % 90}/dist/esm/internal/component-${n}.js`;
    const name = `${file}:${n * 3}:${n % 80} (anonymous function in handler of ${n})`;
    last[i] = table.intern(Buffer.from(name).toString('latin1'));
  }
};
