import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Analysis } from '../../src/analysis/analysis.ts';
import { climbToDominators } from '../../src/analysis/dominators.ts';
import type { NodeOrdinal } from '../../src/heap/index-spaces.ts';
import { dominatorsOf, heapOf, parseDrawing, snapshotOf, type DrawnNode } from '../support/draw-heap.ts';

test('a diamond is dominated by its top', () => {
  const heap = heapOf('root -> a\n a -> b, c\n b -> d\n c -> d');
  assert.equal(heap.dominatorOf('d'), 'a');
  assert.equal(heap.retainedSizeOf('a'), 40);
});

test('what two roots hold is dominated by the root', () => {
  assert.equal(heapOf('root -> a, b\n a -> c\n b -> c').dominatorOf('c'), 'root');
});

test('a way back changes nothing', () => {
  const heap = heapOf('root -> a\n a -> b\n b -> c\n c -> a, b, root');
  assert.deepEqual(
    ['a', 'b', 'c'].map((label) => heap.dominatorOf(label)),
    ['root', 'a', 'b'],
  );
});

test('a weak reference does not share what it points at', () => {
  const heap = heapOf('root -> a, b\n a -> c\n b -weak-> c');
  assert.equal(heap.dominatorOf('c'), 'a');
});

test('the graph of Lengauer and Tarjan’s paper has the tree of their paper', () => {
  const heap = heapOf(`
    root -> a, b, c
    a -> d
    b -> a, d, e
    c -> f, g
    d -> l
    e -> h
    f -> i
    g -> i, j
    h -> e, k
    i -> k
    j -> i
    k -> i, root
    l -> h
  `);
  const expected = { a: 'root', b: 'root', c: 'root', d: 'root', e: 'root', f: 'c', g: 'c', h: 'root' };
  const more = { i: 'root', j: 'g', k: 'root', l: 'd' };
  for (const [label, dominator] of Object.entries({ ...expected, ...more }))
    assert.equal(heap.dominatorOf(label), dominator, label);
});

test('an orphan hangs from the root and takes part', () => {
  const heap = heapOf('root -> a\n a -> shared\n orphan -> shared, own');
  assert.equal(heap.dominatorOf('orphan'), 'root');
  assert.equal(heap.dominatorOf('own'), 'orphan');
  assert.equal(heap.dominatorOf('shared'), 'root');
  assert.equal(heap.retainedSizeOf('orphan'), 20);
});

test('what only weak references reach is an orphan', () => {
  const heap = heapOf('root -> a\n a -weak-> b\n b -> c');
  assert.equal(heap.dominatorOf('b'), 'root');
  assert.equal(heap.retainedSizeOf('b'), 20);
  assert.equal(heap.retainedSizeOf('root'), 30);
});

test('a ring that nobody holds hangs from the root one by one, and affects nobody', () => {
  const heap = heapOf('root -> a\n a -> b\n x -> y\n y -> z, b\n z -> x');
  for (const label of ['x', 'y', 'z']) {
    assert.equal(heap.dominatorOf(label), 'root');
    assert.equal(heap.retainedSizeOf(label), 10);
  }
  assert.equal(heap.dominatorOf('b'), 'a');
  assert.equal(heap.retainedSizeOf('root'), 50);
});

test('a ring that an orphan holds hangs from the orphan', () => {
  const heap = heapOf('root -> a\n o -> x\n x -> y\n y -> x');
  assert.deepEqual([heap.dominatorOf('x'), heap.dominatorOf('y')], ['o', 'x']);
});

test('a heap of the root alone is its own', () => {
  const heap = heapOf('root: size=5');
  assert.equal(heap.dominatorOf('root'), 'root');
  assert.equal(heap.analysis.totalSize, 5);
});

