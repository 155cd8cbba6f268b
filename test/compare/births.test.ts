import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findBirths } from '../../src/compare/births.ts';
import { IdSet } from '../../src/heap/id-set.ts';

const id = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 0xffffffff }));
const ids = fc.uniqueArray(id, { maxLength: 60 });

test('a set of ids has just what was put in, anywhere in 32 bits', () => {
  fc.assert(
    fc.property(ids, ids, (inside, asked) => {
      const set = new IdSet(Uint32Array.from(inside));
      const naive = new Set(inside);
      for (const one of [...inside, ...asked]) assert.equal(set.has(one), naive.has(one), `${one}`);
      assert.equal(set.highestJsId, Math.max(0, ...inside.filter((one) => one % 2 === 1)));
    }),
  );
});

test('a node is born in the first snapshot that has its id', () => {
  fc.assert(
    fc.property(fc.array(ids, { maxLength: 5 }), ids, (earlier, last) => {
      const births = findBirths(
        Uint32Array.from(last),
        earlier.map((of) => new IdSet(Uint32Array.from(of))),
      );
      const naive = last.map((one) => {
        const first = earlier.findIndex((of) => of.includes(one));
        return first < 0 ? earlier.length : first;
      });
      assert.deepEqual([...births], naive);
    }),
  );
});
