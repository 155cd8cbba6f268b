import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Analysis } from '../../src/analysis/analysis.ts';
import { takeCensus } from '../../src/compare/census.ts';
import { compareSnapshots, type Comparison } from '../../src/compare/comparison.ts';
import { diffCensuses, type ComparedClass } from '../../src/compare/diff.ts';
import type { NodeOrdinal } from '../../src/heap/index-spaces.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { heapOf, snapshotOf, type Drawing } from '../support/draw-heap.ts';
import { repositoryPath } from '../support/fixtures.ts';
import { shallowSizes } from '../support/naive-analysis.ts';
import { randomHeap } from '../support/random-heap.ts';

const analyze = (drawing: Drawing): Analysis => new Analysis(snapshotOf(drawing));
const diffOf = (baseline: Drawing, current: Drawing): Comparison =>
  compareSnapshots([analyze(baseline), analyze(current)]);

/** Two heaps of which some ids are in both, often as something else. */
const randomPair: fc.Arbitrary<readonly [Drawing, Drawing]> = fc
  .tuple(randomHeap(), randomHeap(), fc.nat(8))
  .map(([baseline, current, born]) => [
    baseline,
    { ...current, nodes: current.nodes.map((node) => ({ ...node, id: node.id + 2 * born })) },
  ]);

/** key → added, removed, their sizes: what a drawn comparison is about. */
function changes(baseline: string, current: string): Record<string, readonly number[]> {
  const { classes } = compareSnapshots([heapOf(baseline).analysis, heapOf(current).analysis]);
  return Object.fromEntries(
    classes
      .filter(({ addedCount, removedCount }) => addedCount + removedCount > 0)
      .map((row) => [row.key, [row.addedCount, row.removedCount, row.addedSize, row.removedSize]]),
  );
}

test('an id only in current is new, one only in the baseline deleted, one in both neither', () => {
  assert.deepEqual(
    changes(
      'root -> a, b\n a: object Foo id=3 size=8\n b: object Foo id=5 size=16',
      'root -> b, c\n b: object Foo id=5 size=16\n c: object Foo id=7 size=32',
    ),
    { ',Foo': [1, 1, 32, 8] },
  );
});

test('an object that only grew is neither new nor deleted, but resized', () => {
  const drawings = [8, 800].map((size) => heapOf(`root -> a\n a: object Foo id=3 size=${size}`).analysis);
  const { totals, classes, growth } = compareSnapshots(drawings);
  const [{ addedCount, removedCount, sizeDelta, resizedSize }] = classes;
  assert.deepEqual([addedCount, removedCount, sizeDelta, resizedSize], [0, 0, 0, 792]);
  assert.deepEqual([totals.resizedSize, growth.bytes], [792, 792]);
});

test('what grows and what shrinks in place is one number; a newcomer of the class is none of it', () => {
  const { classes } = compareSnapshots([
    heapOf('root -> a, b\n a: object Foo id=3 size=100\n b: object Foo id=5 size=50').analysis,
    heapOf(
      'root -> a, b, c\n a: object Foo id=3 size=80\n b: object Foo id=5 size=90\n c: object Foo id=7 size=7',
    ).analysis,
  ]);
  const [{ addedSize, removedSize, resizedSize }] = classes;
  assert.deepEqual([addedSize, removedSize, resizedSize], [7, 0, 20]);
});

test('an object whose class changed is deleted in one and new in the other', () => {
  assert.deepEqual(changes('root -> a\n a: object Foo id=3', 'root -> a\n a: object Bar id=3'), {
    ',Foo': [0, 1, 0, 10],
    ',Bar': [1, 0, 10, 0],
  });
});

test('an object whose constructor stands elsewhere now is of another class', () => {
  assert.deepEqual(changes('root -> a\n a: object Foo at=1:2:3', 'root -> a\n a: object Foo at=4:2:3'), {
    '1,2,3,Foo': [0, 1, 0, 10],
    '4,2,3,Foo': [1, 0, 10, 0],
  });
});

test('an object without size is on neither side', () => {
  assert.deepEqual(
    changes(
      'root -> a\n a: object Foo id=3 size=0',
      'root -> a, b\n a: object Foo id=3\n b: object Bar size=0',
    ),
    { ',Foo': [1, 0, 10, 0] },
  );
});

test('plain objects of both sides are named by the shapes of the current one', () => {
  const object = (label: string, properties: string): string =>
    `root -> ${label}\n ${label}: object Object\n ${label} -> ${properties}\n x: size=0\n y: size=0\n`;
  assert.deepEqual(
    changes(
      object('a', 'x, y') + object('b', 'x, y'),
      `${object('a', 'x, y')}${object('b', 'x, y')}${object('c', 'x')}${object('d', 'x')}${object('e', 'x')}`,
    ),
    { ',{x}': [3, 0, 30, 0] },
  );
});

