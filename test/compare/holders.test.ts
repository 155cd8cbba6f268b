import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findHolders, noHolder, type HolderMap } from '../../src/compare/holders.ts';
import type { NodeOrdinal } from '../../src/heap/index-spaces.ts';
import { DrawnHeap, heapOf, scriptPicture, type Drawing } from '../support/draw-heap.ts';
import { randomHeap } from '../support/random-heap.ts';

/** Who holds the young objects of a picture: those whose label begins with y and the interval, as y1 and y2b. */
function holdersOf(picture: string): {
  heap: DrawnHeap;
  map: HolderMap;
  holderOf: (label: string) => string | undefined;
  depthOf: (label: string) => number;
  counts: Record<string, readonly number[]>;
} {
  const heap = heapOf(picture);
  const { nodes } = heap.drawing;
  const bornIn = Uint8Array.from(nodes, ({ label }) => Number(/^y(\d)/.exec(label)?.[1] ?? 0));
  const { classification } = heap.analysis;
  const map = findHolders(heap.analysis, classification, bornIn, Math.max(...bornIn));
  const nameOf = (row: number): string => {
    const { node, entryClass } = map.holders[row];
    const entry = entryClass === undefined ? '' : ` for ${classification.classes[entryClass].className}`;
    return nodes[node].label + entry;
  };
  return {
    heap,
    map,
    holderOf: (label) => {
      const row = map.holderOf[heap.node(label)];
      return row === noHolder ? undefined : nameOf(row);
    },
    depthOf: (label) => map.depthOf[heap.node(label)],
    counts: Object.fromEntries(map.holders.map(({ counts }, row) => [nameOf(row), counts])),
  };
}

test('what hangs on one old object only is attributed to it', () => {
  const { holderOf, counts } = holdersOf(`
    root -> app
    app -> cache, other
    cache -> y1, y2, y2b
    other -> y2c
  `);
  assert.deepEqual(['y1', 'y2', 'y2b', 'y2c'].map(holderOf), ['cache', 'cache', 'cache', 'other']);
  assert.deepEqual(counts, { cache: [1, 2], other: [0, 1] });
});

test('what two owners hold goes to the nearer one', () => {
  const { holderOf } = holdersOf(`
    root -> far, near
    far -> further
    further -> y1
    near -> y1
  `);
  assert.equal(holderOf('y1'), 'near');
});

test('timers hold what nothing else does, and their list holds them, whoever refers to a neighbour', () => {
  const { holderOf } = holdersOf(`
    root -> app
    ${scriptPicture(9, 'node:internal/timers', 'app')}
    app -> list, server, far
    list: object TimersList at=9:1:1
    timer: object Timeout at=9:2:2
    y1t: object Timeout at=9:2:2
    y2t: object Timeout at=9:2:2
    server -> timer
    list -property:_idleNext-> timer
    timer -property:_idleNext-> y1t
    y1t -property:_idleNext-> y2t
    y1t -> y1, y1b
    y2t -> y2
    far -> further
    further -> furthest
    furthest -> users
    users -> y1
  `);
  assert.deepEqual(['y1', 'y1b', 'y2', 'y1t', 'y2t'].map(holderOf), [
    'users',
    'list',
    'list',
    'list',
    'list',
  ]);
});

test('what hangs on the young belongs to the holder of these, with the steps to it', () => {
  const { holderOf, depthOf } = holdersOf(`
    root -> cache
    cache -> y1
    y1: object Entry
    y1 -> y1b
    y1b: object Value
    y1b -> y2
    y2: string "text"
  `);
  assert.deepEqual(['y1', 'y1b', 'y2'].map(holderOf), ['cache', 'cache', 'cache']);
  assert.deepEqual(['y1', 'y1b', 'y2'].map(depthOf), [1, 2, 3]);
});

test('an old object between young ones is a holder of its own', () => {
  const { holderOf } = holdersOf(`
    root -> cache
    cache -> y1
    y1 -> pool
    pool -> y2
  `);
  assert.deepEqual([holderOf('y1'), holderOf('y2')], ['cache', 'pool']);
});

test('a chain of young objects counts for what holds its first', () => {
  const { holderOf, depthOf, counts } = holdersOf(`
    root -> queue
    queue -> y1
    y1: object Task
    y1 -property:next-> y1b
    y1b: object Task
    y1b -property:next-> y2
    y2: object Task
    y2 -> y2b
    y2b: object Payload
  `);
  assert.deepEqual(['y1', 'y1b', 'y2', 'y2b'].map(holderOf), ['queue', 'queue', 'queue', 'queue']);
  assert.deepEqual(
    ['y1', 'y1b', 'y2'].map(depthOf),
    [1, 1, 1],
    'a list is one thing: its links are no steps',
  );
  assert.equal(depthOf('y2b'), 2);
  assert.deepEqual(counts, { queue: [2, 2] });
});

test('a young link of a doubly linked list counts for the owner, though its old neighbours hold it', () => {
  const { holderOf, counts } = holdersOf(`
    root -> list
    list -property:first-> a
    a: object Link
    b: object Link
    a -property:next-> b
    b -property:previous-> a
    b -property:next-> y1
    y1: object Link
    y1 -property:previous-> b
    y1 -property:next-> y2
    y2: object Link
    y2 -property:previous-> y1
    y2 -property:value-> y2b
    y2b: object Value
  `);
  assert.deepEqual(['y1', 'y2', 'y2b'].map(holderOf), ['list', 'list', 'list']);
  assert.deepEqual(counts, { list: [1, 2] });
});