test('the root may be the last node of the file', () => {
  const heap = heapOf('a -> b\n c -> b\n root -> a, c');
  assert.deepEqual(
    ['a', 'b', 'c', 'root'].map((label) => heap.dominatorOf(label)),
    Array(4).fill('root'),
  );
  assert.equal(heap.analysis.totalSize, 30);
  assert.deepEqual(
    ['a', 'b'].map((label) => heap.distanceOf(label)),
    [1, 2],
  );
});

/** A root that holds `n0`, which holds `n1`, … */
function chain(length: number): DrawnNode[] {
  const [root, first] = parseDrawing('root -> n0').nodes;
  const nodes = [root];
  for (let i = 0; i < length; i++) {
    const edges = i + 1 < length ? [{ kind: 'property', name: 'next', to: i + 2 }] : [];
    nodes.push({ ...first, id: 2 * i + 3, size: 1, edges });
  }
  return nodes;
}

test('a list of 100,000 objects is a tree 100,000 deep', () => {
  const nodes = chain(100_000);
  const analysis = new Analysis(snapshotOf({ nodes, root: 0 }));
  assert.ok(dominatorsOf(analysis).every((dominator, node) => node === 0 || dominator === node - 1));
  assert.equal(analysis.retainedSizes[1 as NodeOrdinal], 100_000);
  assert.equal(analysis.distances[100_000 as NodeOrdinal], 100_000);
});

test('a long list whose every object is also held by its end is dominated by its beginning', () => {
  const nodes = chain(100_000);
  const last = nodes.at(-1);
  for (let to = 2; to < nodes.length; to++) last?.edges.push({ kind: 'element', name: to, to });
  nodes[1].edges.push({ kind: 'property', name: 'last', to: nodes.length - 1 });
  const dominators = dominatorsOf(new Analysis(snapshotOf({ nodes, root: 0 })));
  assert.ok(dominators.every((dominator, node) => dominator === (node <= 1 ? 0 : 1)));
});

test('retained sizes past 4 GiB are exact', () => {
  const heap = heapOf(`
    root -> a
    a -> b, c, d
    b: size=4294967295
    c: size=4294967295
    d: size=9007199254000000
  `);
  assert.equal(heap.retainedSizeOf('a'), 10 + 2 * 4_294_967_295 + 9_007_199_254_000_000);
});

test('a list that is walked before the table of its values costs a logarithm each, not a climb past all before', () => {
  // As the walk numbers it: link i is 2i - 1, held by the link before; its value is 2i, held by the link and by the root.
  const count = 200_001;
  const parent = Uint32Array.from({ length: count }, (_, v) => (v % 2 === 1 ? Math.max(v - 2, 0) : v - 1));
  parent[0] = 0;
  const semi = Uint32Array.from({ length: count }, (_, v) => (v % 2 === 1 ? Math.max(v - 2, 0) : 0));
  const steps = climbToDominators(parent, semi, new Uint32Array(2 * count), count);
  for (let v = 1; v < count; v++) assert.equal(parent[v], v % 2 === 1 ? Math.max(v - 2, 0) : 0);
  assert.ok(steps <= count * 2 * Math.log2(count), String(steps));
});

test('a climb of any shape takes a logarithm of steps', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 400 }), (drawn) => {
      const count = drawn.length + 1;
      // Deep trees mostly: the parent is one of the last few numbers.
      const parent = Uint32Array.from({ length: count }, (_, v) =>
        v === 0 ? 0 : v - 1 - (Math.min(drawn[v - 1]?.[0] ?? 0, v - 1) % 3),
      ).map((of, v) => Math.max(0, Math.min(of, v - 1)));
      const semi = parent.map((of, v) => (v === 0 ? 0 : (drawn[v - 1]?.[1] ?? 0) % (of + 1)));
      const expected = parent.slice();
      for (let v = 1; v < count; v++) while (expected[v] > semi[v]) expected[v] = expected[expected[v]];
      const steps = climbToDominators(parent, semi, new Uint32Array(2 * count), count);
      assert.deepEqual(parent, expected);
      assert.ok(steps <= count * 2 * Math.log2(count + 1), String(steps));
    }),
  );
});
