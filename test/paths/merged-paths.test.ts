import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeRetainingPaths } from '../../src/paths/merged-paths.ts';
import type { MergedPaths } from '../../src/paths/path-branches.ts';
import type { NodeOrdinal } from '../../src/heap/index-spaces.ts';
import { heapOf, type DrawnHeap } from '../support/draw-heap.ts';

function objectsOf(heap: DrawnHeap, className: string): NodeOrdinal[] {
  return heap.drawing.nodes.flatMap(({ name }, node) => (name === className ? [node as NodeOrdinal] : []));
}

function branchesOf({ branches }: MergedPaths): string[] {
  return branches.map(
    ({ depth, objectCount, retainedSize, label, name, holderCount }) =>
      `${'  '.repeat(depth)}${objectCount} ${retainedSize} ${label}: ${name} ×${holderCount}`,
  );
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test('objects held in the same way by the same class are one branch, with counts and retained sizes', () => {
  const heap = heapOf(`
    root -shortcut-> global
    global -property:pool-> pool
    pool: object Array
    ${numbers(3)
      .map(
        (i) => `
          pool -element:${i}-> owner${i}
          owner${i}: object Owner
          owner${i} -property:connection-> c${i}
          c${i}: object Connection
          c${i} -property:buffer-> b${i}
          b${i}: object Buffer size=100`,
      )
      .join('\n')}
    global -property:last-> c3
    c3: object Connection
  `);
  const merged = mergeRetainingPaths(heap.analysis, objectsOf(heap, 'Connection'));
  assert.deepEqual(branchesOf(merged), [
    '4 340 : global ×1',
    '  3 330 .pool: Array ×1',
    '    3 330 […]: Owner ×3',
    '      3 330 .connection: Connection ×3',
    '  1 10 .last: Connection ×1',
  ]);
  assert.deepEqual([merged.objectCount, merged.retainedSize, merged.pathCount], [4, 340, 2]);
});

test('an object inside another of the class counts, and its bytes count once', () => {
  const heap = heapOf(`
    root -shortcut-> global
    global -property:tree-> a
    a: object Tree
    a -property:left-> b
    b: object Tree
    b -property:right-> c
    c: object Tree
    global -property:other-> other
    other -property:tree-> d
    d: object Tree
  `);
  const merged = mergeRetainingPaths(heap.analysis, objectsOf(heap, 'Tree'));
  assert.deepEqual(branchesOf(merged), [
    '4 40 : global ×1',
    '  3 30 .tree: Tree ×3',
    '  1 10 .other: other ×1',
    '    1 10 .tree: Tree ×1',
  ]);
  assert.equal(merged.branches[1].listLength, 3);
});

test('the keys of an object used as a table are one branch, those of a class are not', () => {
  const heap = heapOf(`
    root -shortcut-> global
    global -property:sessions-> table
    table: object Object
    ${numbers(17)
      .map((i) => `table -property:key${i}-> s${i}\ns${i}: object Session`)
      .join('\n')}
    global -property:pair-> pair
    pair: object Pair
    pair -property:left-> l
    pair -property:right-> r
    l: object Session
    r: object Session
  `);
  const merged = mergeRetainingPaths(heap.analysis, objectsOf(heap, 'Session'));
  assert.deepEqual(
    branchesOf(merged).map((line) => line.trim()),
    [
      '19 190 : global ×1',
      '17 170 .sessions: Object ×1',
      '17 170 […]: Session ×17',
      '2 20 .pair: Pair ×1',
      '1 10 .left: Session ×1',
      '1 10 .right: Session ×1',
    ],
  );
});

test('functions are one branch when they stand in one place', () => {
  const heap = heapOf(`
    root -shortcut-> global
    global -property:list-> list
    list: object Array
    list -element:0-> f
    list -element:1-> g
    list -element:2-> h
    f: closure "" at=3:1:1
    g: closure "" at=3:1:1
    h: closure "" at=3:9:1
    f -property:value-> v
    g -property:value-> w
    h -property:value-> x
    v: object Value
    w: object Value
    x: object Value
  `);
  const merged = mergeRetainingPaths(heap.analysis, objectsOf(heap, 'Value'));
  assert.deepEqual(branchesOf(merged).slice(2), [
    '    2 20 […]: function (script 3:2) ×2',
    '      2 20 .value: Value ×2',
    '    1 10 [2]: function (script 3:10) ×1',
    '      1 10 .value: Value ×1',
  ]);
});

test('what is left out is counted where it would have been', () => {
  const heap = heapOf(`
    root -shortcut-> global
    global -property:a-> a
    a -property:b-> b
    b -property:one-> v1
    b -property:two-> v2
    global -property:three-> v3
    ${numbers(3)
      .map((i) => `v${i + 1}: object Value`)
      .join('\n')}
    global -weak:1-> v4
    v4: object Value
  `);
  const nodes = objectsOf(heap, 'Value');
  const cut = mergeRetainingPaths(heap.analysis, nodes, { depth: 2 });
  assert.deepEqual(branchesOf(cut), ['3 30 : global ×1', '  2 20 .a: a ×1', '  1 10 .three: Value ×1']);
  assert.deepEqual(cut.branches[1].omitted, { pathCount: 2, objectCount: 2 });
  const few = mergeRetainingPaths(heap.analysis, nodes, { paths: 1 });
  assert.deepEqual(
    few.branches.map(({ label, omitted }) => [label, omitted?.pathCount]),
    [
      ['', 1],
      ['.a', undefined],
      ['.b', 1],
      ['.one', undefined],
    ],
  );
  assert.deepEqual([few.objectCount, few.unreachedCount, few.pathCount], [4, 1, 3]);
});

test('no objects have no paths', () => {
  const heap = heapOf('root -shortcut-> global');
  assert.deepEqual(mergeRetainingPaths(heap.analysis, []), {
    objectCount: 0,
    retainedSize: 0,
    unreachedCount: 0,
    pathCount: 0,
    branches: [],
  });
});