test('a class of plain objects that only the baseline has shows the name its own shapes give the newest', () => {
  const before = `
    root -> a, b
    a: object Object id=101
    b: object Object id=103
    a -> x
    b -> x
    x: size=0
  `;
  const { classes } = compareSnapshots([heapOf(before).analysis, heapOf('root -> y\n y: id=201').analysis]);
  const row = classes.find(({ key }) => key === ',Object');
  assert.deepEqual([row?.className, row?.removedCount, row?.counts], ['{x}', 2, [2, 0]]);
});

test('a class has its totals of both sides, and 0 where it has no objects', () => {
  const { classes } = compareSnapshots([
    heapOf('root -> a\n a: object Foo\n a -> b\n b: object Bar id=77').analysis,
    heapOf('root -> a\n a: object Foo size=30').analysis,
  ]);
  const row = (name: string): ComparedClass | undefined =>
    classes.find(({ className }) => className === name);
  const sides = (name: string): unknown[] => {
    const { counts, selfSizes, retainedSizes } = row(name) ?? {};
    return [counts, selfSizes, retainedSizes];
  };
  assert.deepEqual(sides('Foo'), [
    [1, 1],
    [10, 30],
    [20, 30],
  ]);
  assert.equal(row('Foo')?.retainedSizeDelta, 10);
  assert.deepEqual(sides('Bar'), [
    [1, 0],
    [10, 0],
    [10, 0],
  ]);
  assert.equal(row('Bar')?.retainedSizeDelta, -10);
});

test('compared by class name, places do not matter and all objects count', () => {
  const before = heapOf('root -> a, b\n a: object Foo at=1:2:3\n b: object Foo at=4:5:6\n').analysis;
  const after = heapOf('root -> a\n a: object Foo at=7:8:9 size=4').analysis;
  const { matchedBy, classes } = compareSnapshots([before, after], { matchBy: 'className' });
  assert.equal(matchedBy, 'className');
  const [{ key, addedCount, removedCount, sizeDelta, counts, retainedSizes, location }] = classes;
  assert.deepEqual([key, addedCount, removedCount, sizeDelta], [',Foo', 1, 2, -16]);
  assert.deepEqual([counts[0], retainedSizes[0], location], [2, 20, undefined]);
});

test('sizes past 4 GiB are added up exactly', () => {
  const big = 2 ** 32 + 1;
  assert.deepEqual(
    changes('root -> a', `root -> a, b, c\n b: object Big size=${big}\n c: object Big size=${big}`),
    { ',Big': [2, 0, 2 * big, 0] },
  );
});

test('ids up to 2^32 − 1 pair', () => {
  const heap = 'root -> a, b\n a: object Foo id=4294967295\n b: object Foo id=2147483649';
  assert.deepEqual(changes(heap, `${heap}\n root -> c\n c: object Foo id=2147483647`), {
    ',Foo': [1, 0, 10, 0],
  });
});

test('diff(a, a) is empty', () => {
  fc.assert(
    fc.property(randomHeap(), (drawing) => {
      const { totals, classes } = diffOf(drawing, drawing);
      const zero = {
        addedCount: 0,
        removedCount: 0,
        countDelta: 0,
        addedSize: 0,
        removedSize: 0,
        sizeDelta: 0,
        resizedSize: 0,
        extraNativeDelta: 0,
      };
      assert.deepEqual(totals, zero);
      for (const { key, retainedSizeDelta, ...row } of classes) {
        for (const [before, after] of [row.counts, row.selfSizes, row.retainedSizes]) {
          assert.equal(before, after, key);
        }
        assert.equal(row.addedCount + row.removedCount + retainedSizeDelta, 0, key);
      }
    }),
    { numRuns: 300 },
  );
});

for (const path of ['node20/0', 'chrome/1', 'bun/0', 'deno/1']) {
  test(`diff(a, a) is empty for ${path}`, async () => {
    const snapshot = await readSnapshot(repositoryPath(`fixtures/snapshots/${path}.heapsnapshot.gz`));
    const { totals, matchedBy, warnings } = compareSnapshots([
      new Analysis(snapshot),
      new Analysis(snapshot),
    ]);
    assert.deepEqual([totals.addedCount, totals.removedCount, matchedBy, warnings], [0, 0, 'id', []]);
  });
}

