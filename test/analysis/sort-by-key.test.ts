import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sortByKey } from '../../src/analysis/sort-by-key.ts';

/** Sorts both ways; the values are the keys' old places, so that stability shows. */
function sortedBothWays(keys: readonly number[]): { actual: unknown; expected: unknown } {
  const isWide = keys.some((key) => key > 0xffffffff);
  const sortedKeys = isWide ? Float64Array.from(keys) : Uint32Array.from(keys);
  const places = Uint32Array.from(keys, (_, place) => place);
  sortByKey(sortedKeys, places);
  const pairs = keys.map((key, place) => [key, place] as const).sort(([a], [b]) => a - b);
  return {
    actual: [...sortedKeys].map((key, i) => [key, places[i]]),
    expected: pairs,
  };
}

for (const [what, value] of [
  ['of all 32 bits', fc.integer({ min: 0, max: 0xffffffff })],
  ['of up to 53 bits', fc.maxSafeNat()],
  ['that are equal in their lower 32 bits', fc.nat(9).map((n) => n * 2 ** 32 + 5)],
  ['of few values', fc.integer({ min: 0, max: 3 })],
  ['that differ in the highest digit only', fc.integer({ min: 0, max: 7 }).map((n) => n * 2 ** 29 + 5)],
  ['that differ in the middle digit only', fc.integer({ min: 0, max: 2047 }).map((n) => n * 2 ** 11 + 1)],
] as const) {
  test(`numbers ${what} are sorted as Array.sort does, equal ones in their order`, () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 300 }), (keys) => {
        const { actual, expected } = sortedBothWays(keys);
        assert.deepEqual(actual, expected);
      }),
    );
  });
}

test('nearly dense numbers, with a few far away, are sorted; so they are where two are equal', () => {
  const dense = fc.uniqueArray(fc.nat(2000), { minLength: 200, maxLength: 400 });
  const far = fc.array(fc.integer({ min: 2 ** 31 - 9, max: 2 ** 32 - 1 }), { maxLength: 20 });
  const apart = fc.tuple(dense, far, fc.boolean()).chain(([near, others, isTwice]) => {
    const keys = [...near, ...others, ...(isTwice ? near.slice(0, 1) : [])];
    return fc.shuffledSubarray(keys, { minLength: keys.length });
  });
  fc.assert(
    fc.property(apart, (keys) => {
      const { actual, expected } = sortedBothWays(keys);
      assert.deepEqual(actual, expected);
    }),
  );
});

test('rising and falling numbers, one number and none are sorted', () => {
  const rising = Array.from({ length: 5000 }, (_, i) => i * 858_993);
  for (const keys of [rising, rising.toReversed(), [7], []]) {
    const { actual, expected } = sortedBothWays(keys);
    assert.deepEqual(actual, expected);
  }
});
