// Which of 3,000 users have been seen: fingerprints in a typed array, made anew a quarter larger when it gets full.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');

const words = 8;

class SeenTable {
  constructor() {
    this.slots = 64;
    this.count = 0;
    this.table = new Uint32Array(this.slots * words);
  }
  place(table, slots, id) {
    let slot = Math.imul(id, 2654435761) >>> 0;
    for (slot %= slots; ; slot = (slot + 1) % slots) {
      const found = table[slot * words];
      if (found === 0) return [slot, false];
      if (found === id) return [slot, true];
    }
  }
  add(id) {
    if (this.count > this.slots * 0.7) this.grow();
    const [slot, known] = this.place(this.table, this.slots, id);
    if (known) return false;
    this.table[slot * words] = id;
    for (let i = 1; i < words; i++) this.table[slot * words + i] = Math.imul(id + i, 40503);
    this.count++;
    return true;
  }
  grow() {
    const slots = Math.ceil(this.slots * 1.25);
    const table = new Uint32Array(slots * words);
    for (let old = 0; old < this.slots; old++) {
      const id = this.table[old * words];
      if (id === 0) continue;
      const [slot] = this.place(table, slots, id);
      table.set(this.table.subarray(old * words, (old + 1) * words), slot * words);
    }
    this.slots = slots;
    this.table = table;
  }
}

const seen = new SeenTable();

module.exports = function round(number, { interval }) {
  if (interval === 0) return;
  for (let i = 20 + random(21); i > 0; i--) seen.add(1 + random(3000));
};