/** The row seen from the other side. */
function mirrored(row: ComparedClass): readonly unknown[] {
  const { key, addedCount, removedCount, countDelta, addedSize, removedSize, sizeDelta } = row;
  // `0 -` and not `-`: there is no −0 in a report.
  const changed = [removedCount, addedCount, 0 - countDelta, removedSize, addedSize, 0 - sizeDelta];
  const sides = [row.counts, row.selfSizes, row.retainedSizes].map((amounts) => amounts.toReversed());
  return [key, ...changed, 0 - row.resizedSize, ...sides, 0 - row.retainedSizeDelta];
}

function straight(row: ComparedClass): readonly unknown[] {
  const { key, addedCount, removedCount, countDelta, addedSize, removedSize, sizeDelta } = row;
  const changed = [addedCount, removedCount, countDelta, addedSize, removedSize, sizeDelta];
  const sides = [row.counts, row.selfSizes, row.retainedSizes];
  return [key, ...changed, row.resizedSize, ...sides, row.retainedSizeDelta];
}

const byKey = (a: readonly unknown[], b: readonly unknown[]): number =>
  String(a[0]) < String(b[0]) ? -1 : 1;
const isOfPlainObjects = ({ key }: ComparedClass): boolean => /,(?:Object|\{.*)$/s.test(key);

test('diff(a, b) mirrors diff(b, a) in every class but those of plain objects, which the current one names', () => {
  fc.assert(
    fc.property(randomPair, ([a, b]) => {
      const there = diffOf(a, b).classes.filter((row) => !isOfPlainObjects(row));
      const back = diffOf(b, a).classes.filter((row) => !isOfPlainObjects(row));
      assert.deepEqual(there.map(straight).sort(byKey), back.map(mirrored).sort(byKey));
    }),
    { numRuns: 400 },
  );
});

test('diff(a, b) mirrors diff(b, a) whole when both are named by the same shapes', () => {
  fc.assert(
    fc.property(randomPair, ([a, b]) => {
      const shapes = takeCensus(analyze(a));
      const [first, second] = [takeCensus(analyze(a), shapes), takeCensus(analyze(b), shapes)];
      const there = diffCensuses(first, second);
      const back = diffCensuses(second, first);
      assert.deepEqual(there.classes.map(straight).sort(byKey), back.classes.map(mirrored).sort(byKey));
      assert.equal(there.totals.addedCount, back.totals.removedCount);
      assert.equal(there.totals.sizeDelta, 0 - back.totals.sizeDelta);
    }),
    { numRuns: 400 },
  );
});

test('the diff is that of two sets of ids for each class', () => {
  fc.assert(
    fc.property(randomPair, ([a, b]) => {
      const current = analyze(b);
      /** key → id → size, of the objects that have one. */
      const objectsOf = (drawing: Drawing, analysis: Analysis): Map<string, Map<number, number>> => {
        const { classes, classOf } = analysis.classify(current.shapes);
        const sizes = shallowSizes(drawing);
        const found = new Map<string, Map<number, number>>();
        for (const [node, { id }] of drawing.nodes.entries()) {
          const { key } = classes[classOf[node as NodeOrdinal]];
          if (sizes[node] === 0) continue;
          found.set(key, (found.get(key) ?? new Map<number, number>()).set(id, sizes[node] ?? 0));
        }
        return found;
      };
      const before = objectsOf(a, analyze(a));
      const after = objectsOf(b, current);
      const onlyIn = (one?: Map<number, number>, other?: Map<number, number>): number[] =>
        [...(one ?? [])].filter(([id]) => !other?.has(id)).map(([, size]) => size);
      const sum = (sizes: number[]): number => sizes.reduce((total, size) => total + size, 0);
      const expected = [...new Set([...before.keys(), ...after.keys()])].map((key) => {
        const added = onlyIn(after.get(key), before.get(key));
        const removed = onlyIn(before.get(key), after.get(key));
        const deltas = [added.length - removed.length, sum(added) - sum(removed)];
        const resized = [...(after.get(key) ?? [])].map(
          ([id, size]) => size - (before.get(key)?.get(id) ?? size),
        );
        return [key, added.length, removed.length, sum(added), sum(removed), sum(resized), ...deltas];
      });
      const { classes, totals } = diffOf(a, b);
      const actual = classes.map((row) => {
        const deltas = [row.countDelta, row.sizeDelta];
        const changed = [row.addedCount, row.removedCount, row.addedSize, row.removedSize, row.resizedSize];
        return [row.key, ...changed, ...deltas];
      });
      assert.deepEqual(actual.sort(byKey), expected.sort(byKey));
      const column = (index: number): number => sum(expected.map((row) => Number(row[index])));
      assert.deepEqual(
        [totals.addedCount, totals.removedCount, totals.addedSize, totals.removedSize, totals.resizedSize],
        [1, 2, 3, 4, 5].map(column),
      );
    }),
    { numRuns: 400 },
  );
});
