// What every test runner is given: TIMES times a case that leaks and one that is healthy, each held against its
// right answer. `define` is the runner's `test`.
'use strict';

const assert = require('node:assert/strict');

class Connection {
  constructor(number) {
    this.number = number;
    this.buffer = new Array(10).fill(number);
  }
}

/** Outlives every test, as a module of the program does. */
const open = new Map();
/** Bounded; full after the warm-up. */
const recent = [];

module.exports = function defineCases(define, { expectNoLeak, measureGrowth }) {
  const options = { rounds: 3, iterations: 20 };
  for (let time = 1; time <= Number(process.env.TIMES ?? 1); time++) {
    define(`a leak is found, ${time}`, async () => {
      // A soak brings 2000; of fifty leaks the heap would be large, and each snapshot slow.
      open.clear();
      await assert.rejects(
        expectNoLeak(async (iteration) => {
          await Promise.resolve();
          open.set(`${time}.${iteration}`, new Connection(iteration));
        }, options),
        ({ name, message }) => {
          assert.equal(name, 'AssertionError');
          assert.match(message, /Connection: 60 new objects stay under/);
          assert.match(message, /path [^]*entry/);
          return true;
        },
      );
    });
    define(`a healthy case passes, ${time}`, async () => {
      const { passed, message } = await measureGrowth(async (iteration) => {
        recent.push(new Connection(iteration));
        if (recent.length > 15) recent.shift();
        await new Promise((resolve) => setTimeout(resolve, 1));
      }, options);
      assert.ok(passed, message);
    });
  }
};
