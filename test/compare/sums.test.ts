import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Analysis } from '../../src/analysis/analysis.ts';
import { compareSnapshots } from '../../src/compare/comparison.ts';
import { assertAddsUp, assertFolderAddsUp } from '../support/assert-adds-up.ts';
import { heapOf, snapshotOf, type Drawing } from '../support/draw-heap.ts';
import { randomHeap } from '../support/random-heap.ts';

// added − removed + resized is by how much a class's objects, and all of them, grew: to the byte, whatever is compared.

// One; test/long has all.
for (const folder of ['bun']) {
  test(`the sums add up for every pair of ${folder}, and for all of its snapshots`, () =>
    assertFolderAddsUp(folder));
}

/** Heaps of which some ids are in several, often of another class or size; and bytes outside them. */
const randomSnapshots: fc.Arbitrary<readonly (readonly [Drawing, number])[]> = fc
  .array(fc.tuple(randomHeap(), fc.nat(8), fc.nat(100_000)), { minLength: 2, maxLength: 4 })
  .map((heaps) =>
    heaps.map(([drawing, born, outside]) => [
      { ...drawing, nodes: drawing.nodes.map((node) => ({ ...node, id: node.id + 2 * born })) },
      outside,
    ]),
  );

test('the sums add up for any heaps, paired by id or by class name, with bytes outside them', () => {
  fc.assert(
    fc.property(randomSnapshots, (heaps) => {
      const analyses = heaps.map(
        ([drawing, extraNativeBytes]) => new Analysis({ ...snapshotOf(drawing), extraNativeBytes }),
      );
      assertAddsUp(compareSnapshots(analyses));
      assertAddsUp(compareSnapshots(analyses.slice(0, 2), { matchBy: 'className' }));
      const [[, before], [, after]] = heaps;
      assert.equal(compareSnapshots(analyses.slice(0, 2)).totals.extraNativeDelta, after - before);
    }),
    { numRuns: 300 },
  );
});

test('what only weak references reach, and a store that found an owner, are in the sums', () => {
  const before = heapOf(`
    root -> list, other
    list -weak-> ghost
    list -> store
    other -> store
    list: object List id=3 size=16
    other: object Other id=5 size=16
    ghost: object Ghost id=7 size=100
    store: array Store id=9 size=1000
  `).analysis;
  const after = heapOf(`
    root -> list
    list -weak-> ghost
    list -> store
    list: object List id=3 size=16
    ghost: object Ghost id=7 size=300
    store: array Store id=9 size=5000
  `).analysis;
  const comparison = compareSnapshots([before, after]);
  assertAddsUp(comparison);
  const resized = Object.fromEntries(
    comparison.classes.map(({ className, resizedSize }) => [className, resizedSize]),
  );
  assert.equal(resized['Ghost'], 200);
});
