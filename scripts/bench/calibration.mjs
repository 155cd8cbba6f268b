// A fixed amount of the work that snapdiff does, for `scripts/bench-check.ts`: digits are parsed, tables are filled in order and
// looked into here and there. What it takes says how fast the machine is at the moment, and nothing of snapdiff.
const text = new Uint8Array(1 << 25);
for (let byte = 0, seed = 1; byte < text.length; byte++) {
  seed = (Math.imul(seed, 1103515245) + 12345) | 0;
  text[byte] = (seed >>> 16) % 5 === 0 ? 0x2c : 0x30 + ((seed >>> 20) % 10);
}

/** Sums up the numbers between the commas, and stores each. */
function parse(values) {
  let count = 0;
  let value = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text[at] ^ 0x30;
    if (digit <= 9) value = (Math.imul(value, 10) + digit) | 0;
    else {
      values[count++ & (values.length - 1)] = value;
      value = 0;
    }
  }
  return count;
}

/** Follows numbers from place to place, as a walk through a graph does. */
function follow(values, marks, steps) {
  let at = 0;
  let seen = 0;
  for (let step = 0; step < steps; step++) {
    at = (values[at] + step) & (values.length - 1);
    const bit = 1 << (at & 31);
    if ((marks[at >>> 5] & bit) !== 0) seen++;
    marks[at >>> 5] |= bit;
  }
  return seen;
}

const values = new Uint32Array(1 << 22);
const marks = new Int32Array(values.length >>> 5);
let result = 0;
for (let round = 0; round < 5; round++) result += parse(values) + follow(values, marks, 4e6);
if (result === 0) throw new Error('nothing was done');