test('what an old link of a list holds beside its neighbours is its own', () => {
  const { holderOf } = holdersOf(`
    root -> list
    list -> a
    a: object Link
    a -> y1
    y1: object Value
  `);
  assert.equal(holderOf('y1'), 'a');
});

test("an old store in the hands of a young object is that object's, and what is in it its holder's", () => {
  const { holderOf, depthOf, counts } = holdersOf(`
    root -> cache
    cache -> y1
    y1: object Array
    y1 -internal:elements-> store
    store: array "(object elements)"
    store -> y2
    y2: object Entry
  `);
  assert.deepEqual([holderOf('y1'), holderOf('y2')], ['cache', 'cache']);
  assert.deepEqual([depthOf('y1'), depthOf('y2')], [1, 2]);
  assert.deepEqual(counts, { cache: [1, 1] });
});

test("V8's synthetic roots are told apart by the class of what hangs on them", () => {
  const { holderOf, counts } = holdersOf(`
    root -> roots
    roots: synthetic "(GC roots)"
    roots -element:1-> y1, y1b, y2
    y1: object Job
    y1b: native "Node / Handle"
    y2: object Job
    y1b -> y1c
    y1c: object Wrapped
  `);
  assert.deepEqual(['y1', 'y1b', 'y1c', 'y2'].map(holderOf), [
    'roots for Job',
    'roots for Node / Handle',
    'roots for Node / Handle',
    'roots for Job',
  ]);
  assert.deepEqual(counts['roots for Job'], [1, 1]);
});

test('the ways of the program come before those of the engine, however short', () => {
  const { holderOf } = holdersOf(`
    root -> roots, global
    roots: synthetic "(GC roots)"
    roots -element:1-> y1
    global -> app
    app -> cache
    cache -> y1
  `);
  assert.equal(holderOf('y1'), 'cache');
});

test('descriptors of hidden classes are no way: they lead anywhere, and nobody looks there', () => {
  const { holderOf } = holdersOf(`
    root -> a, app
    a -internal:map-> shape
    shape: hidden "system / Map"
    shape -internal:instance_descriptors-> descriptors
    descriptors: array "(map descriptors)"
    descriptors -internal:1-> y1
    app -> service
    service -> cache
    cache -> table
    table -> y1
  `);
  assert.equal(holderOf('y1'), 'table');
});

test('weak references attribute nothing, and what nothing holds has no holder', () => {
  const { holderOf, counts } = holdersOf(`
    root -> cache
    cache -weak-> y1
  `);
  assert.equal(holderOf('y1'), undefined);
  assert.deepEqual(counts, {});
});

test('nodes of V8 weigh but do not count', () => {
  const { map } = holdersOf(`
    root -> cache
    cache -> y1
    y1: code "" size=100
    y1 -> y1b
    y1b: object Entry size=24
  `);
  const [{ counts, bytes }] = map.holders;
  assert.deepEqual([counts, bytes], [[1], [124]]);
});

test('the constants of code that was compiled since are told apart from what a function holds', () => {
  const { map } = holdersOf(`
    root -> run
    run: closure run
    run -> y1code, y1entry
    y1code: code size=900
    y1code -> y1literal
    y1literal: string hello
    y1entry: object Entry
  `);
  assert.deepEqual(
    map.holders.map(({ isCode, counts }) => ({ isCode, counts })),
    [
      { isCode: true, counts: [1] },
      { isCode: false, counts: [1] },
    ],
  );
});

test('in any heap nothing is attributed to a young node, and no old node to any', () => {
  let attributed = 0;
  fc.assert(
    fc.property(
      randomHeap({ maxNodes: 20 }),
      fc.array(fc.constantFrom(0, 1, 2, 3), { minLength: 21, maxLength: 21 }),
      (drawing, births) => {
        const heap = new DrawnHeap(withMoreRoots(drawing));
        const bornIn = Uint8Array.from(drawing.nodes, (_, i) => (i % 3 === 0 ? 0 : (births[i] ?? 0)));
        const { analysis } = heap;
        const { holders, holderOf } = findHolders(analysis, analysis.classification, bornIn, 3);
        const expected = holders.map(() => [0, 0, 0]);
        for (let node = 0 as NodeOrdinal; node < drawing.nodes.length; node++) {
          const row = holderOf[node];
          if (row === noHolder) continue;
          attributed++;
          assert.notEqual(bornIn[node], 0);
          assert.equal(bornIn[holders[row].node], 0);
          expected[row][bornIn[node] - 1] += drawing.nodes[node]?.size ?? 0;
        }
        assert.deepEqual(
          holders.map(({ bytes }) => bytes),
          expected,
          'the bytes of a holder are those of its nodes',
        );
      },
    ),
    { numRuns: 1000 },
  );
  assert.ok(attributed > 200, String(attributed));
});

/** Most random nodes hang on nothing; every third hangs on the root here, and is old. */
function withMoreRoots({ nodes, root }: Drawing): Drawing {
  const more = nodes.flatMap((_, to) =>
    to > 0 && to % 3 === 0 && nodes[to]?.kind !== 'synthetic'
      ? [{ kind: 'property', name: `r${to}`, to }]
      : [],
  );
  return {
    root,
    nodes: nodes.map((node, i) => (i === root ? { ...node, edges: [...node.edges, ...more] } : node)),
  };
}
