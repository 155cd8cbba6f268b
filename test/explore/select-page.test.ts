import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { selectPage } from '../../src/explore/select-page.ts';
import { SeededRandom } from '../support/seeded-random.ts';

/** As if all were sorted; a sort keeps the order of equal ones. */
function sortedPage(items: Uint32Array, values: ArrayLike<number>, from: number, limit: number): number[] {
  return [...items].sort((a, b) => values[b] - values[a]).slice(from, from + limit);
}

/** Lists that no bucket parts well, larger than what is sorted as it is. */
const valueOf: Readonly<Record<string, (random: SeededRandom, at: number) => number>> = {
  'all different': (_, at) => at,
  'all equal': () => 32,
  'two values': (random) => 16 + 8 * random.below(2),
  'one far above all others': (random, at) => (at === 77 ? 2 ** 50 : 16 + random.below(3)),
  'far apart, in two heaps': (random) => random.below(2) * 1e8 + random.below(5),
  'over all sizes': (random) => Math.floor(2 ** (random.fraction() * 52)),
  'below 0 as well': (random) => random.below(100) - 5,
};

for (const [name, make] of Object.entries(valueOf)) {
  test(`a page is that of the sorted list: ${name}`, () => {
    const random = new SeededRandom(7);
    const count = 20_000;
    const values = Float64Array.from({ length: count }, (_, at) => make(random, at));
    const items = Uint32Array.from({ length: count }, (_, at) => (at * 7919) % count);
    const sorted = sortedPage(items, values, 0, count);
    for (const from of [0, 1, 49, 8_000, 9_990, 10_000, 13_333, 19_800, 19_999, 20_000, 30_000]) {
      for (const limit of [1, 50, 200]) {
        assert.deepEqual(
          [...selectPage(items, (item) => values[item], from, limit)],
          sorted.slice(from, from + limit),
        );
      }
    }
  });
}

test('a page of a short list is that of the sorted list', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3, max: 3 })), fc.nat(12), fc.nat(5), (values, from, limit) => {
      const items = Uint32Array.from(values.keys()).reverse();
      assert.deepEqual(
        [...selectPage(items, (item) => values[item] ?? 0, from, limit)],
        sortedPage(items, values, from, limit),
      );
    }),
  );
});
